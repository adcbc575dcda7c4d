"""The pattern language means what its table says, and says plainly what it cannot read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.screening.patterns import PatternError, compile_pattern, keys_of

LISTS = {"he": ("he", "hes", "my old man"), "age": ("15", "fifteen")}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("he has a gun", "help he has a gun now"),
        ("(knife|a gun)", "with a gun"),
        ("he [really] hates me", "he hates me"),
        ("he [really|so] hates me", "he so hates me"),
        ("{he} is here", "my old man is here"),
        ("({he}|she) is here", "hes is here"),
        ("took ... pills", "took a whole lot of pills"),
        ("took ... pills", "took pills"),
        ("traffick* me", "they trafficked me"),
        ("i am #", "i am 19"),
        ("i am {age}", "i am fifteen"),
    ],
)
def test_a_pattern_fits(pattern: str, text: str) -> None:
    compiled = compile_pattern(pattern, LISTS)

    assert compiled.found_in(f" {text} ")
    assert compiled.keys & keys_of(f" {text} ")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("he has a gun", "he has a gunshot"),
        ("he has a gun", "she has a gun"),
        ("he has a gun", "he has . a gun"),
        ("took ... pills", "took one two three four five six pills"),
        ("took ... pills", "took it . the pills"),
        ("i am #", "i am old"),
        ("gun", "begun"),
    ],
)
def test_a_pattern_does_not_fit(pattern: str, text: str) -> None:
    assert not compile_pattern(pattern, LISTS).found_in(f" {text} ")


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "needs a word that must be there"),
        ("[maybe]", "needs a word that must be there"),
        ("# ... #", "only numbers"),
        ("... gun", "begins or ends with"),
        ("he (has a gun", "not closed"),
        ("{her} is here", "no list {her}"),
        ("can't", "not a plain word"),
        ("Él", "not a plain word"),
        ("gun*", "too many words"),
        ("he () here", "empty choice"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_why(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=".*" + reason.replace("{", r"\{").replace("}", r"\}")):
        compile_pattern(pattern, LISTS)


@given(st.lists(st.sampled_from(["he", "gun", "took", "pills", "a", "."]), max_size=30))
def test_a_text_that_fits_holds_one_of_the_keys(words: list[str]) -> None:
    view = f" {' '.join(words)} "
    for source in ("took ... pills", "(he|a gun) took", "[a] gun he"):
        pattern = compile_pattern(source, LISTS)
        if pattern.found_in(view):
            assert pattern.keys & keys_of(view)
