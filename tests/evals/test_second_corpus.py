"""The same engine answers another subject: every case of the small corpus is right, and is too few to calibrate on."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from assistant.replies import Reply, Turn
from assistant.retrieval import Search
from evals.__main__ import main
from evals.answering_cases import AnsweringCase, read_cases
from evals.suites import answering
from ingest.calibration import CALIBRATION_FILE
from tests.conftest import REPOSITORY, TOOL_LIBRARY, OpenAssistant

CASES = REPOSITORY / "tests" / "fixtures" / "tool_library_cases"
TODAY = date(2026, 11, 25)


def options(command: str, corpus: Path, home: Path) -> list[str]:
    return [command, "--cases", str(CASES), "--corpus", str(corpus), "--home", str(home)]


def test_every_case_of_the_small_corpus_is_right(own_home: Path, open_assistant: OpenAssistant) -> None:
    assistant = open_assistant(own_home)

    def ask(case: AnsweringCase) -> tuple[Reply, tuple[Search, ...]]:
        turns = [Turn(role="user", text=text) for text in case.after]
        reply = assistant.reply(case.query, turns, case.language, TODAY)
        return reply, assistant.search(case.query, case.after, case.language, TODAY)

    report = answering.run(read_cases(CASES), ask)

    assert [(miss.case.id, miss.reply.kind, miss.ranked) for miss in report.misses] == []
    assert [figure.name for figure in report.figures if not figure.met] == []


def test_the_command_finds_every_case_of_both_halves_right(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*options("run", TOOL_LIBRARY, own_home), "--suite", "answering", "--json", "--split"]
    total = 0
    for split in ("fit", "check"):
        verdict = main([*arguments, split])
        report = json.loads(capsys.readouterr().out)

        assert (verdict, report["misses"]) == (0, [])
        total += sum(one["share"]["n"] for one in report["breakdown"] if one["name"].endswith(": right"))

    assert total == len(read_cases(CASES))


def test_so_few_cases_do_not_calibrate(own_home: Path, tool_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verdict = main(options("calibrate", tool_library, own_home))

    captured = capsys.readouterr()
    assert (verdict, captured.out) == (2, "")
    assert captured.err.startswith("error: calibration needs 50 cases, 10 of them answered and 10 not: there are ")
    assert captured.err.count("\n") == 1
    assert not (tool_library / CALIBRATION_FILE).exists()


def test_faulty_cases_do_not_calibrate(
    own_home: Path, tool_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = Path(shutil.copytree(CASES, tmp_path / "cases"))
    (cases / "zz.yaml").write_text("- id: zz-001\n", encoding="utf-8")
    arguments = ["calibrate", "--cases", str(cases), "--corpus", str(tool_library), "--home", str(own_home)]

    assert main(arguments) == 2

    assert "zz.yaml:1: query: field required" in capsys.readouterr().err
    assert not (tool_library / CALIBRATION_FILE).exists()


def test_a_folder_without_cases_passes_nothing(
    own_home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    verdict = main(["run", "--suite", "answering", "--cases", str(tmp_path), "--home", str(own_home)])

    assert verdict == 2
    assert f"error: there is no case of the check half in {tmp_path}." in capsys.readouterr().err


def test_with_neither_release_nor_corpus_the_command_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    verdict = main(["run", "--corpus", str(tmp_path / "none"), "--home", str(tmp_path / "home")])

    assert verdict == 2
    assert "no release has been built yet" in capsys.readouterr().err
