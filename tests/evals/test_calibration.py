"""What is fitted on cases tells answered from unanswered, on the signals as they are, and the same each time."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval import Candidate, Search
from evals.answering_cases import AnsweringCase, Expected
from evals.calibration import calibrate
from evals.errors import TooFewCases
from ingest.calibration import CALIBRATION_FILE, SIGNALS, Calibration, read_calibration, to_yaml
from ingest.corpus import read_corpus
from tests.conftest import TOOL_LIBRARY

DOCUMENTS = {document.id: document for document in read_corpus(TOOL_LIBRARY)[0].documents}
ANSWER = (Expected(documents=("borrowing",), says=("borrowing#5b7de1a896ff",)),)

Signals = Mapping[str, float]
Found = list[tuple[AnsweringCase, Search]]


def searched(
    number: int, is_answered: bool, signals: Signals, document: str = "borrowing"
) -> tuple[AnsweringCase, Search]:
    """A case with the search for it: answered by "borrowing" or by nothing."""
    case = AnsweringCase(id=f"lay-{number:03d}", query=f"message {number}", answers=ANSWER if is_answered else ())
    candidates = (Candidate(DOCUMENTS[document], 1.0),)
    return case, Search(case.query, np.ones(1, dtype=np.float32), candidates, 0.5, signals)


def apart(n: int, spread: float = 0.05, seed: int = 0) -> Found:
    """As many answered as unanswered searches: the former near and of known words, the latter not."""
    random = np.random.default_rng(seed)

    def one(number: int, is_answered: bool) -> tuple[AnsweringCase, Search]:
        signals = {name: float(random.normal(0.5, 0.05)) for name in SIGNALS}
        signals["nearest"] = float(random.normal(0.8 if is_answered else 0.4, spread))
        signals["unknown"] = float(random.normal(0.1 if is_answered else 0.5, spread))
        return searched(number, is_answered, signals)

    return [one(number, number % 2 == 0) for number in range(n)]


def fitted(found: Found) -> Calibration:
    by_id = {case.id: (search,) for case, search in found}
    return calibrate([case for case, _ in found], lambda case: by_id[case.id])


def probabilities(calibration: Calibration, found: Found, is_answered: bool) -> list[float]:
    return sorted(calibration.probability(s.signals) for case, s in found if bool(case.answers) == is_answered)


def test_answered_searches_come_out_likelier_than_unanswered_ones() -> None:
    found = apart(80)

    calibration = fitted(found)

    assert max(probabilities(calibration, found, False)) < 0.5 < min(probabilities(calibration, found, True))
    assert calibration.weights["nearest"] > 0 > calibration.weights["unknown"]
    assert calibration.reliability is not None
    assert calibration.reliability.auroc == 1.0


def test_it_holds_for_searches_that_it_was_not_fitted_on() -> None:
    calibration, others = fitted(apart(80)), apart(80, seed=1)

    assert max(probabilities(calibration, others, False)) < min(probabilities(calibration, others, True))


def test_a_nearer_search_is_likelier() -> None:
    calibration = fitted(apart(80))
    middle = dict.fromkeys(SIGNALS, 0.5)

    likely = [calibration.probability(middle | {"nearest": near}) for near in (0.2, 0.4, 0.6, 0.8)]

    assert likely == sorted(set(likely))


def test_the_same_cases_give_the_same_calibration() -> None:
    found = apart(80, spread=0.3)

    assert fitted(found) == fitted(found)
    assert fitted(found) != fitted(apart(80, spread=0.3, seed=1))


@pytest.mark.parametrize(
    ("name", "times", "more"), [("nearest", 10.0, 3.0), ("unknown", 0.5, -2.0), ("length", 20.0, 1.0)]
)
def test_a_signal_in_another_unit_changes_no_probability(name: str, times: float, more: float) -> None:
    found = apart(80, spread=0.3)
    changed = [
        searched(number, bool(case.answers), {**search.signals, name: times * search.signals[name] + more})
        for number, (case, search) in enumerate(found)
    ]

    plain, other = fitted(found), fitted(changed)

    for is_answered in (True, False):
        expected = probabilities(plain, found, is_answered)
        assert probabilities(other, changed, is_answered) == pytest.approx(expected, abs=0.005)


def test_a_signal_that_is_always_the_same_does_no_harm() -> None:
    found = [searched(n, bool(c.answers), {**s.signals, "votes": 1.0}) for n, (c, s) in enumerate(apart(80))]

    calibration = fitted(found)

    assert max(probabilities(calibration, found, False)) < 0.5 < min(probabilities(calibration, found, True))


@pytest.mark.parametrize("spread", [0.05, 0.4, 1.0])
def test_showing_with_a_doubt_takes_less_than_showing_without_whatever_the_cases(spread: float) -> None:
    calibration, of_other_cases = fitted(apart(80, spread)), fitted(apart(80, spread, seed=1))

    assert 0 < calibration.partial < calibration.answer < 1
    assert (of_other_cases.partial, of_other_cases.answer) == (calibration.partial, calibration.answer)


def test_thresholds_part_what_can_be_told_apart() -> None:
    found = apart(80)

    calibration = fitted(found)

    answered = probabilities(calibration, found, True)
    assert max(probabilities(calibration, found, False)) < calibration.partial
    assert calibration.answer < answered[len(answered) // 2]


def test_signals_that_tell_nothing_are_told_to_be_worthless() -> None:
    good, bad = fitted(apart(200)).reliability, fitted(apart(200, spread=50.0)).reliability

    assert good is not None and bad is not None
    assert good.auroc > 0.95 > 0.7 > bad.auroc
    assert good.brier < 0.05 < 0.2 < bad.brier


def test_a_search_whose_best_document_is_another_one_is_unanswered() -> None:
    found = apart(80)
    case, search = found[0]
    found[0] = searched(0, True, search.signals, document="broken-tools")

    reliability = fitted(found).reliability

    assert case.answers and reliability is not None
    assert (reliability.answered, reliability.unanswered) == (39, 41)


def test_every_search_of_a_case_counts_unless_it_found_nothing() -> None:
    found = apart(80)
    nothing = Search("words", np.ones(1, dtype=np.float32), (), 0.0, {})
    searches: dict[str, Sequence[Search]] = {case.id: (search,) for case, search in found}
    searches[found[0][0].id] = (found[0][1], nothing, found[0][1])
    searches[found[1][0].id] = (nothing,)

    reliability = calibrate([case for case, _ in found], lambda case: searches[case.id]).reliability

    assert reliability is not None
    assert (reliability.answered, reliability.unanswered) == (41, 39)


def without_the(found: Found, is_answered: bool) -> Iterator[tuple[AnsweringCase, Search]]:
    return ((case, search) for case, search in found if bool(case.answers) != is_answered)


@pytest.mark.parametrize(
    "found",
    [
        [],
        apart(48),
        list(without_the(apart(200), is_answered=True)),
        list(without_the(apart(200), is_answered=False)),
        [(case, Search("words", np.ones(1, dtype=np.float32), (), 0.0, {})) for case, _ in apart(80)],
    ],
    ids=["none", "fewer than 50", "all unanswered", "all answered", "nothing found for any"],
)
def test_too_few_or_one_sided_cases_are_told(found: Found) -> None:
    with pytest.raises(TooFewCases, match="calibration needs 50 cases, 10 of them answered and 10 not"):
        fitted(found)


def test_fifty_searches_are_enough() -> None:
    assert fitted(apart(50)).reliability is not None


def test_what_is_written_into_the_corpus_is_read_back(tmp_path: Path) -> None:
    calibration = fitted(apart(80, spread=0.3))

    (tmp_path / CALIBRATION_FILE).write_text(to_yaml(calibration), encoding="utf-8")

    assert read_calibration(tmp_path) == (calibration, [])
