"""The command line: one question, a batch, JSON, and the strip whatever happens."""

import json
import shutil
from pathlib import Path

import pytest

from assistant.__main__ import main
from ingest import releases
from tests.conftest import TOOL_LIBRARY


def ask(home: Path, *arguments: str) -> int:
    return main(["ask", *arguments, "--home", str(home), "--corpus", str(TOOL_LIBRARY)])


def test_a_question_is_answered_under_the_strip(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(own_home, "how long may I keep a tool") == 0

    out = capsys.readouterr().out
    assert out.startswith("Lending desk: call 816-468-5463")
    assert "You may keep a tool for seven days. [1]" in out
    assert "[1] [2] Lending rules. Springfield Tool Library (organisation). https://example.org/rules" in out.replace(
        "\n", " "
    )
    assert "Source dated: 1 Mar 2025. Read: 2026-11-01." in out


def test_json_is_one_reply_on_one_line(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(own_home, "how long may I keep a tool", "--json") == 0

    reply = json.loads(capsys.readouterr().out)
    assert (reply["kind"], reply["strip"]) == ("answer", ["desk"])


def test_a_batch_gives_a_reply_a_line_in_the_same_order(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(
        '{"id": "one", "query": "when is the tool library open"}\n'
        '{"id": "two", "query": "thanks", "context": {"turns": [{"role": "user", "text": "the saw won\'t stop"}]}}\n'
        '\n{"query": ""}\n',
        encoding="utf-8",
    )

    assert ask(own_home, "--batch", str(batch), "--json") == 0

    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [reply["question"] for reply in replies] == ["one", "two", "3"]
    assert [reply["tier"] for reply in replies] == [0, 4, 0]
    assert replies[2]["kind"] == "clarify"


def test_a_faulty_batch_line_is_told_and_nothing_is_asked(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"query": "a"}\n{"question": "b"}\n', encoding="utf-8")

    assert ask(own_home, "--batch", str(batch), "--json") == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert f"{batch}:2: not a question" in err


def test_without_a_question_the_command_is_not_right(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(own_home) == 2
    assert "give one question in quotes, or --batch" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_with_the_index_deleted_the_strip_is_still_printed(
    own_home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    shutil.rmtree(own_home / "releases" / releases.live_release(own_home) / "index")

    assert ask(own_home, "how long may I keep a tool", *arguments) == 1

    out, err = capsys.readouterr()
    assert "816-468-5463" in out
    assert "no answers, only help lines: there is no index" in err


def test_with_nothing_to_show_the_command_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "a", "--home", str(tmp_path / "no"), "--corpus", str(tmp_path / "none")]) == 2
    assert "the corpus cannot be read" in capsys.readouterr().err
