"""The card: matched to what was noticed and to the person, from the registry alone."""

from dataclasses import replace
from datetime import date

import pytest

from assistant import lines
from assistant.screening import Screening
from ingest.corpus import Corpus

TODAY = date(2026, 11, 25)
NOTHING = Screening(0, 0, (), "self", "en", minor=False, misuse=None)


def shown(corpus: Corpus, *routes: str, elsewhere: bool = False, **noticed: object) -> list[str]:
    screening = replace(NOTHING, **({"tier": 2, "routes": routes} | noticed))
    card = lines.card(corpus, screening, TODAY, elsewhere=elsewhere)
    return [line.id for line in (*card.primary, *card.more)]


def test_at_tier_4_911_comes_first_with_a_line_that_is_not_the_police_beside_it(corpus: Corpus) -> None:
    for route in ("danger", "overdose", "suicide", "missing-child"):
        first, second, *_ = shown(corpus, route, tier=4)

        assert first == "911"
        assert corpus.lines[second].kind != "tip"


def test_below_tier_4_911_does_not_lead(corpus: Corpus) -> None:
    assert shown(corpus, "partner-violence")[0] != "911"


def test_each_need_has_its_best_line_before_any_has_two(corpus: Corpus) -> None:
    assert shown(corpus, "suicide", "trafficking", "partner-violence", tier=3)[:3] == ["988", "nhth", "kc-dv"]


def test_no_more_than_three_lines_stand_open(corpus: Corpus) -> None:
    screening = replace(NOTHING, tier=4, routes=tuple(corpus.screening.needs))
    card = lines.card(corpus, screening, TODAY)

    assert len(card.primary) == lines.PRIMARY
    assert 0 < len(card.more) <= lines.MORE
    assert not set(card.primary) & set(card.more)


def test_a_pair_is_shown_together(corpus: Corpus) -> None:
    paired = replace(
        corpus, lines=corpus.lines | {"mocsa": corpus.lines["mocsa"].model_copy(update={"pair_with": ("kc-dv",)})}
    )

    assert shown(corpus, "sexual-assault") == ["mocsa", "rainn"]
    assert shown(paired, "sexual-assault") == ["mocsa", "kc-dv", "rainn"]


def test_lines_for_the_young_are_for_the_young(corpus: Corpus) -> None:
    assert "loveisrespect" not in shown(corpus, "partner-violence")
    assert "loveisrespect" in shown(corpus, "partner-violence", minor=True)


def test_in_spanish_a_line_that_answers_in_spanish_comes_first(corpus: Corpus) -> None:
    assert shown(corpus, "partner-violence", language="es")[0] == "ndvh"
    assert shown(corpus, "sexual-assault", language="es")[0] == "rainn"


def test_elsewhere_only_national_lines_are_offered(corpus: Corpus) -> None:
    offered = shown(corpus, "partner-violence", "sexual-assault", elsewhere=True)

    assert offered
    assert all(corpus.lines[line].national for line in offered)


@pytest.mark.parametrize("circumstance", ["deaf", "text-only"])
def test_who_cannot_speak_is_first_offered_a_line_to_write_to(corpus: Corpus, circumstance: str) -> None:
    first = corpus.lines[shown(corpus, "partner-violence", circumstance)[0]]

    assert first.text or first.chat


def test_a_teacher_is_told_of_the_report_line_first(corpus: Corpus) -> None:
    offered = shown(corpus, "minor", subject="professional", tier=3, minor=True)

    assert offered[0] == "mo-can"
    assert lines.offered(corpus.lines["mo-can"]).note is not None


def test_a_tip_line_is_never_offered_to_somebody_in_need(corpus: Corpus) -> None:
    needs = [need.id for need in corpus.screening.needs.values() if need.kind == "need"]

    assert all(corpus.lines[line].kind != "tip" for line in shown(corpus, *needs, tier=4))


def test_every_need_and_every_refusal_of_harm_has_a_line(corpus: Corpus) -> None:
    without = [
        need.id
        for need in corpus.screening.needs.values()
        if need.kind in ("need", "misuse") and not any(need.id in line.routes for line in corpus.lines.values())
    ]

    assert without == ["misuse-explicit", "misuse-internals"]


def test_a_card_without_a_line_of_its_own_shows_the_strip(corpus: Corpus) -> None:
    assert shown(corpus) == list(corpus.settings.strip)
