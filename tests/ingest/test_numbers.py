"""Phone numbers and short codes are found however they are written, and amounts are not taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lines import checked_number, digits
from ingest.numbers import phone_numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call 1-888-373-7888.", {"8883737888"}),
        ("Call (816) 468-5463 or 816.531.0233.", {"8164685463", "8165310233"}),
        ("Text HOPE to 64673.", {"64673"}),
        ("Text SAFE and your address, city and state to 44357.", {"44357"}),
        ("Call or text 988, or dial 711.", {"988", "711"}),
        ("In danger? 911.", {"911"}),
        ("A fine of up to $1,000 and 15 days, RSMo 567.020, since 28 August 2023.", set()),
        ("Interpreters for over 200 languages answer calls, about 988 of them.", {"988"}),
        ("The fund paid $988 in 2024.", set()),
    ],
)
def test_numbers_in_a_sentence(text: str, numbers: set[str]) -> None:
    assert phone_numbers_in(text) == numbers


@given(st.integers(2_000_000, 9_999_999), st.sampled_from(["816", "913", "573"]), st.sampled_from(["{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "1-{}-{}-{}"]))  # fmt: skip
def test_every_way_to_write_a_number_gives_the_same_digits(line: int, area: str, form: str) -> None:
    local = f"{line}"
    number = f"+1{area}{local}"
    try:
        checked_number(number)
    except ValueError:
        return  # not a number that can exist

    assert phone_numbers_in(f"Ring {form.format(area, local[:3], local[3:])} today.") == {digits(number)}


@pytest.mark.parametrize("number", ["12", "1234567", "+1816", "call me", "+18160000000"])
def test_what_cannot_be_a_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"is not a"):
        checked_number(number)
