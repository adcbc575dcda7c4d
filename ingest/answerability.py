"""Whether the documents answer a message at all, as far as its meaning tells.

Every phrasing of a document votes for "answered", every message in ``unanswered/`` against, as strongly as it is near
in meaning. How much each vote counts is fitted in closed form: kernel ridge regression, w = (K + Λ)⁻¹ y, with the
Gaussian kernel of ``nearness`` and one more for the mean. A near miss shares its words with an answered question: only
examples of both tell them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve

from ingest.array_files import arrays_of
from ingest.documents import Document
from ingest.embedding import Vectors

Floats = npt.NDArray[np.float32]
VERSION = 1  # of this fit: a release names it, so raise it with every change below
_SHARPNESS, _RIDGE = 2.0, 0.1  # of 1 to 5, and of 0.03 to 1, these told the fitting half of the cases apart best
MAX_ANSWERED = 16_000  # phrasings; of more, an even sample votes, so that a fit never takes much more than a minute


@dataclass(frozen=True)
class Answerability:
    """The votes: unit vectors of messages (n, dimensions) and what each counts (n)."""

    vectors: Floats
    weights: Floats

    def score(self, vectors: Vectors) -> Floats:
        """The sum of votes on unit vectors (m, dimensions): near 1 where documents answer, near -1 where none does."""
        return np.asarray((nearness(vectors, self.vectors) + 1) @ self.weights, dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write it to a file (NumPy's ``.npz``, without pickles)."""
        np.savez(path, vectors=self.vectors, weights=self.weights)

    @classmethod
    def load(cls, path: Path) -> "Answerability":
        """Read it back.

        Raises:
            BrokenRelease: the file is missing or damaged.
        """
        with arrays_of(path, "the fit of what is answered") as data:
            return cls(data["vectors"], data["weights"])


def answered_texts(documents: Sequence[Document]) -> list[str]:
    """The questions and phrasings that vote for "answered", each once."""
    texts = list(dict.fromkeys(text for d in documents for text in (d.question, *d.asked_as)))
    if len(texts) <= MAX_ANSWERED:
        return texts
    return [texts[place] for place in np.linspace(0, len(texts) - 1, MAX_ANSWERED).astype(int)]


def fit(answered: Vectors, unanswered: Vectors) -> Answerability:
    """Fit the votes of unit vectors, a row each; unanswered ones weigh half as much in sum, however many there are."""
    vectors = np.concatenate([answered, unanswered]).astype(np.float32)
    truth = np.concatenate([np.ones(len(answered)), -np.ones(len(unanswered))]).astype(np.float32)
    share = np.where(truth > 0, 1.0, len(answered) / (2 * max(len(unanswered), 1)))
    kernel = nearness(vectors, vectors) + 1
    kernel[np.diag_indices_from(kernel)] += (_RIDGE / share).astype(np.float32)
    weights = solve(kernel, truth, assume_a="pos", overwrite_a=True, check_finite=False)
    return Answerability(vectors, np.asarray(weights, dtype=np.float32))


def nearness(vectors: Floats, others: Floats) -> Floats:
    """How near unit vectors are, 0 to 1: exp(-sharpness · d²) of their distance d."""
    near = vectors @ others.T
    near -= 1
    near *= 2 * _SHARPNESS
    return np.asarray(np.exp(near, out=near), dtype=np.float32)
