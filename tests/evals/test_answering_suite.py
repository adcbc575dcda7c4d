"""The suite counts what it says it counts, and neither always answering nor never answering can pass it."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from assistant.replies import Kind, Reply, Sentence
from assistant.retrieval import Candidate, Search
from evals.__main__ import main
from evals.answering_cases import AnsweringCase, Expected
from evals.suites import answering
from ingest.corpus import read_corpus
from tests.conftest import TOOL_LIBRARY

DOCUMENTS = {document.id: document for document in read_corpus(TOOL_LIBRARY)[0].documents}
BORROWING = Expected(documents=("borrowing",), says=("borrowing#days", "borrowing#weeks"))
HOURS = Expected(documents=("opening-hours",), says=("opening-hours#tuesday",))
KEEP = AnsweringCase(id="lay-001", query="how long", answers=(BORROWING,), never=("borrowing#fee",))
OPEN = AnsweringCase(id="lay-002", query="when open", answers=(HOURS,))
BOTH = AnsweringCase(id="two-part-001", query="how long, when open", answers=(BORROWING, HOURS))
BREAD = AnsweringCase(id="off-topic-001", query="bake bread", answers=())
FRANCE = AnsweringCase(id="off-topic-002", query="capital of france", answers=())
CASES = (KEEP, OPEN, BOTH, BREAD, FRANCE)

Came = tuple[Reply, tuple[Search, ...]]


def replied(kind: Kind, *statements: str) -> Reply:
    """A reply that shows these statements."""
    return Reply(
        kind=kind,
        tier=0,
        routes=(),
        subject="unknown",
        lang="en",
        strip=(),
        lines=(),
        more=(),
        acknowledgement=None,
        sentences=tuple(Sentence("Words.", statement, (1,), 0) for statement in statements),
        citations=(),
        related=(),
        notices=(),
        as_of=None,
        jurisdiction="Springfield",
        release=None,
    )


def found(probability: float, *documents: str) -> Search:
    """A search that found these documents, best first."""
    candidates = tuple(Candidate(DOCUMENTS[name], 1.0 - place / 10) for place, name in enumerate(documents))
    return Search("words", np.ones(1, dtype=np.float32), candidates, probability, {})


RIGHT: dict[str, Came] = {
    KEEP.id: (replied("answer", "borrowing#days"), (found(0.9, "borrowing", "broken-tools"),)),
    OPEN.id: (replied("partial", "opening-hours#tuesday"), (found(0.6, "opening-hours"),)),
    BOTH.id: (
        replied("answer", "borrowing#weeks", "opening-hours#tuesday"),
        (found(0.8, "borrowing"), found(0.7, "opening-hours")),
    ),
    BREAD.id: (replied("no_answer"), (found(0.2, "borrowing"),)),
    FRANCE.id: (replied("no_answer"), ()),
}


def run(**instead: Came) -> answering.Report:
    """The report on the right replies, some of them replaced: ``lay_001=...``."""
    replies = RIGHT | {name.replace("_", "-"): came for name, came in instead.items()}
    return answering.run(CASES, lambda case: replies[case.id])


def counted(report: answering.Report) -> dict[str, tuple[int, int]]:
    return {figure.name: (figure.share.hits, figure.share.n) for figure in report.figures}


def short(report: answering.Report) -> set[str]:
    return {figure.name for figure in report.figures if not figure.met}


def test_who_is_always_right_passes() -> None:
    report = run()

    assert counted(report) == {
        "right document first": (3, 3),
        "right document among three": (3, 3),
        "right paragraph, of what is shown": (4, 4),
        "right paragraph, of all": (3, 3),
        "refused though answerable": (0, 3),
        "the card instead of an answer": (0, 3),
        "answered though unanswerable": (0, 2),
        "of these without a doubt": (0, 2),
        "what would mislead is shown": (0, 3),
    }
    assert (short(report), report.misses) == (set(), ())


def test_who_always_answers_cannot_pass() -> None:
    answer = replied("answer", "borrowing#days"), (found(0.9, "borrowing"),)

    report = run(off_topic_001=answer, off_topic_002=answer)

    assert counted(report)["answered though unanswerable"] == (2, 2)
    assert counted(report)["of these without a doubt"] == (2, 2)
    assert short(report) == {"answered though unanswerable"}
    assert [miss.case for miss in report.misses] == [BREAD, FRANCE]


def test_who_never_answers_cannot_pass() -> None:
    none = replied("no_answer")

    report = run(**{case.id: (none, RIGHT[case.id][1]) for case in (KEEP, OPEN, BOTH)})

    assert counted(report)["refused though answerable"] == (3, 3)
    assert counted(report)["right paragraph, of all"] == (0, 3)
    assert counted(report)["right paragraph, of what is shown"] == (0, 0)
    assert short(report) == {"refused though answerable"}
    assert [miss.case for miss in report.misses] == [KEEP, OPEN, BOTH]


def test_a_doubt_does_not_excuse_an_answer_to_what_nothing_answers() -> None:
    report = run(off_topic_001=(replied("partial", "borrowing#days"), (found(0.5, "borrowing"),)))

    assert counted(report)["answered though unanswerable"] == (1, 2)
    assert counted(report)["of these without a doubt"] == (0, 2)
    assert short(report) == {"answered though unanswerable"}


def test_the_right_document_with_another_paragraph_is_not_right() -> None:
    report = run(lay_001=(replied("answer", "borrowing#tag"), (found(0.9, "borrowing"),)))

    assert counted(report)["right document first"] == (3, 3)
    assert counted(report)["right paragraph, of what is shown"] == (3, 4)
    assert counted(report)["right paragraph, of all"] == (2, 3)
    assert [miss.case for miss in report.misses] == [KEEP]


def test_one_answered_part_of_two_is_half_of_what_is_shown_and_not_right() -> None:
    report = run(two_part_001=(replied("answer", "borrowing#days"), RIGHT[BOTH.id][1]))

    assert counted(report)["right paragraph, of what is shown"] == (3, 4)
    assert counted(report)["right paragraph, of all"] == (2, 3)
    assert counted(report)["refused though answerable"] == (0, 3)
    assert [miss.case for miss in report.misses] == [BOTH]


def test_a_misleading_statement_is_counted_even_beside_the_right_one() -> None:
    report = run(lay_001=(replied("answer", "borrowing#days", "borrowing#fee"), (found(0.9, "borrowing"),)))

    assert counted(report)["what would mislead is shown"] == (1, 3)
    assert counted(report)["right paragraph, of all"] == (3, 3)
    assert short(report) == {"what would mislead is shown"}


def test_a_statement_misleads_only_where_a_case_says_so() -> None:
    report = run(lay_002=(replied("answer", "opening-hours#tuesday", "borrowing#fee"), RIGHT[OPEN.id][1]))

    assert counted(report)["what would mislead is shown"] == (0, 3)


def test_the_card_instead_of_an_answer_is_not_a_refusal() -> None:
    report = run(lay_001=(replied("crisis"), RIGHT[KEEP.id][1]))

    assert counted(report)["the card instead of an answer"] == (1, 3)
    assert counted(report)["refused though answerable"] == (0, 3)
    assert counted(report)["right paragraph, of all"] == (2, 3)


def test_facts_under_the_card_are_an_answer() -> None:
    report = run(lay_001=(replied("crisis", "borrowing#days"), RIGHT[KEEP.id][1]))

    assert counted(report) == counted(run())


def test_the_card_for_what_nothing_answers_is_right() -> None:
    report = run(off_topic_001=(replied("crisis"), ()))

    assert report.misses == ()


@pytest.mark.parametrize(
    ("searches", "first", "among_three"),
    [
        ((found(0.9, "broken-tools", "borrowing"),), 2, 3),
        ((found(0.9, "broken-tools", "opening-hours", "borrowing"),), 2, 3),
        ((found(0.9, "broken-tools", "opening-hours"),), 2, 2),
        ((), 2, 2),
        ((found(0.3, "broken-tools"), found(0.9, "borrowing")), 3, 3),
        ((found(0.9, "broken-tools"), found(0.3, "borrowing")), 2, 3),
    ],
    ids=["second", "third", "not found", "nothing found", "first of the surest search", "first of a less sure search"],
)
def test_a_document_ranks_after_those_of_surer_searches(
    searches: tuple[Search, ...], first: int, among_three: int
) -> None:
    report = run(lay_001=(RIGHT[KEEP.id][0], searches))

    assert counted(report)["right document first"] == (first, 3)
    assert counted(report)["right document among three"] == (among_three, 3)


def test_each_kind_of_case_has_its_own_figures() -> None:
    report = run(lay_001=(replied("no_answer"), (found(0.3, "broken-tools"),)))

    assert {figure.name: (figure.share.hits, figure.share.n) for figure in report.breakdown} == {
        "lay: document first": (1, 2),
        "lay: right": (1, 2),
        "off-topic: right": (2, 2),
        "two-part: document first": (1, 1),
        "two-part: right": (1, 1),
    }


def test_being_surest_of_what_nothing_answers_is_the_greater_risk() -> None:
    sure, unsure = (
        run(off_topic_001=(replied("no_answer"), (found(probability, "borrowing"),))).risk_coverage
        for probability in (0.95, 0.05)
    )

    assert sure > unsure > 0


def test_a_case_is_as_sure_as_its_surest_search() -> None:
    wrong = replied("no_answer"), (found(0.1, "borrowing"), found(0.95, "borrowing"))

    report = run(off_topic_001=wrong)

    assert report.risk_coverage == run(off_topic_001=(wrong[0], wrong[1][1:])).risk_coverage
    assert report.risk_coverage > run(off_topic_001=(wrong[0], wrong[1][:1])).risk_coverage


def write_cases(folder: Path, statement: str) -> Path:
    """A folder with one case of the measuring half that only this statement answers."""
    folder.mkdir()
    case: Mapping[str, object] = {
        "id": "lay-001",
        "query": "for how many days can i borrow a wrench",
        "answers": [{"documents": ["borrowing"], "says": [statement]}],
    }
    (folder / "lay.yaml").write_text(f"- {json.dumps(case)}\n", encoding="utf-8")
    return folder


def test_the_command_prints_figures_and_fails_where_one_is_short(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = write_cases(tmp_path / "right", "borrowing#5b7de1a896ff")
    wrong = write_cases(tmp_path / "wrong", "borrowing#000000000000")
    arguments = ["run", "--suite", "answering", "--corpus", str(TOOL_LIBRARY), "--home", str(own_home), "--cases"]

    passed = main([*arguments, str(right)])
    plain = capsys.readouterr().out
    failed = main([*arguments, str(wrong)])
    missed = capsys.readouterr().out
    main([*arguments, str(wrong), "--json"])
    report = json.loads(capsys.readouterr().out)

    assert (passed, "SHORT" in plain, "lay-001" in plain) == (0, False, False)
    assert (failed, "SHORT" in missed) == (1, True)
    assert "lay-001: wants borrowing; answer: borrowing" in missed
    assert len(report["misses"]) == 1
    assert {"name": "right paragraph, of what is shown", "target": 0.93}.items() <= report["figures"][2].items()


def test_cases_that_cannot_be_read_measure_nothing(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lay.yaml").write_text("- id: lay-001\n", encoding="utf-8")
    arguments = ["run", "--suite", "answering", "--corpus", str(TOOL_LIBRARY), "--home", str(own_home)]

    assert main([*arguments, "--cases", str(tmp_path)]) == 2
    assert "lay.yaml:1: query: field required" in capsys.readouterr().err
