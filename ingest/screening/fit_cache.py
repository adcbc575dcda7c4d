"""Fitted votes are kept beside the releases: a build after an edited sentence need not fit the same messages again."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from ingest.screening.examples import Example
from ingest.screening.neighbours import FIT_VERSION
from ingest.screening.rules import RuleBook


def fit_key(book: RuleBook, examples: Sequence[Example], model_fingerprint: str) -> str:
    """A hash of all that votes are fitted from: the rules, the messages, the model's weights and the way to fit."""
    parts = {
        "version": FIT_VERSION,
        "model": model_fingerprint,
        "words": book.words,
        "shorthand": book.shorthand,
        "rules": [rule.model_dump() for rule in book.rules],
        "examples": [example.model_dump() for example in examples],
    }
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Savable(Protocol):
    """Anything that was fitted and can be written to a file."""

    def save(self, path: Path) -> None:
        """Write it to a file."""


def fitted(folder: Path, key: str, fit: Callable[[], Savable], target: Path) -> None:
    """Put the votes of ``key`` at ``target``, fitting them if ``folder`` has none; only the newest are kept there."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{key}.npz"
    if not kept.exists():
        half_done = folder / "half-done.npz"  # a build that breaks off leaves no file that could be taken for a fit
        fit().save(half_done)
        half_done.replace(kept)
    shutil.copyfile(kept, target)
    for other in folder.glob("*.npz"):
        if other != kept:
            other.unlink()
