"""A message is cut into what it asks, and a follow-up is told from a message that stands alone."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.messages import MAX_PARTS, asked_in, parts_of, sections_in

LONG_STORY = "I moved house last week and lost many things. " * 15


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            "How long may I keep a saw? When is the desk open?",
            (("How long may I keep a saw?",), ("When is the desk open?",)),
        ),
        (
            "how long may i keep a saw and when is the desk open",
            (("how long may i keep a saw",), ("when is the desk open",)),
        ),
        (
            "¿Cuánto cuesta una sierra? ¿Dónde puedo devolver el taladro?",
            (("¿Cuánto cuesta una sierra?",), ("¿Dónde puedo devolver el taladro?",)),
        ),
        (
            "cuánto cuesta una sierra y dónde puedo devolver el taladro",
            (("cuánto cuesta una sierra",), ("dónde puedo devolver el taladro",)),
        ),
    ],
)
def test_two_questions_are_two_parts(message: str, parts: tuple[tuple[str, ...], ...]) -> None:
    assert parts_of(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "Can I take a saw and a hammer home together",
        "what is the fine and the charge for a late drill",
        "I lost my saw. What do I pay for it now?",
        "late fees",
        "¿Puedo llevar una sierra y un martillo a casa?",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert parts_of(message) == ((message,),)


def test_line_breaks_and_runs_of_spaces_count_as_one_space() -> None:
    assert parts_of("  how long\n\nmay i   keep a saw ") == (("how long may i keep a saw",),)


def test_a_part_that_points_back_comes_alone_and_with_the_part_before_it() -> None:
    parts = parts_of("Can they repair a saw? Is it open late?")

    assert parts == (("Can they repair a saw?",), ("Is it open late?", "Can they repair a saw? Is it open late?"))


def test_a_part_that_says_enough_by_itself_comes_alone() -> None:
    message = "Who repairs a saw? Does it cost more money to replace a broken steel blade?"

    assert parts_of(message)[1] == ("Does it cost more money to replace a broken steel blade?",)


def test_a_long_message_is_reduced_to_what_it_asks() -> None:
    question = "What does the library charge for a late drill?"

    assert parts_of(f"{LONG_STORY}{question} {LONG_STORY}") == ((question,),)


def test_a_long_message_without_a_question_is_reduced_to_its_last_sentences() -> None:
    sentences = [f"My neighbour number {number} owns a very old drill made of solid steel." for number in range(20)]

    assert parts_of(" ".join(sentences)) == tuple((sentence,) for sentence in sentences[-MAX_PARTS:])


def test_a_message_that_asks_many_things_has_no_more_than_the_most_parts() -> None:
    message = " ".join(f"Where is saw number {number} kept?" for number in range(9))

    assert len(parts_of(message)) == MAX_PARTS


@given(st.text(max_size=1500))
@example("")
@example("a? " * 300)
@example("and also y " * 80)
def test_any_text_has_parts_and_no_more_than_the_most(text: str) -> None:
    parts = parts_of(text)

    assert 1 <= len(parts) <= MAX_PARTS
    if any(letter.isalpha() for letter in text):
        assert all(searched.strip() for part in parts for searched in part)


@given(st.lists(st.sampled_from(["Who has saws?", "Is it free?", "and where do they go", "I moved.", "¿y cuándo abren?", "x" * 90]), min_size=1, max_size=30))  # fmt: skip
def test_any_row_of_questions_has_parts_with_words(pieces: list[str]) -> None:
    parts = parts_of(" ".join(pieces))

    assert 1 <= len(parts) <= MAX_PARTS
    assert all(searched.strip() for part in parts for searched in part)


def test_without_earlier_messages_there_is_no_context_to_lean_on() -> None:
    asked = asked_in("and the number?")

    assert (asked.parts, asked.in_context, asked.leans) == ((("and the number?",),), None, False)
    assert asked.texts == ("and the number?",)


def test_with_earlier_messages_the_last_two_come_before_the_newest() -> None:
    asked = asked_in("and the number?", ["who has saws", "when is the  desk open", "where is the desk"])

    assert asked.in_context == "when is the desk open where is the desk and the number?"
    assert asked.texts == ("and the number?", asked.in_context)


def test_of_a_long_earlier_message_only_the_beginning_is_read() -> None:
    asked = asked_in("is it free", ["the desk lends saws " + "word " * 400 + "the very end"])

    assert asked.in_context is not None
    assert asked.in_context.startswith("the desk lends saws word")
    assert "the very end" not in asked.in_context
    assert asked.in_context.endswith(" is it free")


@pytest.mark.parametrize(
    "message",
    [
        "what about for minors?",
        "and the number?",
        "does it cost anything",
        "is it free",
        "so what happens to a borrower who keeps a drill forever",
        "¿y para menores?",
        "pero cuánto cuesta",
    ],
)
def test_a_follow_up_leans_on_what_came_before(message: str) -> None:
    assert asked_in(message, ["where can i get a ladder"]).leans


@pytest.mark.parametrize(
    "message",
    [
        "how long may i keep a borrowed cordless drill",
        "what is the charge for a late drill on a sunday",
        "when is the tool library open",
        "can someone else bring back a drill that i borrowed with its box and its two spare batteries",
    ],
)
def test_a_full_new_question_leans_on_nothing(message: str) -> None:
    asked = asked_in(message, ["where can i get a ladder"])

    assert not asked.leans
    assert asked.in_context == f"where can i get a ladder {message}"


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("what does 566.034 say", ("566.034",)),
        ("I read section 566.034.", ("566.034",)),
        ("566.034, 43.500 and again 566.034", ("566.034", "43.500")),
        ("it costs $25.000", ()),
        ("it costs $566.034", ()),
        ("call 816-468-5463", ()),
        ("call (816) 468 5463 or +18164685463", ()),
        ("pi is 3.14", ()),
        ("pi is 3.142", ()),
        ("1566.0345 and 1.566.034", ()),
    ],
)
def test_sections_of_the_law_are_told_from_other_numbers(text: str, sections: tuple[str, ...]) -> None:
    assert sections_in(text) == sections


@pytest.mark.parametrize("number", ["816.468.5463", "1.816.468.5463", "$25.000", "12.5", "3.14159"])
def test_a_phone_number_or_an_amount_is_no_section(number: str) -> None:
    assert sections_in(f"how do i call {number} please") == ()


def test_a_short_question_among_others_is_searched_too() -> None:
    parts = parts_of("Where is the desk? Can they repair a saw? When may I visit the shop?")

    assert [part[0] for part in parts] == ["Where is the desk?", "Can they repair a saw?", "When may I visit the shop?"]
