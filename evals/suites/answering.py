"""Answering on the cases that nothing was fitted on: the right document, the right paragraph, or none.

A case without answers is answered wrongly as soon as a single statement is shown, with a doubt or without. A case with
answers is refused if none is shown, unless the card leads: that screening chose lines before facts is counted apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.assistant import Assistant
from assistant.replies import Reply, Turn
from assistant.retrieval import Search
from evals.answering_cases import AnsweringCase, Expected
from evals.metrics import Figure, risk_coverage_area, share_of

Find = Callable[[AnsweringCase], tuple[Search, ...]]
Ask = Callable[[AnsweringCase], tuple[Reply, tuple[Search, ...]]]


@dataclass(frozen=True)
class Result:
    """What came back for one case."""

    case: AnsweringCase
    reply: Reply
    searches: tuple[Search, ...]

    @property
    def ranked(self) -> tuple[str, ...]:
        """The documents that were found, those of the surest search first."""
        found = sorted(self.searches, key=lambda search: -search.probability)
        return tuple(dict.fromkeys(c.document.id for search in found for c in search.candidates))

    @property
    def probability(self) -> float:
        """How likely the surest search is answered."""
        return max((search.probability for search in self.searches), default=0.0)

    @property
    def rank(self) -> int | None:
        """The rank of the first right document, from 1; ``None`` if it was not found."""
        places = [place for place, name in enumerate(self.ranked, start=1) if name in self.case.documents]
        return places[0] if places else None

    @property
    def shown(self) -> frozenset[str]:
        """The ids of the statements that are shown."""
        return frozenset(sentence.statement for sentence in self.reply.sentences)

    def says(self, expected: Expected) -> bool:
        """True if one of the statements that answer this part is shown."""
        return bool(self.shown & set(expected.says))

    @property
    def is_refused(self) -> bool:
        """True if nothing is shown, and not because the lines come first."""
        return not self.shown and self.reply.kind != "crisis"

    @property
    def is_right(self) -> bool:
        """True if every part is answered, or, where nothing answers, nothing is shown."""
        return all(self.says(part) for part in self.case.answers) if self.case.answers else not self.shown


@dataclass(frozen=True)
class Report:
    """The figures, those of each category, the area under the risk-coverage curve, and what was not right."""

    figures: tuple[Figure, ...]
    breakdown: tuple[Figure, ...]
    risk_coverage: float
    misses: tuple[Result, ...]


def finding(assistant: Assistant, today: date) -> Find:
    """What an assistant finds for a case on a day."""
    return lambda case: assistant.search(case.query, case.after, case.language, today)


def asking(assistant: Assistant, today: date) -> Ask:
    """The same, with the reply to it."""
    find = finding(assistant, today)

    def ask(case: AnsweringCase) -> tuple[Reply, tuple[Search, ...]]:
        turns = [Turn(role="user", text=text) for text in case.after]
        return assistant.reply(case.query, turns, case.language, today), find(case)

    return ask


def run(cases: Sequence[AnsweringCase], ask: Ask) -> Report:
    """Ask every case and count."""
    results = [Result(case, *ask(case)) for case in cases]
    answerable = [result for result in results if result.case.answers]
    unanswerable = [result for result in results if not result.case.answers]
    return Report(
        figures=tuple(_figures(answerable, unanswerable)),
        breakdown=tuple(_breakdown(results)),
        # A case counts as a risk if what would be shown is wrong, were everything shown.
        risk_coverage=risk_coverage_area([(r.probability, r.rank == 1) for r in results]),
        misses=tuple(result for result in results if not result.is_right),
    )


def _figures(answerable: Sequence[Result], unanswerable: Sequence[Result]) -> list[Figure]:
    answered = [result for result in answerable if result.shown]
    parts = [(result, part) for result in answered for part in result.case.answers]
    return [
        Figure("right document first", share_of([r.rank == 1 for r in answerable]), 0.95),
        Figure("right document among three", share_of([r.rank in (1, 2, 3) for r in answerable])),
        Figure("right paragraph, of what is shown", share_of([r.says(part) for r, part in parts]), 0.93),
        Figure("right paragraph, of all", share_of([r.is_right for r in answerable])),
        Figure("refused though answerable", share_of([r.is_refused for r in answerable]), 0.05, at_most=True),
        Figure("the card instead of an answer", share_of([not r.shown and not r.is_refused for r in answerable])),
        Figure("answered though unanswerable", share_of([bool(r.shown) for r in unanswerable]), 0.02, at_most=True),
        Figure("of these without a doubt", share_of([r.reply.kind == "answer" for r in unanswerable])),
        Figure("what would mislead is shown", share_of([bool(_misleading(r)) for r in answerable]), 0.0, at_most=True),
    ]


def _misleading(result: Result) -> frozenset[str]:
    return result.shown & set(result.case.never)


def _breakdown(results: Sequence[Result]) -> list[Figure]:
    figures: list[Figure] = []
    for category in sorted({result.case.category for result in results}):
        of_it = [result for result in results if result.case.category == category]
        if of_it[0].case.answers:
            figures.append(Figure(f"{category}: document first", share_of([r.rank == 1 for r in of_it])))
        figures.append(Figure(f"{category}: right", share_of([r.is_right for r in of_it])))
    return figures
