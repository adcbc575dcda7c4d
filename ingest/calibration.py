"""How sure retrieval is that a message is answered: a logistic model of a few signals, kept with the corpus.

``python -m evals calibrate`` fits it on the cases of the fitting half and writes ``calibration.yaml``; a release keeps
it with its reliability figures. A corpus without that file gets ``DEFAULT``.
"""

import math
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, model_validator

from ingest.faults import Fault
from ingest.yaml_files import Model, read_yaml_model

CALIBRATION_FILE = "calibration.yaml"
SIGNALS = (
    "votes",  # what the messages known to be answered, or not, say (ingest/answerability.py), -1 to 1
    "nearest",  # cosine of the best document's nearest entry
    "three_nearest",  # mean cosine of its three nearest entries
    "statement",  # cosine of its nearest statement
    "lead",  # how far its score is above the next document's
    "near_lead",  # the same in cosine alone
    "letters",  # BM25 by letters, for each run of letters in the message
    "words",  # BM25 by words, for each word
    "coverage",  # share of the message's words, by rarity, that it uses
    "letter_coverage",  # the same by runs of letters
    "unknown",  # share of the message's words, by rarity, that no document uses
    "names_key_word",  # 1 if it uses the rarest word of the message
    "length",  # logarithm of the message's content words, of five at least: people also search in a word or two
    "agrees",  # of nearness, words and letters, how many put it first, 0 to 1
)


class Reliability(Model):
    """How the probabilities held on cases that they were not fitted on (each fold of ten by the other nine)."""

    answered: int
    unanswered: int
    auroc: float
    brier: float
    calibration_error: float  # expected calibration error over ten bins of equal size


class Calibration(Model):
    """The weights of the signals. A message is answered from ``answer`` on, and with a doubt from ``partial`` on."""

    intercept: float
    weights: dict[str, float]
    answer: float = Field(gt=0, lt=1)
    partial: float = Field(gt=0, lt=1)
    reliability: Reliability | None = None

    @model_validator(mode="after")
    def _known_signals(self) -> "Calibration":
        if set(self.weights) != set(SIGNALS):
            raise ValueError(f"the signals must be {', '.join(SIGNALS)}: run “python -m evals calibrate”")
        if self.partial > self.answer:
            raise ValueError("partial must not be above answer")
        return self

    def probability(self, signals: Mapping[str, float]) -> float:
        """How likely it is that the message is answered, between 0 and 1."""
        logit = self.intercept + sum(weight * signals[name] for name, weight in sorted(self.weights.items()))
        return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))


DEFAULT = Calibration(
    # By hand: near and worded alike is answered. Enough for a corpus of a few documents without cases.
    intercept=-9.0,
    weights=dict.fromkeys(SIGNALS, 0.0) | {"nearest": 10.0, "coverage": 6.0, "names_key_word": 1.0, "votes": 1.0},
    answer=0.6,
    partial=0.4,
)


def read_calibration(folder: Path) -> tuple[Calibration, list[Fault]]:
    """The calibration of a corpus; ``DEFAULT`` if it has none."""
    path = folder / CALIBRATION_FILE
    if not path.is_file():
        return DEFAULT, []
    found, faults = read_yaml_model(Calibration, path)
    return found or DEFAULT, faults


def to_yaml(calibration: Calibration) -> str:
    """The text of ``calibration.yaml``."""
    weights = "\n".join(f"  {name}: {calibration.weights[name]}" for name in SIGNALS)
    lines = [
        "# How sure retrieval is: written by “python -m evals calibrate”, explained in ingest/calibration.py.",
        f"intercept: {calibration.intercept}",
        f"weights:\n{weights}",
        f"answer: {calibration.answer}",
        f"partial: {calibration.partial}",
    ]
    if calibration.reliability:
        fields = calibration.reliability.model_dump().items()
        lines += ["reliability:", *(f"  {name}: {value}" for name, value in fields)]
    return "\n".join(lines) + "\n"
