"""The messages that stand in the rules are fitted on, labelled by the rules that fire on them."""

from ingest.screening.rule_messages import rule_messages
from ingest.screening.rules import Rule, RuleBook, Rules

DANGER = Rule(
    id="danger",
    tier=2,
    routes=("danger",),
    subject="self",
    patterns={"sharp blade": "a sharp blade"},
    examples=("the sharp blade of a child",),
    not_examples=("a blunt blade", "le falta la hoja y no la encuentro"),
)
CHILD = Rule(id="child", minor=True, patterns={"a child": "i am a child"})
REFUSED = Rule(id="refused", misuse="means", patterns={"hurt with": "hurt with a rake"})
BOOK = RuleBook({}, {}, (DANGER, CHILD, REFUSED))


def test_each_message_is_labelled_by_all_the_rules_that_fire_on_it() -> None:
    labelled = {example.say: example for example in rule_messages(BOOK, Rules(BOOK))}

    assert (labelled["a sharp blade"].tier, labelled["a sharp blade"].routes) == (2, ("danger",))
    assert labelled["a sharp blade"].subject == "self"
    assert labelled["hurt with a rake"].misuse == "means"
    assert labelled["i am a child"].minor
    assert labelled["i am a child"].tier == 0


def test_a_child_at_risk_is_labelled_as_one() -> None:
    labelled = {example.say: example for example in rule_messages(BOOK, Rules(BOOK))}

    assert labelled["the sharp blade of a child"].tier == 3
    assert labelled["the sharp blade of a child"].routes == ("danger", "minor")


def test_a_message_on_which_no_rule_fires_is_harmless_in_its_language() -> None:
    labelled = {example.say: example for example in rule_messages(BOOK, Rules(BOOK))}

    assert labelled["a blunt blade"].tier == 0
    assert labelled["le falta la hoja y no la encuentro"].lang == "es"
