"""The probability that a message is answered rises with what speaks for it; a file that cannot be right is refused."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.calibration import DEFAULT, SIGNALS, Calibration, Reliability, read_calibration, to_yaml

numbers = st.floats(-1e6, 1e6)
some_weights = st.fixed_dictionaries(dict.fromkeys(SIGNALS, st.floats(-20, 20)))
some_signals = st.fixed_dictionaries(dict.fromkeys(SIGNALS, st.floats(-1, 1)))


def calibration(weights: dict[str, float], intercept: float = 0.0) -> Calibration:
    return Calibration(intercept=intercept, weights=weights, answer=0.6, partial=0.4)


@given(numbers, st.fixed_dictionaries(dict.fromkeys(SIGNALS, numbers)), some_signals)
def test_a_probability_is_between_0_and_1(
    intercept: float, weights: dict[str, float], signals: dict[str, float]
) -> None:
    assert 0 <= calibration(weights, intercept).probability(signals) <= 1


@given(some_weights, some_signals, st.sampled_from(SIGNALS), st.floats(0.01, 2), st.floats(0.01, 1))
def test_the_probability_rises_with_a_signal_of_positive_weight_and_falls_with_a_negative_one(
    weights: dict[str, float], signals: dict[str, float], name: str, weight: float, more: float
) -> None:
    raised = signals | {name: signals[name] + more}
    before = calibration(weights | {name: weight}).probability(signals)
    assume(1e-6 < before < 1 - 1e-6)  # beyond, floats cannot tell

    after = calibration(weights | {name: weight}).probability(raised)

    assert after > before
    falling = calibration(weights | {name: -weight})
    assert falling.probability(raised) <= falling.probability(signals)


def test_nothing_known_is_even_and_each_unit_of_logit_counts() -> None:
    even = calibration(dict.fromkeys(SIGNALS, 0.0) | {"nearest": 2.0})

    assert even.probability(dict.fromkeys(SIGNALS, 0.0)) == 0.5
    assert even.probability(dict.fromkeys(SIGNALS, 0.0) | {"nearest": 0.5}) == pytest.approx(0.731059, abs=1e-6)


def test_without_a_calibration_what_is_near_and_worded_alike_is_answered() -> None:
    near = dict.fromkeys(SIGNALS, 0.0) | {"nearest": 0.9, "coverage": 1.0, "names_key_word": 1.0, "votes": 0.8}
    far = dict.fromkeys(SIGNALS, 0.0) | {"nearest": 0.3, "coverage": 0.2, "votes": -0.5}

    assert DEFAULT.probability(near) > DEFAULT.answer
    assert DEFAULT.probability(far) < DEFAULT.partial


reliabilities = st.none() | st.builds(
    Reliability,
    answered=st.integers(0, 10**6),
    unanswered=st.integers(0, 10**6),
    auroc=st.floats(0, 1),
    brier=st.floats(0, 1),
    calibration_error=st.floats(0, 1),
)
chances = st.floats(0, 1, exclude_min=True, exclude_max=True)


@settings(deadline=None)
@given(numbers, st.fixed_dictionaries(dict.fromkeys(SIGNALS, numbers)), st.tuples(chances, chances), reliabilities)
def test_what_is_written_is_read_back_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory,
    intercept: float,
    weights: dict[str, float],
    thresholds: tuple[float, float],
    reliability: Reliability | None,
) -> None:
    folder = tmp_path_factory.mktemp("calibration")
    partial, answer = sorted(thresholds)
    written = Calibration(intercept=intercept, weights=weights, answer=answer, partial=partial, reliability=reliability)

    (folder / "calibration.yaml").write_text(to_yaml(written), encoding="utf-8")

    assert read_calibration(folder) == (written, [])


def test_a_corpus_without_the_file_gets_the_default(tmp_path: Path) -> None:
    assert read_calibration(tmp_path) == (DEFAULT, [])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  votes: 1.0\n", "", ":1: this entry: value error, the signals must be votes, "),
        ("  votes: 1.0\n", "  votes: 1.0\n  mood: 1.0\n", ":1: this entry: value error, the signals must be votes, "),
        ("  votes: 1.0\n", "  vote: 1.0\n", ":1: this entry: value error, the signals must be votes, "),
        ("  votes: 1.0\n", "  votes: much\n", ":3: weights.votes: input should be a valid number"),
        ("partial: 0.4", "partial: 0.61", ":1: this entry: value error, partial must not be above answer."),
        ("partial: 0.4", "partial: 0", ":19: partial: input should be greater than 0."),
        ("answer: 0.6", "answer: 1", ":18: answer: input should be less than 1."),
        ("answer: 0.6", "answers: 0.6", ":1: answer: field required."),
        ("intercept: -9.0", "intercept: [", "this is not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / "calibration.yaml"
    text = to_yaml(DEFAULT)
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    _, faults = read_calibration(tmp_path)

    assert any(str(found).startswith(str(path)) and fault in str(found) for found in faults), faults


def test_partial_may_equal_answer(tmp_path: Path) -> None:
    text = to_yaml(DEFAULT).replace("partial: 0.4", "partial: 0.6")
    (tmp_path / "calibration.yaml").write_text(text, encoding="utf-8")

    found, faults = read_calibration(tmp_path)

    assert faults == []
    assert found.partial == found.answer
