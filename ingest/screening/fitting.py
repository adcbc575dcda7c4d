"""Fitting the votes of the labelled messages, and the thresholds at which they count.

Only the fit part is read. The equation is that of kernel ridge regression: with K the similarities of all messages to
each other and Y their labels (1 or -1), the weights are A = (K + λ)⁻¹ Y. Thresholds come from scores that leave each
message out, unit by unit as a reader's message would be scored. No second fit is needed for that: without message i
the weights are A - C_i A_i / C_ii, with C = (K + λ)⁻¹ (Rasmussen and Williams, Gaussian Processes for Machine
Learning, section 5.4.2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import spotrf, spotri
from scipy.sparse import csr_matrix

from ingest.embedding import Vectors
from ingest.screening.examples import Example
from ingest.screening.features import Floats, nearness, rarity_of, rule_row, units, word_counts, word_rows
from ingest.screening.neighbours import Neighbours, Votes
from ingest.screening.rules import Rules

Flags = npt.NDArray[np.bool_]
_RIDGE, _RULES_SHARE = 0.5, 0.1  # 1 and 0 to 0.3 did as well on messages that the rules were not written from
_ROWS = 512  # messages whose similarities are held dense at once, beside the whole of C
_SUBJECTS = ("other", "professional", "causing_harm")


@dataclass(frozen=True)
class Rates:
    """The shares of messages without need that get a card, or a refusal, whoever raises it: a rule or the votes."""

    card: float
    refusal: float


# Words are heard without the model too. Where both are heard, meaning has what words leave of the whole. Of what rules
# leave, words may spend three quarters: it costs the whole nothing, and without the model they miss little more.
BY_WORDS = Rates(card=0.045, refusal=0.006)
BY_BOTH = Rates(card=0.060, refusal=0.012)
# Under a card, taking a danger for something lesser costs as much as taking this many lesser ones for a danger.
_MISSED_DANGER = 8.0
# The same for a need that is not seen, such as that somebody is under 18: a line too many costs a glance.
_MISSED_NEED = 2.0


@dataclass(frozen=True)
class _Messages:
    """The fit part as rows of features, with what is true of each message (``truth``: messages, targets; 1 or -1).

    ``units`` has a row for each unit of each message, ``starts`` where those of a message begin, ``is_part`` which of
    them are not the whole message. ``alike`` is how alike all messages are by words and rules. ``raised`` tells, for a
    card and for a refusal, whether it was raised before these votes are asked.
    """

    examples: tuple[Example, ...]
    targets: tuple[str, ...]
    truth: Floats
    words: csr_matrix
    rules: Floats
    vectors: Floats
    units: csr_matrix
    starts: npt.NDArray[np.int_]
    is_part: Flags
    alike: Floats
    raised: dict[str, Flags]


def fit(examples: Sequence[Example], rules: Rules, vectors: Vectors) -> Neighbours:
    """Fit on labelled messages; ``vectors`` are those of what each of them means (``features.meant``), a row for each.

    The same messages, rules and model give the same votes.
    """
    messages, rarity = _read(examples, rules, np.asarray(vectors, dtype=np.float32))
    by_words, scores = _votes(messages, BY_WORDS, with_meaning=False)
    heard = {name: messages.raised[name] | _reached(messages, scores, by_words, name) for name in messages.raised}
    by_meaning, _ = _votes(replace(messages, raised=heard), BY_BOTH, with_meaning=True)
    return Neighbours(messages.targets, rules.ids, rarity, messages.vectors, by_words, by_meaning)


def _read(examples: Sequence[Example], rules: Rules, vectors: Floats) -> tuple[_Messages, Floats]:
    """The messages as rows, and how rare each column of words is."""
    views = [rules.views(example.say) for example in examples]
    fired = [rules.fired(view) for view in views]
    counts = word_counts([view[0] for view in views])
    rarity = rarity_of(counts)
    pieces = [units(view[0]) for view in views]
    targets = {name: column for name, column in labels(examples).items() if 0 < column.sum() < len(column)}
    words = word_rows(counts, rarity)
    rows_of_rules = np.array([rule_row(ones, rules.ids) for ones in fired], dtype=np.float32)
    raised = {
        "tier-2": np.array([any(one.rule.tier >= 2 and not one.rule.sign for one in ones) for ones in fired]),
        "misuse": np.array([any(one.rule.misuse for one in ones) for ones in fired]),
    }
    return _Messages(
        examples=tuple(examples),
        targets=tuple(targets),
        truth=np.where(np.array(list(targets.values())).T, 1, -1).astype(np.float32),
        words=words,
        rules=rows_of_rules,
        vectors=vectors,
        units=word_rows(word_counts([unit for of_one in pieces for unit in of_one]), rarity),
        starts=np.cumsum([0, *(len(of_one) for of_one in pieces)]),
        is_part=np.array(
            [unit.split() != view[0].split() for view, of_one in zip(views, pieces, strict=True) for unit in of_one]
        ),
        alike=_alike_all(words, rows_of_rules),
        raised=raised,
    ), rarity


def labels(examples: Sequence[Example]) -> dict[str, Flags]:
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


def _votes(messages: _Messages, rates: Rates, with_meaning: bool) -> tuple[Votes, Floats]:
    """The votes with their thresholds, and the scores of the messages (messages, targets), each left out."""
    inverse = _inverse(messages, with_meaning)
    weights = inverse @ messages.truth
    scores = _left_out(messages, inverse, weights, with_meaning)
    votes = Votes(
        words=np.asarray(messages.words.T @ weights, dtype=np.float16).astype(np.float32),
        rules=_RULES_SHARE * messages.rules.T @ weights,
        meaning=weights if with_meaning else weights[:0],
        bias=weights.sum(axis=0),
        thresholds=_thresholds(messages, scores, rates),
    )
    return votes, scores


def _alike_all(words: csr_matrix, rules: Floats) -> Floats:
    alike = np.empty((len(rules),) * 2, dtype=np.float32)
    for rows in _blocks(len(rules)):
        alike[rows] = _alike(words[rows], words, rules[rows], rules)
    return alike


def _alike(words: csr_matrix, all_words: csr_matrix, rules: Floats, all_rules: Floats) -> Floats:
    """How alike rows are to all messages by words and rules; the 1 stands for the bias."""
    return np.asarray((words @ all_words.T).todense() + _RULES_SHARE * rules @ all_rules.T + 1)


def _inverse(messages: _Messages, with_meaning: bool) -> Floats:
    """(K + λ)⁻¹, of all messages."""
    similar = messages.alike.copy()
    if with_meaning:
        for rows in _blocks(len(similar)):
            similar[rows] += nearness(messages.vectors[rows], messages.vectors)
    similar[np.diag_indices_from(similar)] += _RIDGE
    return _inverted(similar)


def _inverted(matrix: Floats) -> Floats:
    """The inverse of a symmetric positive definite matrix, in its own memory: ``scipy.linalg.inv`` copies it thrice."""
    factor, wrong = spotrf(matrix.T, lower=1, overwrite_a=1)  # LAPACK keeps columns together: the transpose is no copy
    inverse, wrong_too = spotri(factor, lower=1, overwrite_c=1)
    if wrong or wrong_too:
        raise np.linalg.LinAlgError("the similarities of the labelled messages cannot be inverted.")
    full: Floats = inverse.T  # LAPACK filled one triangle
    for rows in _blocks(len(full)):
        full[rows, : rows.start] = full[: rows.start, rows].T
        corner = full[rows, rows]
        corner[...] = np.triu(corner) + np.triu(corner, 1).T
    return full


def _blocks(length: int) -> Iterator[slice]:
    return (slice(start, min(start + _ROWS, length)) for start in range(0, length, _ROWS))


def _left_out(messages: _Messages, inverse: Floats, weights: Floats, with_meaning: bool) -> Floats:
    """How each message is scored by the votes of all others: its best unit, and its meaning if that is asked for."""
    scores = np.empty_like(weights)
    own = weights / np.diag(inverse)[:, None]
    for rows in _blocks(len(scores)):
        starts = messages.starts[rows.start : rows.stop + 1]
        message = np.repeat(np.arange(rows.start, rows.stop), np.diff(starts))
        alike = messages.alike[message]
        parts = np.flatnonzero(messages.is_part[starts[0] : starts[-1]])
        if len(parts):
            read = messages.units[starts[0] + parts]
            alike[parts] = _alike(read, messages.words, messages.rules[message[parts]], messages.rules)
        units_scores = alike @ weights - np.sum(alike * inverse[message], axis=1)[:, None] * own[message]
        scores[rows] = np.maximum.reduceat(units_scores, starts[:-1] - starts[0])
        if with_meaning:
            near = nearness(messages.vectors[rows], messages.vectors)
            scores[rows] += near @ weights - np.sum(near * inverse[rows], axis=1)[:, None] * own[rows]
    return scores


def _reached(messages: _Messages, scores: Floats, votes: Votes, name: str) -> Flags:
    if name not in messages.targets:
        return np.zeros(len(scores), dtype=bool)
    number = messages.targets.index(name)
    return np.asarray(scores[:, number] >= votes.thresholds[number])


def _thresholds(messages: _Messages, scores: Floats, rates: Rates) -> npt.NDArray[np.float64]:
    """At which score each target counts: cards and refusals at their rates, the others where errors cost least."""
    allowed = np.array([e.misuse is None for e in messages.examples])
    at_risk = allowed & np.array([e.tier >= 2 for e in messages.examples])
    harmless = allowed & ~at_risk
    found = []
    for number, name in enumerate(messages.targets):
        column, there = scores[:, number], messages.truth[:, number] > 0
        if name == "tier-2":
            found.append(_at_rate(column[harmless], messages.raised[name][harmless], rates.card))
        elif name == "misuse":
            found.append(_at_rate(column[allowed], messages.raised[name][allowed], rates.refusal))
        elif name.startswith("tier-"):
            found.append(_least_cost(column[at_risk], there[at_risk], _MISSED_DANGER))
        elif name.startswith("route-") or name == "minor":
            found.append(_least_cost(column[at_risk], there[at_risk], _MISSED_NEED))
        else:
            found.append(_least_cost(column[~harmless], there[~harmless], 1.0))
    return np.array(found)


def _at_rate(scores: Floats, raised: Flags, rate: float) -> float:
    """The score above which no more than ``rate`` of these lie, with those that are raised already."""
    ordered = np.sort(scores[~raised])[::-1]
    left = max(int(rate * len(scores)) - int(raised.sum()), 0)
    return float(ordered[left]) + 1e-6 if left < len(ordered) else np.inf


def _least_cost(scores: Floats, truth: Flags, missed: float) -> float:
    """The score at which errors cost least, where missing one costs ``missed`` times as much as a false alarm."""
    order = np.argsort(-scores, kind="stable")
    cost = np.cumsum(np.where(truth[order], -missed, 1.0))
    return float(scores[order[int(np.argmin(cost))]])
