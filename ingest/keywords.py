"""The keyword index: BM25 over whole documents, by words and by runs of letters. The only module that knows bm25s.

A document counts with its question, the ways in which people ask it, and its statements. Words find documents; runs of
letters compare the ones that were found, and see through misspelling. How rare a word is among the documents is its
weight wherever words are counted.
"""

import json
import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.documents import Document
from ingest.errors import IndexFailure
from ingest.words import content_words, letter_runs

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]
_WORDS, _LETTERS, _DOCUMENTS = "words", "letters", "documents.json"


@dataclass(frozen=True)
class WordScores:
    """What words say of every document: BM25, and the share (0-1) of the text's words, by rarity, that it uses."""

    bm25: Floats
    coverage: Floats


def write_keywords(folder: Path, documents: Sequence[Document]) -> None:
    """Write the keyword index of these documents."""
    folder.mkdir(parents=True)
    texts = [[d.question, *d.asked_as, *(s.text for s in d.statements)] for d in documents]
    _write(folder / _WORDS, [[word for text in of_one for word in content_words(text)] for of_one in texts])
    _write(folder / _LETTERS, [[run for text in of_one for run in letter_runs(text)] for of_one in texts])
    (folder / _DOCUMENTS).write_text(json.dumps([document.id for document in documents]) + "\n", encoding="utf-8")


class KeywordIndex:
    """An opened keyword index. ``documents`` are the ids that its scores belong to, in their order."""

    def __init__(self, folder: Path) -> None:
        """Open it.

        Raises:
            IndexFailure: it is missing or damaged.
        """
        try:
            self.documents: tuple[str, ...] = tuple(json.loads((folder / _DOCUMENTS).read_text(encoding="utf-8")))
            self._words, self._letters = _read(folder / _WORDS), _read(folder / _LETTERS)
        except (OSError, ValueError, LookupError, EOFError, TypeError, AttributeError) as error:
            raise IndexFailure(f"the keyword index cannot be read ({type(error).__name__}).") from error
        self._by_document = _Rows(self._letters)

    def __contains__(self, word: object) -> bool:
        """True if a document uses this word."""
        return word in self._words.vocab_dict

    def rarity(self, word: str) -> float:
        """The weight of a word: the rarer among the documents, the more; a word that none uses weighs most."""
        return math.log(1 + len(self.documents) / max(len(self.using(word)), 1))

    def using(self, word: str) -> Places:
        """The places of the documents that use a word."""
        number = self._words.vocab_dict.get(word)
        if number is None:
            return np.zeros(0, dtype=np.int64)
        starts = self._words.scores["indptr"]
        return np.asarray(self._words.scores["indices"][starts[number] : starts[number + 1]], dtype=np.int64)

    def by_words(self, words: Sequence[str]) -> WordScores:
        """Score every document for the words of a text."""
        coverage = np.zeros(len(self.documents), dtype=np.float32)
        weights = {word: self.rarity(word) for word in sorted(set(words))}
        for word, weight in weights.items():
            coverage[self.using(word)] += weight
        known = [word for word in words if word in self]
        bm25 = self._words.get_scores(known) if known else np.zeros_like(coverage)
        return WordScores(np.asarray(bm25, dtype=np.float32), coverage / (sum(weights.values()) or 1.0))

    def by_letters(self, text: str, places: Sequence[int]) -> Floats:
        """Score the documents at these places for the runs of letters in a text."""
        return self._by_document.scores(Counter(letter_runs(text)), places)

    def letter_coverage(self, text: str, place: int) -> float:
        """The share (0-1) of a text's runs of letters, by rarity, that the document at this place uses."""
        return self._by_document.coverage(set(letter_runs(text)), place)


class _Rows:
    """The same scores document by document, so that a few documents can be scored without looking at all."""

    def __init__(self, index: Any) -> None:
        from scipy.sparse import csc_matrix

        parts = index.scores
        shape = (parts["num_docs"], len(parts["indptr"]) - 1)
        self._rows = csc_matrix((parts["data"], parts["indices"], parts["indptr"]), shape=shape).tocsr()
        self._rows.sort_indices()
        self._vocabulary: dict[str, int] = index.vocab_dict
        used = np.maximum(np.diff(parts["indptr"]), 1)
        self._rarity = np.log(1 + parts["num_docs"] / used).astype(np.float32)

    def scores(self, counts: Counter[str], places: Sequence[int]) -> Floats:
        """The sum of what each token weighs in each of these documents, as often as it is counted."""
        asked = np.zeros(self._rows.shape[1], dtype=np.float32)
        for token, count in counts.items():
            number = self._vocabulary.get(token)
            if number is not None:
                asked[number] = count
        starts, columns, data = self._rows.indptr, self._rows.indices, self._rows.data
        rows = [slice(starts[place], starts[place + 1]) for place in places]
        return np.array([data[row] @ asked[columns[row]] for row in rows], dtype=np.float32)

    def coverage(self, tokens: Collection[str], place: int) -> float:
        """The share of tokens, by rarity, that a document uses; one that no document uses weighs most."""
        numbers = [self._vocabulary[token] for token in tokens if token in self._vocabulary]
        unknown = (len(tokens) - len(numbers)) * float(np.log(1 + self._rows.shape[0]))
        row = self._rows.indices[self._rows.indptr[place] : self._rows.indptr[place + 1]]
        if not numbers or not len(row):
            return 0.0
        used = row[np.minimum(np.searchsorted(row, numbers), len(row) - 1)] == numbers
        weights = self._rarity[numbers]
        return float(weights[used].sum() / (weights.sum() + unknown))


def _write(folder: Path, tokens: list[list[str]]) -> None:
    from bm25s import BM25

    index = BM25()
    index.index(tokens, show_progress=False)
    index.save(str(folder), show_progress=False)


def _read(folder: Path) -> Any:
    from bm25s import BM25

    return BM25.load(str(folder), load_vocab=True, show_progress=False)
