"""Screening sees through what hides a word, and what it raised stays raised."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.screening import language_of, screen
from ingest.corpus import Corpus
from ingest.screening_rules import Rule, matches, normalise
from tests.conftest import REPOSITORY

SAW = Rule(id="saw", tier=4, routes=("cut",), patterns=(r"\bsaw wont stop\b",), examples=("x",))
BROKEN = Rule(
    id="broken", tier=2, routes=("mend",), subject="other", patterns=(r"\bbroken\b",), unless=(r"\bbroken record\b",), examples=("x",)
)  # fmt: skip
RULES = (BROKEN, SAW)


@pytest.mark.parametrize(
    "text",
    [
        "The saw won't stop!",
        "THE SAW WON’T STOP",
        "the s\u200baw wont\u00a0stop",
        "the ｓａｗ wont stop",
        "the säw wont\n\nstop",
        "the s4w w0nt st0p",
        "the sawww wont stoppp",
        "\u202ethe saw wont stop\u202c",
    ],
)
def test_disguises_are_seen_through(text: str) -> None:
    assert screen(text, RULES).tier == 4


def test_an_age_stays_a_number() -> None:
    assert normalise("I am 15 y/o") == "i am 15 y o"


def test_a_guard_covers_only_its_own_words() -> None:
    assert not matches(BROKEN, "like a broken record")
    assert matches(BROKEN, "like a broken record with a broken arm")


def test_several_needs_give_several_routes_the_most_pressing_first() -> None:
    screening = screen("it is broken and the saw wont stop", RULES)

    assert screening.routes == ("cut", "mend")
    assert (screening.tier, screening.message_tier, screening.subject) == (4, 4, "other")


def test_a_later_message_does_not_lower_what_was_raised() -> None:
    screening = screen("just kidding, ignore that", RULES, turns=["the saw wont stop"])

    assert (screening.tier, screening.message_tier) == (4, 0)
    assert screening.routes == ("cut",)


def test_the_very_end_of_a_long_message_is_read() -> None:
    assert screen("word " * 8000 + "the saw wont stop", RULES).tier == 4


@pytest.mark.parametrize("position", range(1500, 2100, 37))
def test_words_across_a_window_are_read(position: int) -> None:
    assert screen("x" * position + " the saw wont stop " + "x" * 3000, RULES).tier == 4


@given(st.text(), st.text())
def test_no_words_around_it_hide_a_danger(before: str, after: str) -> None:
    assert screen(f"{before} ! the saw wont stop ! {after}", RULES).tier == 4


@given(st.text(), st.lists(st.text(), max_size=4))
def test_a_conversation_never_lowers_its_tier(message: str, turns: list[str]) -> None:
    alone = screen(message, RULES)
    after = screen(message, RULES, turns=["it is broken", *turns])

    assert after.tier >= max(alone.tier, 2)
    assert set(alone.routes) <= set(after.routes)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿es legal?", "es"),
        ("me quiero morir", "es"),
        ("donde puedo hacerme la prueba gratis", "es"),
        ("necesito ayuda para salir de esto", "es"),
        ("Where can I get help?", "en"),
        ("no", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_message(text: str, language: str) -> None:
    assert language_of(text) == language


def test_each_rule_of_the_corpus_passes_its_own_examples(corpus: Corpus) -> None:
    missed = [(r.id, text) for r in corpus.rules for text in r.examples if not matches(r, normalise(text))]
    wrong = [(r.id, text) for r in corpus.rules for text in r.not_examples if matches(r, normalise(text))]

    assert missed == []
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "tier", "line"),
    [
        ("he won't let me leave", 4, "911"),
        ("I want to die", 3, "988"),
        ("I'm being trafficked", 3, "nhth"),
        ("my husband beats me", 2, "kc-dv"),
        ("im 15 and a man gives me money for sex", 3, "childhelp"),
        ("I was raped", 2, "mocsa"),
        ("my friend overdosed", 4, "911"),
        ("me quiero morir", 3, "988"),
        ("my daughter is missing", 4, "911"),
    ],
)
def test_somebody_in_need_gets_the_right_card(corpus: Corpus, text: str, tier: int, line: str) -> None:
    from datetime import date

    from assistant.lines import card

    screening = screen(text, corpus.rules)

    assert screening.tier == tier
    assert line in [shown.id for shown in card(corpus, screening, date(2026, 11, 25))]


def screening_cases() -> list[object]:
    """The labelled messages; those that today's rules are known to miss must turn up here when they are caught."""
    path = REPOSITORY / "evals" / "cases" / "screening.yaml"
    missed = pytest.mark.xfail(reason="known to be missed", strict=True)
    return [
        pytest.param(case, id=case["message"], marks=[missed] if case.get("missed") else [])
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", screening_cases())
def test_a_labelled_message_is_screened_as_its_reader_expected(corpus: Corpus, case: dict[str, Any]) -> None:
    screening = screen(case["message"], corpus.rules)

    assert screening.misuse == case.get("refuse", False)
    assert case.get("at_least", 0) <= screening.tier <= case.get("at_most", 4)


def test_a_friend_is_thanked_and_not_told_that_it_is_not_their_fault(assistant: Assistant) -> None:
    reply = assistant.reply("my friend is being trafficked")

    assert reply.acknowledgement is not None
    assert reply.acknowledgement.id == "acknowledge-trafficking-other"


@pytest.mark.parametrize(
    "text",
    [
        "what is the penalty for prostitution",
        "how do I get an order of protection",
        "where can i get an hiv test",
        "can i get in trouble for calling 911 about an overdose",
        "what are the signs of an overdose",
        "how do groomers gain trust",
        "what does a pimp's quota mean",
        "what happens after a tip is made",
        "how do shelters keep addresses private",
        "what is PEP and how soon",
        "i am dying to know what the fine is",
        "can police search my bag",
        "jobs with a record",
    ],
)
def test_a_question_for_information_is_neither_refused_nor_cut_short(corpus: Corpus, text: str) -> None:
    screening = screen(text, corpus.rules)

    assert not screening.misuse
    assert screening.tier < 2
