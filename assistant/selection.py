"""Which paragraphs answer a message, or that none does.

Whole paragraphs, in their document's order, short enough to read on a phone. Below the release's thresholds there is no
checked answer, and saying so is the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.messages import is_question
from assistant.retrieval import Candidate, Retriever, Search
from ingest.corpus import Thresholds
from ingest.documents import Document, Statement

MAX_WORDS = 120  # about one phone screen
MAX_RELATED = 3
# How near (cosine) a document must be to be shown, and to be a sure answer, whatever its wording; and how near if it
# does not use the rarest word of what was asked. Measured: docs/adr/0006-when-nothing-answers.md
_NEAR, _SURE = 0.50, 0.60
_NEAR_WITHOUT_KEY_WORD, _SURE_WITHOUT_KEY_WORD = 0.62, 0.80
_OPENING_BONUS = 0.06  # the first paragraph answers the question; another must be clearly nearer to count as nearest
_NEAR_ENOUGH = 0.25  # a paragraph further than this behind the nearest one belongs to another question

Certainty = Literal["answer", "partial", "no_answer"]
Paragraph = tuple[Statement, ...]


@dataclass(frozen=True)
class Selected:
    """The paragraphs of one document that are shown."""

    document: Document
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Selection:
    """What answers a message, how surely, and which documents are near it."""

    certainty: Certainty
    selected: tuple[Selected, ...]
    related: tuple[Document, ...]


def select(
    searches: tuple[Search, ...],
    retriever: Retriever,
    thresholds: Thresholds,
    max_words: int = MAX_WORDS,
) -> Selection:
    """Choose the paragraphs for each part of a message that a document answers surely enough."""
    answered = [
        (search, candidate)
        for search in searches
        for candidate in search.candidates[:1]
        if certainty(candidate, thresholds) != "no_answer"
    ]
    if not answered:
        return Selection("no_answer", (), _related(searches, ()))
    answered.sort(key=lambda pair: -pair[1].confidence)
    chosen = {c.document.id: (s, c.document) for s, c in reversed(answered[:2])}
    share = max_words // len(chosen)
    selected = tuple(
        Selected(document, _paragraphs(document, similarities, share))
        for search, document in reversed(chosen.values())
        for similarities in [retriever.statement_similarities(search.vector, [document])]
    )
    documents = tuple(one.document for one in selected)
    sure = certainty(answered[0][1], thresholds)
    left_open = len({search.text for search, _ in answered}) < sum(is_question(s.text) for s in searches)
    return Selection("partial" if left_open else sure, selected, _related(searches, documents))


def shortened(selection: Selection, max_sentences: int) -> Selection:
    """The same selection with no more than so many sentences; still whole paragraphs, so it may be none."""
    selected: list[Selected] = []
    room = max_sentences
    for one in selection.selected:
        fitting: list[Paragraph] = []
        for paragraph in one.paragraphs:
            if len(paragraph) <= room:
                fitting.append(paragraph)
                room -= len(paragraph)
        selected += [Selected(one.document, tuple(fitting))] if fitting else []
    return replace(selection, certainty=selection.certainty if selected else "no_answer", selected=tuple(selected))


def certainty(candidate: Candidate, thresholds: Thresholds) -> Certainty:
    """Whether a document answers, may answer in part, or does not."""
    named = candidate.names_key_word
    sure = _SURE if named else _SURE_WITHOUT_KEY_WORD
    near = _NEAR if named else _NEAR_WITHOUT_KEY_WORD
    if candidate.confidence >= thresholds.answer and candidate.similarity >= sure:
        return "answer"
    if candidate.confidence >= thresholds.partial and candidate.similarity >= near:
        return "partial"
    return "no_answer"


def _paragraphs(document: Document, similarities: Mapping[str, float], max_words: int) -> tuple[Paragraph, ...]:
    """The paragraphs nearest to what was asked that fit into ``max_words``, in the document's order.

    After the nearest one the opening paragraph has the next claim to the room: without it the others hang in the air.
    """
    scores = {
        number: max(similarities.get(statement.id, -1.0) for statement in paragraph)
        + (_OPENING_BONUS if number == 0 else 0.0)
        for number, paragraph in enumerate(document.paragraphs)
    }
    ranked = sorted(scores, key=lambda number: (-scores[number], number))
    ranked = list(dict.fromkeys([ranked[0], 0, *ranked[1:]]))
    shown: list[int] = []
    words = 0
    for number in ranked:
        length = sum(len(statement.text.split()) for statement in document.paragraphs[number])
        near = number == 0 or scores[number] >= scores[ranked[0]] - _NEAR_ENOUGH
        if not shown or (near and words + length <= max_words):
            shown.append(number)
            words += length
    return tuple(document.paragraphs[number] for number in sorted(shown))


def _related(searches: tuple[Search, ...], shown: tuple[Document, ...]) -> tuple[Document, ...]:
    """The next nearest documents, best first, without the ones that are shown."""
    near = sorted(
        (candidate for search in searches for candidate in search.candidates),
        key=lambda candidate: (-candidate.confidence, candidate.document.id),
    )
    ids = {document.id for document in shown}
    others = {c.document.id: c.document for c in near if c.document.id not in ids}
    return tuple(others.values())[:MAX_RELATED]
