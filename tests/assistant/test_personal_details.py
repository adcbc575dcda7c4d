"""What looks like a personal detail is taken out; what only resembles one stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.personal_details import HIDDEN, redacted


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("my name is Jane Roe and he hits me", f"my name is {HIDDEN} and he hits me"),
        ("me llamo Ana y me pega", f"me llamo {HIDDEN} y me pega"),
        ("call me at 816-555-0142 please", f"call me at {HIDDEN} please"),
        ("i live at 1234 SW Oak Ridge Dr apt 5", f"i live at {HIDDEN}"),
        ("write to jane@example.org", f"write to {HIDDEN}"),
        ("im @jane_roe there", f"im {HIDDEN} there"),
        ("born 03/04/2009", f"born {HIDDEN}"),
        ("ssn 078-05-1120", f"ssn {HIDDEN}"),
        ("his plate ABC 123", f"his plate {HIDDEN}"),
    ],
)
def test_a_personal_detail_is_taken_out(message: str, left: str) -> None:
    assert redacted(message) == left


@pytest.mark.parametrize(
    "message",
    [
        "is 1-888-373-7888 free",
        "what is section 567.020",
        "my name is not on the lease",
        "he drives 30 minutes down the road",
        "i am 15 and in 8th grade",
        "he texts me 40 times a day",
        "do i call 911 or 988",
    ],
)
def test_what_only_resembles_one_stays(message: str) -> None:
    assert redacted(message, {"8883737888"}) == message


@given(st.text())
def test_taking_out_twice_takes_out_nothing_more(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)
