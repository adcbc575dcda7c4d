"""The messages that stand in the rules, as labelled ones: what is plain enough for a rule must be known to the votes.

A rule's own messages are short and plain, as few of the labelled ones are. They are fitted on and never measure.
"""

from collections.abc import Iterator, Sequence

from ingest.screening.examples import Example
from ingest.screening.languages import language_of
from ingest.screening.rules import Fired, Rule, RuleBook, Rules

_CARD, _MINOR_TIER, _MINOR = 2, 3, "minor"


def rule_messages(book: RuleBook, rules: Rules) -> tuple[Example, ...]:
    """Every message of every rule once, labelled by all the rules that fire on it."""
    texts = dict.fromkeys(text for rule in book.rules for text in _texts_of(rule))
    return tuple(_labelled(text, rules.fired(rules.views(text))) for text in texts)


def _texts_of(rule: Rule) -> Iterator[str]:
    yield from rule.patterns.values()
    yield from rule.examples
    yield from rule.not_examples


def _labelled(text: str, fired: Sequence[Fired]) -> Example:
    raised = [one.rule for one in fired if one.rule.tier >= _CARD]
    tier = max((one.rule.tier for one in fired), default=0)
    routes = {route for rule in raised for route in rule.routes}
    minor = any(one.rule.minor for one in fired)
    if minor and raised:
        tier, routes = max(tier, _MINOR_TIER), routes | {_MINOR}
    return Example(
        say=text,
        lang="es" if language_of(text) == "es" else "en",
        tier=tier,
        routes=tuple(sorted(routes)),
        subject=next((rule.subject for rule in raised if rule.subject), "unknown"),
        minor=minor,
        misuse=next((one.rule.misuse for one in fired if one.rule.misuse), None),
    )
