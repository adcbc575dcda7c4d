"""Real parts for all tests: the packaged model, a small corpus on another subject, and this repository's corpus."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from ingest.build import build
from ingest.corpus import Corpus, read_corpus
from ingest.embedding import DEFAULT_MODEL, SentenceTransformerEmbedder
from ingest.exported_model import encoder

REPOSITORY = Path(__file__).parent.parent
TOOL_LIBRARY = REPOSITORY / "tests" / "fixtures" / "tool_library"
CORPUS = REPOSITORY / "corpus"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads or writes the home folder of the person who runs it."""
    for name in ("WAYPOST_CORPUS", "WAYPOST_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    """The packaged model, loaded once."""
    return SentenceTransformerEmbedder()


@pytest.fixture
def tool_library(tmp_path: Path) -> Path:
    """A copy of the small corpus that a test may change."""
    return Path(shutil.copytree(TOOL_LIBRARY, tmp_path / "corpus"))


@pytest.fixture(scope="session")
def tool_library_home(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    """The small corpus, built; not to be changed."""
    home = tmp_path_factory.mktemp("tools") / "home"
    build(TOOL_LIBRARY, home, embedder)
    return home


@pytest.fixture
def own_home(tool_library_home: Path, tmp_path: Path) -> Path:
    """A copy of the built small corpus that a test may break."""
    return Path(shutil.copytree(tool_library_home, tmp_path / "own_home"))


OpenAssistant = Callable[[Path], Assistant]


@pytest.fixture
def open_assistant(embedder: SentenceTransformerEmbedder) -> OpenAssistant:
    """Open an assistant on a home of the small corpus, without loading the model again."""
    return lambda home: Assistant.open(home, TOOL_LIBRARY, open_embedder=lambda model: embedder)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The corpus of this repository, as its documents stand."""
    corpus, _ = read_corpus(CORPUS)
    return corpus


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The corpus of this repository, built as the command builds it: with the exported model."""
    folder = tmp_path_factory.mktemp("waypost") / "home"
    build(CORPUS, folder, encoder(folder, DEFAULT_MODEL))
    yield folder


@pytest.fixture(scope="session")
def assistant(home: Path) -> Assistant:
    """An assistant on the corpus of this repository."""
    opened = Assistant.open(home, CORPUS)
    assert opened.failure is None
    return opened
