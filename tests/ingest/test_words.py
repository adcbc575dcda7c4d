"""Two texts that ask alike have the same stems, in their order; numbers and sections stay whole, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.words import content_words, letter_runs, plain_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What is the fee for a drill?", ["fee", "drill"]),
        ("returned RETURNS Returning", ["return", "return", "return"]),
        ("my sister's drill, my sister’s drill", ["sister", "drill", "sister", "drill"]),
        ("free without papers, not with them", ["free", "without", "paper", "not"]),
        ("Section 566.034 of the law", ["section", "566.034", "law"]),
        ("as in 455.010.2.", ["455.010.2"]),
        ("open 24/7, ends at 5. 30 left", ["open", "24", "7", "end", "5", "30", "left"]),
        ("late_fee", ["late", "fee"]),
        ("¿Dónde está la Ñ?", ["dónde", "está", "la", "ñ"]),
        ("ПОМОГИТЕ мне", ["помогите", "мне"]),
        ("STRASSE straße", ["strass", "strass"]),
        ("how do I do this with my things?", []),
        ("?! … 🆘", []),
        ("", []),
    ],
)
def test_the_words_that_carry_meaning_are_left_in_their_order(text: str, words: list[str]) -> None:
    assert content_words(text) == words


@given(st.lists(st.sampled_from(["drill", "saw", "566.034", "fee", "ñu", "24"]), max_size=8))
def test_words_come_as_often_and_in_the_order_in_which_they_are_said(words: list[str]) -> None:
    assert content_words(", and the ".join(words)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How long may I keep a tool?", "  how long may i KEEP a tool"),
        ("What's this", "whats this"),
        ("What’s this", "What's this"),
        ("Straße", "STRASSE"),
        ("late_fee", "late-fee"),
        ("¿Está abierto?", "está abierto"),
    ],
)
def test_texts_that_differ_in_case_and_marks_alone_have_the_same_plain_words(one: str, other: str) -> None:
    assert plain_words(one) == plain_words(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("how long may i keep a tool", "may i keep a tool how long"),
        ("a tool", "the tool"),
        ("tools", "tool"),
        ("section 566.034", "section 566 034"),
        ("esta", "está"),
    ],
)
def test_texts_with_other_words_have_other_plain_words(one: str, other: str) -> None:
    assert plain_words(one) != plain_words(other)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Saw", ["_sa", "saw", "aw_", "_saw", "saw_"]),
        ("ÑU", ["_ñu", "ñu_", "_ñu_"]),
        ("a b", ["_a_", "_b_"]),
        ("5.10", ["_5.", "5.1", ".10", "10_", "_5.1", "5.10", ".10_"]),
        ("?!", []),
        ("", []),
    ],
)
def test_runs_of_letters_mark_the_ends_of_words_and_never_cross_them(text: str, runs: list[str]) -> None:
    assert letter_runs(text) == runs


@given(st.text())
def test_runs_of_letters_are_those_of_the_plain_words_and_three_or_four_long(text: str) -> None:
    runs = letter_runs(text)

    assert bool(runs) == bool(plain_words(text))
    assert {len(run) for run in runs} <= {3, 4}
    assert {run.strip("_") for run in runs if run.startswith("_") and run.endswith("_")} <= set(
        plain_words(text).split()
    )


def test_a_misspelt_word_keeps_most_of_its_runs_of_letters() -> None:
    right, wrong, another = set(letter_runs("borrowing")), set(letter_runs("borowing")), set(letter_runs("opening"))

    assert len(right & wrong) > len(wrong) / 2 > len(another & wrong)


def test_an_accent_that_is_a_character_of_its_own_parts_no_word() -> None:
    text = "¿Dónde está el résumé de Ángel?"

    assert content_words(unicodedata.normalize("NFD", text)) == content_words(text)
    assert plain_words(unicodedata.normalize("NFD", text)) == plain_words(text)
