"""What a message has in common with another: its words and letters, the rules that fire on it, and its meaning.

Each kind of feature is a row of length 1 (or 0), so that the product of two rows is a similarity between 0 and 1.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from mmh3 import hash as hash_of
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
    words = _hashed([_words_of(text) for text in texts], _WORD_BITS)
    return csr_matrix(hstack([words, _hashed([_letters_of(text) for text in texts], _LETTER_BITS)]))


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


def _words_of(text: str) -> list[str]:
    """The words of a text and their pairs."""
    words = text.split()
    return words + [f"{one} {other}" for one, other in pairwise(words)]


def _letters_of(text: str) -> list[str]:
    """The runs of two to five letters in its words, ends included: " he", "hel" … A shorter word counts once."""
    found: list[str] = []
    for word in text.split():
        marked = f" {word} "
        for length in range(2, 6):
            found += [marked[start : start + length] for start in range(max(len(marked) - length + 1, 1))]
            if length >= len(marked):
                break
    return found


def _hashed(tokens: Sequence[list[str]], bits: int) -> csr_matrix:
    """How often each token occurs, a row for each list, in the column that its MurmurHash3 names.

    The columns are those of scikit-learn's HashingVectorizer, which takes half a second to load and as long as all
    other reading of a message to run.
    """
    columns, counts, starts = [], [], [0]
    for row in tokens:
        counted = Counter(abs(hash_of(token)) % (1 << bits) for token in row)
        ordered = sorted(counted.items())
        columns += [column for column, _ in ordered]
        counts += [count for _, count in ordered]
        starts.append(len(columns))
    return csr_matrix((np.array(counts, dtype=np.float64), columns, starts), shape=(len(tokens), 1 << bits))
