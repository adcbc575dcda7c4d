"""Which documents may answer a message: nearest meanings from the index, and how much of its wording they cover.

Documents are ranked by the mean similarity of their three nearest entries, which one lucky phrasing cannot win alone.
The confidence in the best one, between 0 and 1, joins the similarity of its nearest entry with the share of the text's
content words, weighted by how rare they are, that it uses. Meaning alone is fooled by a fluent question about something
else; words alone are fooled by paraphrase. How the figures were chosen: docs/adr/0006-when-nothing-answers.md.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.messages import content_words, parts_of
from ingest.corpus import Corpus
from ingest.documents import Document
from ingest.embedding import Embedder, Vectors
from ingest.index import VectorIndex

_NEAREST = 120  # entries looked at for each part of a message: some fifteen documents' worth
_CANDIDATES = 6  # documents kept for each part
_RANKED_BY = 3  # nearest entries of a document that its rank rests on
COVERAGE_SHARE = 0.3  # of rank and confidence; the rest is similarity


@dataclass(frozen=True)
class Candidate:
    """A document that may answer one part of a message.

    ``names_key_word`` is true if it uses the rarest word of the text: "abortion" in "is abortion legal in Missouri".
    """

    document: Document
    similarity: float
    coverage: float
    rank: float
    confidence: float
    names_key_word: bool


@dataclass(frozen=True)
class Search:
    """One part of a message, its vector, and the documents near it, best first."""

    text: str
    vector: Vectors
    candidates: tuple[Candidate, ...]


class Retriever:
    """Finds documents and statements in one release."""

    def __init__(self, corpus: Corpus, index: VectorIndex, embedder: Embedder) -> None:
        """Learn which words the release's documents use, beside opening the way to its index."""
        self._documents = {document.id: document for document in corpus.documents}
        self._languages = {document.language for document in corpus.documents}
        self._index = index
        self._embedder = embedder
        self._words = {document.id: _words_of(document) for document in corpus.documents}
        counts = Counter(word for words in self._words.values() for word in words)
        self._rarity = {w: math.log(1 + len(self._words) / n) for w, n in counts.items()}
        self._unknown = math.log(1 + len(self._words))

    def search(self, message: str, language: str, today: date) -> tuple[Search, ...]:
        """Search for each part of a message among the documents of a language that are not overdue."""
        parts = parts_of(message)
        vectors = self._embedder.embed(parts)
        return tuple(
            Search(part, vector, self._candidates(part, vector, language, today))
            for part, vector in zip(parts, vectors, strict=True)
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The unit vectors of texts, one row each."""
        return self._embedder.embed(texts)

    def statement_similarities(self, vector: Vectors, documents: Sequence[Document]) -> Mapping[str, float]:
        """How near each statement of these documents is to a vector, by statement id."""
        limit = sum(len(document.statements) for document in documents)
        ids = [document.id for document in documents]
        hits = self._index.search(vector, limit, document=ids, kind=["statement"])
        return {hit.statement: hit.similarity for hit in hits}

    def _candidates(self, part: str, vector: Vectors, language: str, today: date) -> tuple[Candidate, ...]:
        nearest: dict[str, list[float]] = defaultdict(list)
        # A filter costs Chroma several times the search: with one language there is nothing to leave out.
        where = {"language": [language]} if self._languages > {language} else {}
        hits = self._index.search(vector, _NEAREST, **where)
        for hit in hits:
            nearest[hit.document].append(hit.similarity)
        floor = hits[-1].similarity if hits else 0.0
        weights = self._weights(part)
        found = [
            self._candidate(weights, self._documents[name], (similarities + [floor] * _RANKED_BY)[:_RANKED_BY])
            for name, similarities in nearest.items()
            if name in self._documents and not self._documents[name].is_overdue(today)
        ]
        found.sort(key=lambda candidate: (-candidate.rank, candidate.document.id))
        return tuple(found[:_CANDIDATES])

    def _candidate(self, weights: Mapping[str, float], document: Document, top: Sequence[float]) -> Candidate:
        """Weigh one document by its nearest entries and by the words of the text that it uses."""
        used = self._words[document.id]
        coverage = sum(w for word, w in weights.items() if word in used) / (sum(weights.values()) or 1.0)
        rarest = max(weights.values(), default=0.0)
        return Candidate(
            document=document,
            similarity=top[0],
            coverage=coverage,
            rank=_joined(sum(top) / len(top), coverage),
            confidence=_joined(top[0], coverage),
            names_key_word=all(word in used for word, weight in weights.items() if weight == rarest),
        )

    def _weights(self, text: str) -> dict[str, float]:
        """The content words of a text, each with how rare it is among the documents."""
        return {word: self._rarity.get(word, self._unknown) for word in sorted(content_words(text))}


def _joined(similarity: float, coverage: float) -> float:
    joined = (1 - COVERAGE_SHARE) * max(similarity, 0.0) + COVERAGE_SHARE * coverage
    return round(joined, 6)


def _words_of(document: Document) -> frozenset[str]:
    texts = [document.question, *document.asked_as, *(s.text for s in document.statements)]
    return frozenset[str]().union(*(content_words(text) for text in texts))
