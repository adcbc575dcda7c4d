"""What somebody in need has to read, in both languages: few words, no promise, nothing repeated of what they wrote."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import get_args

import pytest

from assistant.composition import Composer
from assistant.replies import Reply
from assistant.screening import Screening
from ingest.corpus import Corpus, read_corpus
from ingest.screening.rules import Misuse, Subject
from tests.conftest import CORPUS

TODAY = date(2026, 11, 25)
NOTHING = Screening(0, 0, (), "unknown", "en", minor=False, misuse=None)


@cache
def _corpus() -> Corpus:
    return read_corpus(CORPUS)[0]


def words(reply: Reply) -> str:
    said = [reply.acknowledgement.text] if reply.acknowledgement else []
    return " ".join([*said, *(notice.text for notice in reply.notices)])


def screenings(tier: int) -> Iterator[Screening]:
    needs = [need.id for need in _corpus().screening.needs.values() if need.kind == "need"]
    for route, subject, language in product(needs, get_args(Subject), ("en", "es")):
        yield replace(NOTHING, tier=tier, message_tier=tier, routes=(route,), subject=subject, language=language)


@pytest.mark.parametrize("tier", [3, 4])
def test_a_reply_led_by_the_card_has_at_most_70_words_and_the_lines(tier: int) -> None:
    composer = Composer(_corpus(), "r")
    for screening in screenings(tier):
        reply = composer.crisis(screening, TODAY)

        assert reply.kind == "crisis"
        assert reply.lines
        assert reply.acknowledgement is not None, screening.routes
        assert 10 < len(words(reply).split()) <= 70, words(reply)
        assert (reply.sentences, reply.related) == ((), ())


def test_every_need_has_human_words_in_both_languages() -> None:
    composer = Composer(_corpus(), "r")
    for screening in screenings(2):
        reply = composer.crisis(screening, TODAY)

        assert reply.acknowledgement is not None, screening
        assert reply.acknowledgement.text == _corpus().phrases[screening.language][reply.acknowledgement.id]


def test_each_kind_of_misuse_has_a_short_no_of_its_own_in_both_languages() -> None:
    composer = Composer(_corpus(), "r")
    for kind, language in product(get_args(Misuse), ("en", "es")):
        reply = composer.refusal(replace(NOTHING, misuse=kind, language=language), TODAY)

        assert reply.kind == "refuse"
        assert reply.lines
        assert f"refuse-{kind}" in [notice.id for notice in reply.notices]
        text = _corpus().phrases[language][f"refuse-{kind}"]
        assert len(re.findall(r"[.!?](?:\s|$)", text)) <= 3, text


def test_a_refusal_comes_with_the_line_of_what_was_asked(corpus: Corpus) -> None:
    lines = {
        kind: [line.id for line in Composer(corpus, "r").refusal(replace(NOTHING, misuse=kind), TODAY).lines]
        for kind in get_args(Misuse)
    }

    assert lines["facilitation"][0] == "nhth"
    assert "ncmec" in lines["minors"] and "mo-can" in lines["minors"]
    assert "988" in lines["means"]
    assert lines["internals"] == list(corpus.settings.strip)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_phrase_promises_what_a_line_cannot_keep(language: str) -> None:
    promises = r"(?i)\b(i am calling|i'm calling|help is on the way|will rescue|you are safe now|i promise|estoy llamando|la ayuda va en camino|te prometo|rescat\w+|guarantee\w*)\b"
    for name, text in _corpus().phrases[language].items():
        assert not re.search(promises, text), name


def test_the_spanish_phrases_say_the_same_numbers() -> None:
    english, spanish = _corpus().phrases["en"], _corpus().phrases["es"]
    for name in spanish.keys() & english.keys():
        assert {n for n in re.findall(r"\d+", spanish[name]) if n != "2"} == set(re.findall(r"\d+", english[name])), (
            name
        )
