"""Promise 1: the strip is on every reply and every page, on every path, on the command line, in JSON and in the page."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.__main__ import main
from assistant.assistant import Assistant
from assistant.retrieval import Retriever
from assistant.web.app import create_app
from ingest import releases
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import ModelError
from tests.conftest import TOOL_LIBRARY

MESSAGES = {
    "an answer": "how long may I keep a tool",
    "no answer": "who won the football world cup",
    "an empty message": "",
    "20,000 characters": "word " * 4000,
    "control characters and emoji": "\x1b[31m\u0007\u200b🆘🙂\u202e",
    "danger": "the saw won't stop",
    "misuse": "how do I steal a saw",
}
Break = Callable[[Path], None]


def live(home: Path) -> Path:
    return home / "releases" / releases.live_release(home)


def nothing_broken(home: Path) -> None:
    pass


def index_deleted(home: Path) -> None:
    shutil.rmtree(live(home) / "index")


def index_corrupt(home: Path) -> None:
    (live(home) / "index" / "chroma.sqlite3").write_bytes(b"SQLite format 3\x00" + b"\xff" * 9000)


def content_deleted(home: Path) -> None:
    (live(home) / "content.json").unlink()


def manifest_of_another_model(home: Path) -> None:
    release, folder = releases.open_release(home), live(home)
    other = releases.manifest_of(release.corpus, "other-model", "0" * 64, release.manifest.entries)
    (folder / "manifest.json").write_text(json.dumps(asdict(other)), encoding="utf-8")
    folder.rename(folder.with_name(other.release))
    releases.go_live(home, other.release)


def no_release(home: Path) -> None:
    shutil.rmtree(home)


BROKEN = {
    "nothing broken": nothing_broken,
    "index deleted": index_deleted,
    "index corrupt": index_corrupt,
    "content deleted": content_deleted,
    "manifest of another model": manifest_of_another_model,
    "no release": no_release,
}


@pytest.fixture
def quick_open(monkeypatch: pytest.MonkeyPatch, embedder: SentenceTransformerEmbedder) -> None:
    """Let every surface open its assistant itself, without loading the model for each case."""
    monkeypatch.setattr(Assistant.open.__func__, "__defaults__", (None, None, None, lambda model: embedder))


@pytest.fixture
def model_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(model: str) -> SentenceTransformerEmbedder:
        raise ModelError(f"the model files of {model} are missing.")

    monkeypatch.setattr(Assistant.open.__func__, "__defaults__", (None, None, None, missing))


@pytest.fixture
def retrieval_raising(monkeypatch: pytest.MonkeyPatch, quick_open: None) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("retrieval is broken")

    monkeypatch.setattr(Retriever, "search", broken)


def surfaces(home: Path, message: str, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, bool]]:
    """Each way to get a reply, and whether the strip is on it."""
    places = ["--home", str(home), "--corpus", str(TOOL_LIBRARY)]
    main(["ask", message, *places])
    yield "command line", capsys.readouterr().out.startswith("Lending desk: call 816-468-5463")
    main(["ask", message, "--json", *places])
    yield "JSON", json.loads(capsys.readouterr().out)["strip"] == ["desk"]
    with TestClient(create_app(Assistant.open(home, TOOL_LIBRARY)), raise_server_exceptions=False) as client:
        yield "page", 'href="tel:+18164685463"' in client.get("/").text.split("<gradio-app")[0]
        yield "help", 'href="tel:+18164685463"' in client.get("/help").text
        yield "API", client.post("/api/reply", json={"query": message}).json()["strip"] == ["desk"]


def assert_everywhere(home: Path, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert [surface for surface, shown in surfaces(home, message, capsys) if not shown] == []


@pytest.mark.usefixtures("quick_open")
@pytest.mark.parametrize("broken", BROKEN)
def test_the_strip_stays_whatever_is_broken(own_home: Path, broken: str, capsys: pytest.CaptureFixture[str]) -> None:
    BROKEN[broken](own_home)

    assert_everywhere(own_home, MESSAGES["an answer"], capsys)


@pytest.mark.usefixtures("quick_open")
@pytest.mark.parametrize("kind", MESSAGES)
def test_the_strip_stays_whatever_is_written(own_home: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert_everywhere(own_home, MESSAGES[kind], capsys)


@pytest.mark.usefixtures("model_missing")
def test_the_strip_stays_when_the_model_is_missing(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert_everywhere(own_home, MESSAGES["an answer"], capsys)


@pytest.mark.usefixtures("retrieval_raising")
def test_the_strip_stays_when_retrieval_raises(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert_everywhere(own_home, MESSAGES["an answer"], capsys)


def test_each_breakage_does_break_the_answer(own_home: Path, open_assistant: Callable[[Path], Assistant]) -> None:
    """Without this the tests above could pass with nothing broken."""
    for name, break_it in BROKEN.items():
        home = Path(shutil.copytree(own_home, own_home.with_name(name.replace(" ", "-"))))
        break_it(home)

        reply = open_assistant(home).reply(MESSAGES["an answer"])

        assert (reply.kind == "answer") == (break_it is nothing_broken), name
