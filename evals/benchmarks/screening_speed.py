"""How long screening takes beside the bare encoder on the same messages, and how it grows with the length of a text.

The encoder is left out of screening's own time: it gets its vectors ready-made.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

from assistant.screening import Screener
from evals.benchmarks.reply_speed import Measurement
from ingest.embedding import SentenceTransformerEmbedder, Vectors
from ingest.releases import open_release
from ingest.settings import Settings

LENGTH = 300  # characters
MESSAGES = 50
REPEATS = 3
_LONG = (1_000, 10_000, 100_000)  # characters


def measure(settings: Settings) -> list[Measurement]:
    """Screen messages of 300 characters in turn with encoding them, then ever longer texts."""
    release = open_release(settings.home)
    embedder = SentenceTransformerEmbedder(settings.model)
    texts = _texts([example.say for example in release.corpus.screening.examples])
    vector = embedder.embed(texts[:1])[0]
    screener = Screener(release.corpus.screening, release.neighbours())
    for text in texts:
        _screen(screener, vector, text)  # the first look compiles the patterns that may fit
    screened, encoded = [], []
    for text in texts * REPEATS:
        screened.append(_seconds(partial(_screen, screener, vector, text)))
        encoded.append(_seconds(partial(embedder.embed, [text])))
    median = Measurement(
        f"screening, {LENGTH} characters", len(texts), statistics.median(screened), statistics.median(encoded), None
    )
    return [median, *(_long(screener, vector, texts, length) for length in _LONG)]


def _texts(messages: Sequence[str]) -> list[str]:
    """Texts of 300 characters, each of several messages."""
    joined = ". ".join(messages)
    starts = range(0, len(joined) - LENGTH, max(1, (len(joined) - LENGTH) // MESSAGES))
    return [joined[start : start + LENGTH] for start in starts][:MESSAGES]


def _long(screener: Screener, vector: Vectors, texts: Sequence[str], length: int) -> Measurement:
    text = (" ".join(texts) * (length // (LENGTH * len(texts)) + 1))[:length]
    seconds = min(_seconds(partial(_screen, screener, vector, text)) for _ in range(REPEATS))
    return Measurement(f"screening, {length:,} characters", 1, seconds, None, None)


def _screen(screener: Screener, vector: Vectors, text: str) -> None:
    screener.screen(screener.read(text), vector[None, :])


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
