"""A paragraph is known to speak of the side of a subject that a message asks for."""

import pytest

from assistant.aspects import spoken_of


@pytest.mark.parametrize(
    ("message", "spoken", "other"),
    [
        ("how long can i keep it", "You may keep it for seven days.", "It is kept in a box."),
        ("what is the deadline", "Bring it back within 30 business days.", "Bring it back clean."),
        ("what time do you open", "The desk opens at 9 a.m.", "The desk is made of wood."),
        ("cuánto tiempo tengo", "You may keep it for two weeks.", "It is kept in a box."),
        ("how much is it", "It is $2.", "It is blue."),
        ("does it cost anything", "Lending is free.", "Lending is easy."),
        ("es gratis", "There is no fee.", "There is no lid."),
        ("what is the number", "The desk is at 816-468-5463.", "The desk is in the hall."),
        ("who do i call", "You can call the desk.", "You can visit the desk."),
        ("i am deaf, can i chat", "You can text the desk.", "You can visit the desk."),
        ("can my daughter borrow one", "Nobody under 18 may borrow one.", "Nobody may sell one."),
        ("im 15 can i borrow one", "Minors need a parent's word.", "Borrowers need a card."),
        ("where is it", "The desk is at 12 Main Street.", "The desk is open."),
        ("dónde está", "It is in the county's main building.", "It is a red building."),
        ("is there anyone in spanish", "An interpreter is at the desk.", "A volunteer is at the desk."),
    ],
)
def test_a_paragraph_speaks_of_what_is_asked_or_does_not(message: str, spoken: str, other: str) -> None:
    assert spoken_of(message, spoken) == 1.0
    assert spoken_of(message, other) == 0.0


def test_a_paragraph_that_speaks_of_one_of_two_aspects_speaks_of_half() -> None:
    message = "how much is it and how long can i keep it"

    assert spoken_of(message, "It costs two coins.") == 0.5
    assert spoken_of(message, "It costs two coins for seven days.") == 1.0


def test_no_paragraph_speaks_of_an_aspect_that_nobody_asks_for() -> None:
    assert spoken_of("the saw broke", "It is $2 for seven days; call 816-468-5463.") == 0.0


def test_an_aspect_is_not_heard_inside_another_word() -> None:
    assert spoken_of("is the freezer broken", "Lending is free.") == 0.0
    assert spoken_of("is it free", "It is in the freezer.") == 0.0
