"""What one message says, whoever noticed it: a rule, or the labelled messages that it resembles."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.screening.rules import Fired, Misuse, Subject


@dataclass(frozen=True)
class Noticed:
    """The signs of one message, before its conversation is looked at."""

    tier: int = 0
    routes: frozenset[str] = frozenset()
    subject: Subject = "unknown"
    minor: bool = False
    misuse: Misuse | None = None


def by_rules(fired: Sequence[Fired]) -> Noticed:
    """What the rules that fired on one message amount to."""
    rules = [one.rule for one in fired]
    return Noticed(
        tier=max((rule.tier for rule in rules), default=0),
        routes=frozenset(route for rule in rules for route in rule.routes),
        subject=first_known([rule.subject for rule in sorted(rules, key=lambda rule: -rule.tier)]),
        minor=any(rule.minor for rule in rules),
        misuse=next((rule.misuse for rule in rules if rule.misuse), None),
    )


def both(one: Noticed, other: Noticed) -> Noticed:
    """Two ways of reading the same message, together. Neither takes anything from the other; ``one`` speaks first."""
    return Noticed(
        tier=max(one.tier, other.tier),
        routes=one.routes | other.routes,
        subject=first_known([one.subject, other.subject]),
        minor=one.minor or other.minor,
        misuse=one.misuse or other.misuse,
    )


def first_known(subjects: Sequence[Subject | None]) -> Subject:
    """The first subject that says something."""
    return next((subject for subject in subjects if subject and subject != "unknown"), "unknown")
