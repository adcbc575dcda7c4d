"""Which paragraphs answer a message, or that none does.

Whole paragraphs, in their document's order, short enough to read on a phone. Where the calibrated probability that the
best document answers is too low, there is no checked answer, and saying so is the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.aspects import spoken_of
from assistant.messages import is_question, sections_in
from assistant.retrieval import Retriever, Search
from ingest.calibration import Calibration
from ingest.documents import Document, Statement

MAX_WORDS = 120  # about one phone screen
_FOR_TWO = 4 / 3  # as much again for a message that two documents answer
MAX_DOCUMENTS = 2
MAX_RELATED = 3
_OPENING_BONUS = 0.06  # the first paragraph answers the question; another must be clearly nearer to count as nearest
_NEAR_ENOUGH = 0.5  # a paragraph further than this behind the nearest one belongs to another question
_ASPECT = 0.12  # what speaking of the very side that was asked for adds (assistant/aspects.py)
_NAMED = 1.0  # a paragraph with the very section that was asked for comes first

Certainty = Literal["answer", "partial", "no_answer"]
Paragraph = tuple[Statement, ...]
Similarities = Mapping[str, float]  # of statements, by their ids


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
    searches: Sequence[Search],
    retriever: Retriever,
    calibration: Calibration,
    max_words: int = MAX_WORDS,
) -> Selection:
    """Choose the paragraphs for each part of a message that a document answers surely enough."""
    answered = [s for s in searches if s.candidates and s.probability >= calibration.partial]
    if not answered:
        return Selection("no_answer", (), _related(searches, ()))
    surest = sorted(answered, key=lambda search: -search.probability)
    documents = list(dict.fromkeys(s.candidates[0].document.id for s in surest))[:MAX_DOCUMENTS]
    shown = [s for s in answered if s.candidates[0].document.id in documents]
    by_document: dict[str, list[Search]] = {}
    for search in shown:
        by_document.setdefault(search.candidates[0].document.id, []).append(search)
    room = max_words if len(by_document) == 1 else int(max_words * _FOR_TWO / len(by_document))
    selected = tuple(
        Selected(document, _paragraphs(document, of_one, retriever, room))
        for of_one in by_document.values()
        for document in [of_one[0].candidates[0].document]
    )
    left_open = len(shown) < sum(is_question(search.text) for search in searches)
    sure = surest[0].probability >= calibration.answer and not left_open
    related = _related(searches, [one.document for one in selected])
    return Selection("answer" if sure else "partial", selected, related)


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


def _paragraphs(
    document: Document, searches: Sequence[Search], retriever: Retriever, max_words: int
) -> tuple[Paragraph, ...]:
    """The paragraphs nearest to what was asked that fit into ``max_words``, in the document's order.

    Each part of the message has its nearest paragraph first. Then the opening one has the next claim to the room:
    without it the others hang in the air.
    """
    scores = [_scores(document, search, retriever) for search in searches]
    first = [max(one, key=lambda number: (one[number], -number)) for one in scores]
    best = {number: max(one[number] - max(one.values()) for one in scores) for number in scores[0]}
    ranked = dict.fromkeys([*first, 0, *sorted(best, key=lambda number: (-best[number], number))])
    shown: list[int] = []
    words = 0
    for number in ranked:
        length = sum(len(statement.text.split()) for statement in document.paragraphs[number])
        near = number == 0 or best[number] >= -_NEAR_ENOUGH
        if number in first or (near and words + length <= max_words):
            shown.append(number)
            words += length
    return tuple(document.paragraphs[number] for number in sorted(shown))


def _scores(document: Document, search: Search, retriever: Retriever) -> dict[int, float]:
    """How near each paragraph is to what is asked: as its nearest statement, and nearer if it speaks of the aspect."""
    similarities = retriever.statement_similarities(document, search.asks)
    sections = sections_in(search.text)
    scores: dict[int, float] = {}
    for number, paragraph in enumerate(document.paragraphs):
        text = " ".join(statement.text for statement in paragraph)
        scores[number] = (
            max(similarities.get(statement.id, -1.0) for statement in paragraph)
            + (_OPENING_BONUS if number == 0 else 0.0)
            + _ASPECT * spoken_of(search.text, text)
            + _NAMED * any(section in text for section in sections)
        )
    return scores


def _related(searches: Sequence[Search], shown: Sequence[Document]) -> tuple[Document, ...]:
    """The next nearest documents, best first, without the ones that are shown."""
    near = sorted(
        (candidate for search in searches for candidate in search.candidates),
        key=lambda candidate: (-candidate.score, candidate.document.id),
    )
    ids = {document.id for document in shown}
    others = {c.document.id: c.document for c in near if c.document.id not in ids}
    return tuple(others.values())[:MAX_RELATED]
