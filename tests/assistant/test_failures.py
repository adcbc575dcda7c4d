"""Whatever is broken, a reply comes, and it carries the lines."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import NoLines
from assistant.retrieval import Retriever
from ingest import releases
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import ModelError
from tests.conftest import TOOL_LIBRARY

Open = Callable[[Path], Assistant]
QUESTION = "how long can I keep a drill"
TODAY = date(2026, 11, 25)


def check_still_helps(assistant: Assistant) -> None:
    """Whatever is broken: the strip, the card, and a phrase that says so."""
    assert assistant.failure
    reply = assistant.reply(QUESTION, today=TODAY)
    assert (reply.kind, reply.strip) == ("error", ("desk",))
    assert [line.id for line in reply.lines] == ["desk"]
    assert [notice.id for notice in reply.notices] == ["error"]
    danger = assistant.reply("the saw won't stop", today=TODAY)
    assert (danger.kind, danger.tier) == ("crisis", 4)
    assert [line.id for line in danger.lines] == ["desk", "repair"]


def live_folder(home: Path) -> Path:
    return home / "releases" / releases.live_release(home)


def test_with_the_index_deleted_the_lines_are_shown(own_home: Path, open_assistant: Open) -> None:
    shutil.rmtree(live_folder(own_home) / "index")

    check_still_helps(open_assistant(own_home))


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_with_the_index_corrupt_the_lines_are_shown(own_home: Path, open_assistant: Open, content: bytes) -> None:
    (live_folder(own_home) / "index" / "chroma.sqlite3").write_bytes(content)

    check_still_helps(open_assistant(own_home))


def test_with_the_vectors_corrupt_the_lines_are_shown(own_home: Path, open_assistant: Open) -> None:
    for path in (live_folder(own_home) / "index").glob("*/*.bin"):
        path.write_bytes(b"\xff" * 64)

    assistant = open_assistant(own_home)
    reply = assistant.reply(QUESTION, today=TODAY)

    assert reply.strip == ("desk",)
    assert reply.kind in ("error", "answer")  # Chroma may still answer from its log: then the answer is a checked one


@pytest.mark.parametrize("damage", ["gone", "cut"])
@pytest.mark.parametrize("path", ["index/vectors.npy", "keywords/documents.json", "keywords/words/data.csc.index.npy"])
def test_with_a_part_of_an_index_broken_the_lines_are_shown(
    own_home: Path, open_assistant: Open, path: str, damage: str
) -> None:
    file = live_folder(own_home) / path
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:9])

    check_still_helps(open_assistant(own_home))


def test_with_the_model_missing_the_lines_are_shown(own_home: Path) -> None:
    check_still_helps(Assistant.open(own_home, TOOL_LIBRARY, model=str(own_home / "no-model")))


def test_with_the_packaged_model_missing_the_lines_are_shown(own_home: Path) -> None:
    def missing(model: str) -> SentenceTransformerEmbedder:
        raise ModelError(f"the model files of {model} are missing.")

    check_still_helps(Assistant.open(own_home, TOOL_LIBRARY, open_embedder=missing))


def test_with_a_release_of_another_model_the_lines_are_shown(own_home: Path, open_assistant: Open) -> None:
    release = releases.open_release(own_home)
    folder = live_folder(own_home)
    other = releases.manifest_of(release.corpus, "other-model", "0" * 64, release.manifest.entries)
    (folder / "manifest.json").write_text(json.dumps(asdict(other)), encoding="utf-8")
    folder.rename(folder.with_name(other.release))
    releases.go_live(own_home, other.release)

    assistant = open_assistant(own_home)

    assert assistant.failure == "the release was built with another model (other-model): build it again."
    check_still_helps(assistant)


def test_with_the_manifest_changed_the_corpus_lends_its_lines(own_home: Path, open_assistant: Open) -> None:
    path = live_folder(own_home) / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"entries": 34', '"entries": 35'), encoding="utf-8")

    check_still_helps(open_assistant(own_home))


def test_with_no_release_at_all_the_corpus_lends_its_lines(tmp_path: Path, open_assistant: Open) -> None:
    check_still_helps(open_assistant(tmp_path / "nowhere"))


def test_with_neither_release_nor_corpus_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(NoLines, match="no release has been built yet"):
        Assistant.open(tmp_path / "nowhere", tmp_path / "no-corpus")


def test_an_exception_inside_retrieval_leaves_the_lines_and_no_word_in_the_log(
    own_home: Path, open_assistant: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Retriever, text: str, *_: object) -> None:
        raise RuntimeError(f"cannot search for {text}")

    monkeypatch.setattr(Retriever, "search", broken)
    reply = open_assistant(own_home).reply("canary-7f3a " + QUESTION, today=TODAY)

    assert (reply.kind, reply.strip) == ("error", ("desk",))
    assert "RuntimeError" in caplog.text
    assert "canary-7f3a" not in caplog.text


def test_a_reply_that_says_more_than_the_release_is_replaced(
    own_home: Path, open_assistant: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = open_assistant(own_home)
    honest = assistant.reply(QUESTION, today=TODAY)
    forged = replace(honest, sentences=(replace(honest.sentences[0], text="You may keep it."),))
    monkeypatch.setattr(Assistant, "_reply", lambda *_: forged)

    assert assistant.reply(QUESTION, today=TODAY).kind == "error"
