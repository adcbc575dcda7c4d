"""Fitting how sure retrieval is: logistic regression of its signals on whether the best document is the right one.

Only the fitting half of the cases is read. A search counts as answered if its best document answers the case. The
reliability comes from probabilities that leave out a tenth of the cases at a time; the thresholds follow from costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.retrieval import Search
from evals.answering_cases import AnsweringCase
from evals.errors import TooFewCases
from ingest.calibration import SIGNALS, Calibration, Reliability

Find = Callable[[AnsweringCase], Sequence[Search]]
Numbers = npt.NDArray[np.float64]
FOLDS, BINS, LEAST = 10, 10, 50
_SHRINKING = 0.3  # scikit-learn's C: of 0.03 to 3, the least log loss on the folds
# What it costs to show something that does not answer, beside saying nothing where something does: without a doubt
# three times as much, with a doubt two thirds, since it is true, cited and said to be perhaps beside the point.
_COST_SURE, _COST_DOUBTED = 3.0, 2 / 3


@dataclass(frozen=True)
class _Rows:
    """The signals of searches (rows) and whether each found what answers."""

    signals: Numbers
    answered: npt.NDArray[np.bool_]


def calibrate(cases: Sequence[AnsweringCase], find: Find) -> Calibration:
    """Fit on cases; the same cases and release give the same calibration.

    Raises:
        TooFewCases: fewer than 50 searches, or fewer than 10 of one kind.
    """
    rows = _rows(cases, find)
    yes, no = int(rows.answered.sum()), int((~rows.answered).sum())
    if yes + no < LEAST or min(yes, no) < FOLDS:
        raise TooFewCases(
            f"calibration needs {LEAST} cases, {FOLDS} of them answered and {FOLDS} not: there are {yes} and {no}."
        )
    left_out = _left_out(rows)
    weights, intercept = _fit(rows.signals, rows.answered)
    return Calibration(
        intercept=round(intercept, 4),
        weights={name: round(float(weight), 4) for name, weight in zip(SIGNALS, weights, strict=True)},
        answer=_threshold(_COST_SURE),
        partial=_threshold(_COST_DOUBTED),
        reliability=_reliability(left_out, rows.answered),
    )


def _rows(cases: Sequence[AnsweringCase], find: Find) -> _Rows:
    signals, answered = [], []
    for case in cases:
        for search in find(case):
            if search.signals:
                signals.append([search.signals[name] for name in SIGNALS])
                answered.append(search.candidates[0].document.id in case.documents)
    return _Rows(np.array(signals, dtype=np.float64), np.array(answered, dtype=bool))


def _fit(signals: Numbers, answered: npt.NDArray[np.bool_]) -> tuple[Numbers, float]:
    """The weights of the raw signals, and the intercept. Signals are scaled for the fit, and the scale put back."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = signals.mean(axis=0), np.maximum(signals.std(axis=0), 1e-9)
    model = LogisticRegression(C=_SHRINKING, max_iter=5000).fit((signals - mean) / scale, answered)
    weights = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - weights @ mean)


def _left_out(rows: _Rows) -> Numbers:
    """The probability of each row by a fit without its tenth."""
    found = np.zeros(len(rows.answered))
    # Sorted by kind and dealt out in turn, each fold has its share of both.
    fold = np.empty(len(found), dtype=int)
    fold[np.argsort(rows.answered, kind="stable")] = np.arange(len(found)) % FOLDS
    for number in range(FOLDS):
        weights, intercept = _fit(rows.signals[fold != number], rows.answered[fold != number])
        found[fold == number] = 1 / (1 + np.exp(-(rows.signals[fold == number] @ weights + intercept)))
    return found


def _threshold(cost: float) -> float:
    """The probability from which on showing costs less than silence, if a wrong showing costs so many wrong silences.

    It follows from the costs alone, as the probabilities are calibrated: the best on the cases themselves jumps with
    every few of them.
    """
    return round(cost / (1 + cost), 4)


def _reliability(probabilities: Numbers, answered: npt.NDArray[np.bool_]) -> Reliability:
    from sklearn.metrics import roc_auc_score

    order = np.argsort(probabilities, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [abs(probabilities[part].mean() - answered[part].mean()) * len(part) for part in bins]
    return Reliability(
        answered=int(answered.sum()),
        unanswered=int((~answered).sum()),
        auroc=round(float(roc_auc_score(answered, probabilities)), 4),
        brier=round(float(np.mean((probabilities - answered) ** 2)), 4),
        calibration_error=round(float(sum(gaps) / len(probabilities)), 4),
    )
