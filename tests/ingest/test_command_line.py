"""``python -m ingest``: exit code 0 if all is well, 1 if the content is not right, 2 if the command was not."""

from pathlib import Path

import pytest

from ingest.__main__ import main
from tests.conftest import REPOSITORY, TOOL_LIBRARY


def test_check_counts_what_it_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--corpus", str(TOOL_LIBRARY)]) == 0
    assert "3 documents, 7 statements, 3 sources, 2 lines: 0 errors" in capsys.readouterr().out


def test_check_and_build_refuse_a_faulty_corpus(tool_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    path = tool_library / "documents" / "en" / "borrowing.md"
    path.write_text(path.read_text(encoding="utf-8").replace(" [^notice-board]", ""), encoding="utf-8")

    assert main(["check", "--corpus", str(tool_library)]) == 1
    assert f"{path}:22: “Each borrowed tool has its due date on a paper tag” has no source mark" in capsys.readouterr().out  # fmt: skip

    assert main(["build", "--corpus", str(tool_library), "--home", str(tmp_path / "home")]) == 1
    assert "1 faults. Nothing was built." in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_build_then_status(tool_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--corpus", str(tool_library), "--home", str(tmp_path / "home")]

    assert main(["status", *home]) == 2
    assert "no release has been built yet" in capsys.readouterr().err
    assert main(["build", *home]) == 0
    assert "is live (built): 3 documents, 7 statements; 61 of 61 texts embedded" in capsys.readouterr().out
    assert main(["build", *home]) == 0
    assert "is live (unchanged)" in capsys.readouterr().out
    assert main(["status", *home]) == 0
    assert capsys.readouterr().out.startswith("live: ")


def test_the_seed_faq_put_in_as_a_document_fails(tool_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = (REPOSITORY / "corpus" / "seed" / "seed-faq.txt").read_text(encoding="utf-8")
    document = tool_library / "documents" / "en" / "borrowing.md"
    front = document.read_text(encoding="utf-8").split("---\n")[1]
    document.write_text(f"---\n{front}---\n{seed}", encoding="utf-8")

    assert main(["check", "--corpus", str(tool_library)]) == 1

    out = capsys.readouterr().out
    assert out.count("has no source mark") == 39  # every line of it
    assert out.count("holds more than one sentence") > 10
    assert "the number 8165244949 is not in lines.yaml" in out
