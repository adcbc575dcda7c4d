"""Which document answers a message: near meanings from the index and words from the keyword index, fused and compared.

Both searches name candidates. Each candidate is then compared exactly, by the mean cosine of its three nearest entries,
which one lucky phrasing cannot win alone, by the nearest one, and by BM25 on runs of letters, which sees through
misspelling. What else was tried, and what each part adds: docs/adr/0010-fused-retrieval.md
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date

import numpy as np

from assistant.messages import sections_in
from assistant.names import Organisations, speaks_of
from assistant.signals import Compared, signals_of
from ingest.answerability import Answerability
from ingest.calibration import Calibration
from ingest.corpus import Corpus
from ingest.documents import Document
from ingest.embedding import Vectors
from ingest.index import VectorIndex
from ingest.keywords import KeywordIndex, WordScores
from ingest.words import content_words

_NEAREST = 60  # entries that the vector index is asked for: some ten documents' worth
_BY_WORDS = 8  # documents that the keyword index adds
_RANKED_BY = 3  # nearest entries of a document that its rank rests on
_NEAREST_SHARE = 0.3  # of its nearest entry, beside the mean of three
_LETTERS_SHARE = 0.4  # of the best letters score, beside a cosine
_NAMED = 1.0  # what naming the very section that was asked for adds: more than everything else can
_ABOUT = 0.3  # what being about the very organisation adds; speaking of it adds half as much


@dataclass(frozen=True)
class Candidate:
    """A document that may answer a text, with its score; only the order of scores means something."""

    document: Document
    score: float


@dataclass(frozen=True)
class Search:
    """What was searched for, the documents near it, best first, and how likely the best one answers.

    ``asks`` is the unit vector that paragraphs are compared with. ``signals`` are what that likelihood was worked out
    from; none if nothing was found.
    """

    text: str
    asks: Vectors
    candidates: tuple[Candidate, ...]
    probability: float
    signals: Mapping[str, float]


@dataclass(frozen=True)
class Engines:
    """What a retriever searches in, all of one release."""

    index: VectorIndex
    keywords: KeywordIndex
    answerability: Answerability | None


class Retriever:
    """Finds documents and statements in one release. Keeps nothing of a message; threads may share it."""

    def __init__(self, corpus: Corpus, engines: Engines, calibration: Calibration) -> None:
        """Note where each document's entries are."""
        self._documents = {document.id: document for document in corpus.documents}
        self._sources = corpus.sources
        self._engines = engines
        self._calibration = calibration
        self._place = {name: place for place, name in enumerate(engines.keywords.documents)}
        self._rows: dict[str, slice] = {}
        for row, entry in enumerate(engines.index.entries):
            start = self._rows.get(entry.document, slice(row, row)).start
            self._rows[entry.document] = slice(start, row + 1)
        self._organisations = Organisations(corpus.documents)
        # A document's statements come after its question and phrasings.
        self._statements = {d.id: slice(-len(d.statements), None) for d in corpus.documents}

    def search(self, text: str, vector: Vectors, language: str, today: date) -> Search:
        """Search among the documents of a language that are not overdue."""
        words = content_words(text)
        by_words = self._engines.keywords.by_words(words)
        organisations = self._organisations.named_in(text)
        about = set[str]().union(*organisations.values())
        found = self._candidates(vector, by_words, language, today, about)
        if not found:
            return Search(text, vector, (), 0.0, {})
        compared = [self._compare(document, vector) for document in found]
        letters = self._engines.keywords.by_letters(text, [self._place[document.id] for document in found])
        named = self._naming(text)
        scores = [
            (1 - _NEAREST_SHARE) * one.three_nearest
            + _NEAREST_SHARE * one.nearest
            + _LETTERS_SHARE * share
            + _NAMED * (one.document.id in named)
            + _ABOUT * _is_about(one.document, organisations)
            for one, share in zip(compared, letters / max(float(letters.max()), 1e-9), strict=True)
        ]
        order = sorted(range(len(found)), key=lambda i: (-scores[i], found[i].id))
        candidates = tuple(Candidate(found[i], round(scores[i], 6)) for i in order)
        votes = self._engines.answerability
        said = float(votes.score(vector[None, :])[0]) if votes else 1.0
        ranked = [(compared[i], float(scores[i]), float(letters[i])) for i in order]
        signals = signals_of(text, words, ranked, by_words, self._engines.keywords) | {"votes": said}
        # A section of the law that no document names is answered by none, however near the rest of the message is.
        unnamed = bool(sections_in(text)) and candidates[0].document.id not in named
        probability = 0.0 if unnamed else self._calibration.probability(signals)
        return Search(text, vector, candidates, probability, signals)

    def is_answered(self, search: Search) -> bool:
        """True if the best document is sure enough to be shown, even with a doubt."""
        return bool(search.candidates) and search.probability >= self._calibration.partial

    def statement_similarities(self, document: Document, vector: Vectors) -> dict[str, float]:
        """How near each statement of a document is to a vector, by statement id."""
        vectors = self._engines.index.vectors[self._rows[document.id]][self._statements[document.id]]
        return {s.id: float(near) for s, near in zip(document.statements, vectors @ vector, strict=True)}

    def _candidates(
        self, vector: Vectors, by_words: WordScores, language: str, today: date, about: Set[str]
    ) -> list[Document]:
        """The documents that either search names, and those about an organisation that is named, each once."""
        overdue = [name for name, document in self._documents.items() if document.is_overdue(today)]
        hits = self._engines.index.search(vector, _NEAREST, language, overdue)
        names = dict.fromkeys(hit.entry.document for hit in hits)
        best = np.argsort(-by_words.bm25, kind="stable")[: _BY_WORDS + len(overdue)]
        names |= dict.fromkeys(self._engines.keywords.documents[place] for place in best if by_words.bm25[place] > 0)
        found = [self._documents[name] for name in names | dict.fromkeys(sorted(about))]
        return [document for document in found if document.language == language and not document.is_overdue(today)]

    def _compare(self, document: Document, vector: Vectors) -> Compared:
        rows = self._rows[document.id]
        similarities = self._engines.index.vectors[rows] @ vector
        nearest = -np.partition(-similarities, min(_RANKED_BY, len(similarities) - 1))[:_RANKED_BY]
        return Compared(
            document=document,
            place=self._place[document.id],
            nearest=float(nearest.max()),
            three_nearest=float(nearest.mean()),
            statement=float(similarities[self._statements[document.id]].max()),
        )

    def _naming(self, text: str) -> set[str]:
        """The documents that name every section of the law that a text names: in a statement, or as its source."""
        sections = sections_in(text)
        using = [set(self._engines.keywords.using(section).tolist()) for section in sections]
        places = set.intersection(*using) if using else set()
        found = (self._documents[self._engines.keywords.documents[place]] for place in places)
        return {document.id for document in found if all(self._rests_on(document, section) for section in sections)}

    def _rests_on(self, document: Document, section: str) -> bool:
        titles = (self._sources[name].title for statement in document.statements for name in statement.sources)
        return speaks_of(document, section) or any(section in title for title in titles)


def _is_about(document: Document, organisations: Mapping[str, Set[str]]) -> float:
    """1 if a document is about an organisation that is named, half if it speaks of one, else 0."""
    if any(document.id in about for about in organisations.values()):
        return 1.0
    return 0.5 * any(speaks_of(document, name) for name in organisations)
