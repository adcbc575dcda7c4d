"""What a message has in common with another: its words and letters, the rules that fire on it, and its meaning.

Each kind of feature is a row of length 1 (or 0), so that the product of two rows is a similarity between 0 and 1.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from ingest.screening.normalising import END
from ingest.screening.rules import Fired

Floats = npt.NDArray[np.float32]
_WORD_BITS, _LETTER_BITS = 15, 16  # hash space of words and of runs of letters: few collisions among some 80,000
_SENTENCES = 3  # neighbouring sentences that are also read by themselves, so that no other text drowns them
_PIECE = 60  # words; a longer text without sentence ends is read in pieces of as many


def units(view: str) -> list[str]:
    """What is read of a view by itself: every run of up to three sentences. Added text adds units and takes none
    away.
    """
    sentences = [piece for sentence in view.split(f" {END} ") if sentence.strip() for piece in _pieces(sentence)]
    runs = (
        f" {' '.join(sentences[start : start + length])} "
        for length in range(1, _SENTENCES + 1)
        for start in range(max(len(sentences) - length + 1, 1))
    )
    return list(dict.fromkeys(runs))


def meant(views: Sequence[str]) -> str:
    """What a message's meaning is taken from: its first view, which has undone the most."""
    return views[0].strip() or "."


def _pieces(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for start in range(0, max(len(words) - _PIECE // 2, 1), _PIECE // 2):
        yield " ".join(words[start : start + _PIECE])


def word_counts(texts: Sequence[str]) -> csr_matrix:
    """How often each word, pair of words and run of two to five letters occurs, in hashed columns, a row for each
    text.
    """
    words, letters = _vectorizers()
    return csr_matrix(hstack([words.transform(texts), letters.transform(texts)]))


def rarity_of(counts: csr_matrix) -> Floats:
    """Inverse document frequency of each column, smoothed as scikit-learn does it."""
    used = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + used)) + 1, dtype=np.float32)


def word_rows(counts: csr_matrix, rarity: Floats) -> csr_matrix:
    """Counts as rows of length 1: the logarithm of each count, times its column's rarity."""
    rows = csr_matrix(counts, dtype=np.float32)
    rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(rows.indptr))
    return rows


def rule_row(fired: Sequence[Fired], rules: Sequence[str]) -> Floats:
    """Which of ``rules`` fired, as a row of length 1, or 0 if none did."""
    names = {one.rule.id for one in fired}
    row = np.array([name in names for name in rules], dtype=np.float32)
    return row / max(float(np.linalg.norm(row)), 1.0)


def nearness(vectors: Floats, others: Floats) -> Floats:
    """How near unit vectors are to each other, 0 to 1: the radial basis exp(-3 d²) of their distance d."""
    return np.asarray(np.exp(-3 * (2 - 2 * (vectors @ others.T))), dtype=np.float32)


@cache
def _vectorizers() -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import HashingVectorizer

    common: dict[str, Any] = {"alternate_sign": False, "norm": None, "lowercase": False}
    words = HashingVectorizer(ngram_range=(1, 2), n_features=2**_WORD_BITS, token_pattern=r"[^ ]+", **common)
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=2**_LETTER_BITS, **common)
    return words, letters
