"""Fitting the votes of the labelled messages, and the thresholds at which they count.

Only the fit part is read. The equation is that of kernel ridge regression: with K the similarities of all messages to
each other and Y their labels (1 or -1), the weights are (K + λ)⁻¹ Y. Thresholds come from ten-fold cross-validation:
each message is scored by votes that have not seen it, unit by unit as a reader's message would be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve
from scipy.sparse import csr_matrix

from ingest.embedding import Vectors
from ingest.screening.examples import Example
from ingest.screening.features import Floats, nearness, rarity_of, rule_row, units, word_counts, word_rows
from ingest.screening.neighbours import Neighbours, Reading, Votes, meaning_score, words_score
from ingest.screening.rules import Rules

Columns = npt.NDArray[np.float64]
_RIDGE, _RULES_SHARE = 1.0, 0.3  # 0.25 to 2 and 0 to 0.6 did as well in cross-validation
_FOLDS = 10
_SUBJECTS = ("other", "professional", "causing_harm")


@dataclass(frozen=True)
class Rates:
    """The shares of messages without need at which the thresholds of the card and of refusals are set."""

    card: float
    refusal: float


# Words are heard without the model too; where both are heard, these rates add up.
BY_WORDS = Rates(card=0.012, refusal=0.003)
BY_MEANING = Rates(card=0.040, refusal=0.006)
# Under a card, taking a danger for something lesser costs as much as taking this many lesser ones for a danger.
_MISSED_DANGER = 4.0
# The same for a need that is not seen, such as that somebody is under 18: a line too many costs a glance.
_MISSED_NEED = 2.0


@dataclass(frozen=True)
class _Messages:
    """The fit part as rows: each message whole, and its readings unit by unit."""

    examples: tuple[Example, ...]
    targets: tuple[str, ...]
    words: csr_matrix
    rules: Floats
    vectors: Floats
    readings: tuple[Reading, ...]


def fit(examples: Sequence[Example], rules: Rules, vectors: Vectors) -> Neighbours:
    """Fit on labelled messages; ``vectors`` are those of what each of them means (``features.meant``), a row for each.

    The same messages, rules and model give the same votes.
    """
    names = rules.ids
    views = [rules.views(example.say) for example in examples]
    counts = word_counts([view[0] for view in views])
    rarity = rarity_of(counts)
    fired = np.array([rule_row(rules.fired(view), names) for view in views], dtype=np.float32)
    vectors = np.asarray(vectors, dtype=np.float32)
    readings = tuple(
        Reading(word_rows(word_counts(units(view[0])), rarity), row, vector[None, :])
        for view, row, vector in zip(views, fired, vectors, strict=True)
    )
    targets = {name: column for name, column in labels(examples).items() if 0 < column.sum() < len(column)}
    messages = _Messages(tuple(examples), tuple(targets), word_rows(counts, rarity), fired, vectors, readings)
    truth = np.where(np.array(list(targets.values())).T, 1.0, -1.0)
    by_words, by_meaning = (_votes(messages, truth, rates, with_meaning) for rates, with_meaning in _PASSES)
    return Neighbours(messages.targets, names, rarity, vectors, by_words, by_meaning)


_PASSES = ((BY_WORDS, False), (BY_MEANING, True))


def labels(examples: Sequence[Example]) -> dict[str, npt.NDArray[np.bool_]]:
    """What is voted for, by name: whether each message has it."""
    routes = sorted({route for e in examples if e.tier >= 2 for route in e.routes})
    kinds = sorted({e.misuse for e in examples if e.misuse})
    return {
        **{f"tier-{tier}": np.array([e.tier >= tier and not e.misuse for e in examples]) for tier in (2, 3, 4)},
        **{f"route-{r}": np.array([e.tier >= 2 and r in e.routes and not e.misuse for e in examples]) for r in routes},
        "minor": np.array([e.minor for e in examples]),
        "misuse": np.array([e.misuse is not None for e in examples]),
        **{f"misuse-{kind}": np.array([e.misuse == kind for e in examples]) for kind in kinds},
        **{f"subject-{subject}": np.array([e.subject == subject for e in examples]) for subject in _SUBJECTS},
    }


def _votes(messages: _Messages, truth: Columns, rates: Rates, with_meaning: bool) -> Votes:
    similar = _similarities(messages, with_meaning)
    everybody = np.arange(len(truth))
    held_out = np.zeros_like(truth)
    fold_of = np.random.default_rng(0).permutation(len(truth)) % _FOLDS
    for fold in range(_FOLDS):
        known, held = everybody[fold_of != fold], everybody[fold_of == fold]
        votes = _solved(messages, similar, truth, known, with_meaning)
        for n in held:
            reading = messages.readings[n]
            scored = (
                meaning_score(votes, reading, messages.vectors[known]) if with_meaning else words_score(votes, reading)
            )
            held_out[n] = scored.max(axis=0)
    thresholds = _thresholds(messages, truth, held_out, rates)
    return replace(_solved(messages, similar, truth, everybody, with_meaning), thresholds=thresholds)


def _similarities(messages: _Messages, with_meaning: bool) -> Columns:
    similar = np.asarray((messages.words @ messages.words.T).todense(), dtype=np.float64)
    similar += _RULES_SHARE * (messages.rules @ messages.rules.T) + 1.0  # 1: the bias
    return similar + nearness(messages.vectors, messages.vectors) if with_meaning else similar


def _solved(
    messages: _Messages, similar: Columns, truth: Columns, known: npt.NDArray[np.int_], with_meaning: bool
) -> Votes:
    """The votes of the ``known`` messages, without thresholds."""
    system = similar[np.ix_(known, known)] + _RIDGE * np.eye(len(known))
    weights = solve(system, truth[known], assume_a="pos")
    return Votes(
        words=np.asarray(messages.words[known].T @ weights, dtype=np.float16).astype(np.float32),
        rules=np.asarray(_RULES_SHARE * messages.rules[known].T @ weights, dtype=np.float32),
        meaning=np.asarray(weights if with_meaning else weights[:0], dtype=np.float32),
        bias=np.asarray(weights.sum(axis=0), dtype=np.float32),
        thresholds=np.zeros(truth.shape[1]),
    )


def _thresholds(messages: _Messages, truth: Columns, scores: Columns, rates: Rates) -> Columns:
    """At which score each target counts: cards and refusals at their rates, the others where errors cost least."""
    allowed = np.array([e.misuse is None for e in messages.examples])
    at_risk = allowed & np.array([e.tier >= 2 for e in messages.examples])
    harmless = allowed & ~at_risk
    found = []
    for number, name in enumerate(messages.targets):
        column, there = scores[:, number], truth[:, number] > 0
        if name == "tier-2":
            found.append(_at_rate(column[harmless], rates.card))
        elif name == "misuse":
            found.append(_at_rate(column[allowed], rates.refusal))
        elif name.startswith("tier-"):
            found.append(_least_cost(column[at_risk], there[at_risk], _MISSED_DANGER))
        elif name.startswith("route-") or name == "minor":
            found.append(_least_cost(column[at_risk], there[at_risk], _MISSED_NEED))
        else:
            found.append(_least_cost(column[~harmless], there[~harmless], 1.0))
    return np.array(found)


def _at_rate(scores: Columns, rate: float) -> float:
    """The score that no more than ``rate`` of these reach."""
    ordered = np.sort(scores)[::-1]
    return float(ordered[int(rate * len(ordered))]) + 1e-6 if len(ordered) else np.inf


def _least_cost(scores: Columns, truth: npt.NDArray[np.bool_], missed: float) -> float:
    """The score at which errors cost least, where missing one costs ``missed`` times as much as a false alarm."""
    order = np.argsort(-scores, kind="stable")
    cost = np.cumsum(np.where(truth[order], -missed, 1.0))
    return float(scores[order[int(np.argmin(cost))]])
