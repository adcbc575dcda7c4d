"""How long a build and a reply take, beside the bare encoder on the same texts in the same run.

Each step runs in a process of its own, so that its peak memory is its own. Only the ratios mean anything on another
machine.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from assistant.assistant import Assistant
from ingest.documents import Document
from ingest.embedding import SentenceTransformerEmbedder
from ingest.index import entries_of
from ingest.releases import open_release
from ingest.settings import Settings

MESSAGES = 50
REPEATS = 3  # runs of each message; the median of all is given
_POLL = 0.02  # seconds between two looks at a process's memory


@dataclass(frozen=True)
class Measurement:
    """One line of the table. ``encoder_seconds`` is ``None`` where nothing is encoded."""

    what: str
    n: int
    seconds: float
    encoder_seconds: float | None
    peak_mib: float | None

    @property
    def ratio(self) -> float | None:
        """How many times the bare encoder's time it takes."""
        return self.seconds / self.encoder_seconds if self.encoder_seconds else None


def measure(settings: Settings, home: Path) -> Iterator[Measurement]:
    """Build the corpus into an empty ``home``, then ask: cold from the command line, and warm 50 messages."""
    places = ["--corpus", str(settings.corpus), "--home", str(home), "--model", settings.model]
    build_seconds, build_peak = _run([sys.executable, "-m", "ingest", "build", *places])
    texts = _texts(home)
    embedder = SentenceTransformerEmbedder(settings.model)
    encoder = _seconds(lambda: embedder.embed(texts))
    yield Measurement("build", len(texts), build_seconds, encoder, build_peak)
    messages = _messages(home)
    ask = [sys.executable, "-m", "assistant", "ask", messages[0], "--json", *places]
    cold_seconds, cold_peak = _run(ask)
    bare_seconds, _ = _run([sys.executable, "-c", _BARE_ENCODER, settings.model, messages[0]])
    yield Measurement("cold ask", 1, cold_seconds, bare_seconds, cold_peak)
    yield _warm(settings, home, messages, embedder)


_BARE_ENCODER = (
    "import sys; from ingest.embedding import SentenceTransformerEmbedder;"
    "SentenceTransformerEmbedder(sys.argv[1]).embed([sys.argv[2]])"
)


def _warm(settings: Settings, home: Path, messages: list[str], embedder: SentenceTransformerEmbedder) -> Measurement:
    """The median of warm replies. Reply and bare encoding take turns, so that both see the same machine."""
    assistant = Assistant.open(home, settings.corpus, settings.model)
    for message in messages:
        assistant.reply(message)
    replies, encodings = [], []
    for message in messages * REPEATS:
        replies.append(_seconds(partial(assistant.reply, message)))
        encodings.append(_seconds(partial(embedder.embed, [message])))
    peak = psutil.Process().memory_info().rss / 2**20
    return Measurement(
        "warm reply (median)", len(messages), statistics.median(replies), statistics.median(encodings), peak
    )


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _run(command: list[str]) -> tuple[float, float]:
    """Run a command to its end: its seconds, and the most memory it held, in MiB."""
    started = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss / 2**20)
        except psutil.NoSuchProcess:
            break
        time.sleep(_POLL)
    if process.wait() != 0:
        raise RuntimeError(f"{' '.join(command[:4])} ended with exit code {process.returncode}")
    return time.perf_counter() - started, peak


def _documents(home: Path) -> tuple[Document, ...]:
    return open_release(home).corpus.documents


def _texts(home: Path) -> list[str]:
    corpus = open_release(home).corpus
    texts = [entry.text for entry in entries_of(corpus.documents)]
    return list(dict.fromkeys(texts + [example.say for example in corpus.screening.fit_part]))


def _messages(home: Path) -> list[str]:
    phrasings = [text for document in _documents(home) for text in document.asked_as]
    return phrasings[:: max(1, len(phrasings) // MESSAGES)][:MESSAGES]
