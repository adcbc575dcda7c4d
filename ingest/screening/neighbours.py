"""Hearing what no pattern fits: a message is screened like the labelled messages that it resembles.

Every labelled message of the fit part votes with its labels, as strongly as the message resembles it: in words and
letters, in the rules that fire, and, where the embedding model is at hand, in meaning. How much each vote counts is
fitted on the fit part alone (kernel ridge regression: one equation, no chance in it), and so are the thresholds, by
cross-validation at stated rates of needless cards and refusals. Without the model, words and rules vote alone, by
thresholds of their own. Why not the nearest example by meaning: docs/adr/0008-screening-by-labelled-messages.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from ingest.array_files import arrays_of
from ingest.screening.features import Floats, nearness, units, word_counts, word_rows

FIT_VERSION = 2  # of the way in which votes are fitted: a release names it, so raise it with every change to fitting.py


@dataclass(frozen=True)
class Votes:
    """What the votes of all labelled messages add up to, for each target (columns).

    ``meaning`` is (messages, targets), or has no rows where meaning is left out.
    """

    words: Floats
    rules: Floats
    meaning: Floats
    bias: Floats
    thresholds: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """A message as neighbours see it: its units by words, the rules that fire on it, and its vectors (perhaps none)."""

    words: csr_matrix
    rules: Floats
    vectors: Floats


@dataclass(frozen=True)
class Neighbours:
    """The fitted votes. ``targets`` are what can be voted for, ``rules`` the ids whose firing is compared."""

    targets: tuple[str, ...]
    rules: tuple[str, ...]
    rarity: Floats
    vectors: Floats
    by_words: Votes
    by_meaning: Votes

    def margins(self, reading: Reading) -> dict[str, float]:
        """How far the votes for each target are above its threshold, at most; negative values are below it.

        Words are weighed unit by unit, so that no text beside a danger drowns it. Meaning is that of the whole
        message. A tier or a refusal is there if either hears it; what a message is about is told better by both
        together.
        """
        scores = words_score(self.by_words, reading).max(axis=0) - self.by_words.thresholds
        if len(reading.vectors):
            meant = meaning_score(self.by_meaning, reading, self.vectors).max(axis=0) - self.by_meaning.thresholds
            alarms = np.array([target.startswith("tier-") or target == "misuse" for target in self.targets])
            scores = np.where(alarms, np.maximum(scores, meant), meant)
        return {target: float(score) for target, score in zip(self.targets, scores, strict=True)}

    def save(self, path: Path) -> None:
        """Write it to a file (NumPy's ``.npz``, without pickles)."""
        parts = {"targets": np.array(self.targets), "rules": np.array(self.rules), "rarity": self.rarity}
        for name, votes in (("by_words", self.by_words), ("by_meaning", self.by_meaning)):
            # Fitted with as many digits as half precision has: nothing is lost.
            parts |= {f"{name}_{field}": value for field, value in vars(votes).items()}
            parts |= {f"{name}_words": votes.words.astype(np.float16)}
        np.savez_compressed(path, vectors=self.vectors, **parts)  # type: ignore[arg-type]  # all of them are arrays

    @classmethod
    def load(cls, path: Path) -> "Neighbours":
        """Read it back.

        Raises:
            BrokenRelease: the file is missing or damaged.
        """
        with arrays_of(path, "the labelled messages") as data:
            fields = ("rules", "meaning", "bias", "thresholds")
            votes = [
                Votes(data[f"{name}_words"].astype(np.float32), *(data[f"{name}_{field}"] for field in fields))
                for name in ("by_words", "by_meaning")
            ]
            targets, rules = (tuple(str(name) for name in data[field]) for field in ("targets", "rules"))
            return cls(targets, rules, data["rarity"], data["vectors"], *votes)


def read_message(views: Sequence[str], fired_row: Floats, rarity: Floats, vectors: Floats | None = None) -> Reading:
    """A message as its views (``Normaliser.views``) and, if there are any, their vectors show it."""
    texts = list(dict.fromkeys(unit for view in views for unit in units(view)))
    rows = word_rows(word_counts(texts), rarity)
    return Reading(rows, fired_row, np.zeros((0, 0), dtype=np.float32) if vectors is None else vectors)


def words_score(votes: Votes, reading: Reading) -> npt.NDArray[np.float64]:
    """The votes by words and rules, for each unit (rows) and target (columns)."""
    return np.asarray(reading.words @ votes.words + reading.rules @ votes.rules + votes.bias, dtype=np.float64)


def meaning_score(votes: Votes, reading: Reading, vectors: Floats) -> npt.NDArray[np.float64]:
    """The same with the votes by meaning. The whole message counts, not its units."""
    whole = words_score(votes, reading).max(axis=0)
    return np.asarray(whole + nearness(reading.vectors, vectors) @ votes.meaning, dtype=np.float64)
