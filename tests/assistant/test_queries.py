"""A follow-up is searched with what came before it; a new subject and a misspelt message by what they say."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.errors import NotAnswering
from assistant.retrieval import Search
from ingest.embedding import SentenceTransformerEmbedder
from tests.conftest import TOOL_LIBRARY

TODAY = date(2026, 11, 25)
KEEPING = "how long may i keep a drill"
LATE = "is there a fee for late tools"


@pytest.fixture(scope="module")
def tools(tool_library_home: Path, embedder: SentenceTransformerEmbedder) -> Assistant:
    return Assistant.open(tool_library_home, TOOL_LIBRARY, open_embedder=lambda model: embedder)


def first(found: Search) -> str:
    return found.candidates[0].document.id


def is_answered(tools: Assistant, found: Search) -> bool:
    return found.probability >= tools.corpus.calibration.partial


@pytest.mark.parametrize(
    ("message", "before", "document"),
    [
        ("how much is it?", LATE, "borrowing"),
        ("and for a ladder?", KEEPING, "borrowing"),
        ("how do they do it?", "who repairs tools", "broken-tools"),
        ("what about in the evening?", "when is the tool library open", "opening-hours"),
    ],
)
def test_a_follow_up_finds_the_document_of_the_message_before_it(
    tools: Assistant, message: str, before: str, document: str
) -> None:
    (alone,) = tools.search(message, today=TODAY)
    (found,) = tools.search(message, [before], today=TODAY)

    assert not (is_answered(tools, alone) and first(alone) == document)
    assert is_answered(tools, found)
    assert first(found) == document


def test_the_paragraphs_of_a_follow_up_are_compared_with_what_it_asks_as_well(
    tools: Assistant, embedder: SentenceTransformerEmbedder
) -> None:
    alone, together = embedder.embed(["how much is it?", f"{KEEPING} how much is it?"])

    (found,) = tools.search("how much is it?", [KEEPING], today=TODAY)

    assert found.text == "how much is it?"
    assert float(np.linalg.norm(found.asks)) == pytest.approx(1.0, abs=1e-5)
    assert found.asks @ alone > together @ alone
    assert found.asks @ together > alone @ together


@pytest.mark.parametrize(
    ("message", "document"),
    [("who repairs a hammer handle", "broken-tools"), ("which days can i visit your desk", "opening-hours")],
)
def test_a_new_subject_is_not_dragged_back_to_the_old_one(tools: Assistant, message: str, document: str) -> None:
    before = ["how many days can i have a drill, and when is my saw due back?", f"{LATE}, and {KEEPING}?"]
    (together,) = tools.search(" ".join([*before, message]).replace("?", "").replace(", and", ""), today=TODAY)

    (found,) = tools.search(message, before, today=TODAY)

    assert first(together) == "borrowing"
    assert first(found) == document
    assert is_answered(tools, found)


def test_what_is_not_answered_alone_is_searched_with_what_came_before(tools: Assistant) -> None:
    message = "can my neighbour use mine another week"

    (alone,) = tools.search(message, today=TODAY)
    (found,) = tools.search(message, [KEEPING], today=TODAY)

    assert not is_answered(tools, alone)
    assert is_answered(tools, found)
    assert first(found) == "borrowing"


def test_each_question_of_a_message_is_searched_by_itself(tools: Assistant) -> None:
    found = tools.search("How long may I keep a saw? When is the desk open?", today=TODAY)

    assert [(one.text, first(one)) for one in found] == [
        ("How long may I keep a saw?", "borrowing"),
        ("When is the desk open?", "opening-hours"),
    ]


def test_a_misspelt_message_is_searched_as_mended_too(tools: Assistant) -> None:
    (found,) = tools.search("my saw is brokn what now", today=TODAY)

    assert found.text == "my saw is broken what now"
    assert first(found) == "broken-tools"
    assert is_answered(tools, found)


def test_a_message_that_mending_garbles_is_searched_as_it_stands(tools: Assistant) -> None:
    (found,) = tools.search(f"{KEEPING} sander", today=TODAY)

    assert found.text == f"{KEEPING} sander"
    assert first(found) == "borrowing"


def test_a_personal_detail_is_not_searched_for(tools: Assistant) -> None:
    (found,) = tools.search("my name is Wilhelmina, how long may i keep a drill", today=TODAY)

    assert "Wilhelmina" not in found.text
    assert first(found) == "borrowing"


def test_a_language_without_documents_is_searched_in_the_first_one(tools: Assistant) -> None:
    (found,) = tools.search(KEEPING, language="es", today=TODAY)

    assert first(found) == "borrowing"


def test_without_a_model_there_is_nothing_to_search_in(
    own_home: Path, open_assistant: Callable[[Path], Assistant]
) -> None:
    for path in own_home.glob("releases/*/index/chroma.sqlite3"):
        path.unlink()

    broken = open_assistant(own_home)

    with pytest.raises(NotAnswering):
        broken.search(KEEPING, today=TODAY)


def test_a_section_that_no_document_names_is_not_answered_however_it_is_mended(tools: Assistant) -> None:
    found = tools.search("how long may i keep a tool under 566.035", today=TODAY)

    assert [search.probability for search in found] == [0.0]
    assert tools.reply("how long may i keep a tool under 566.035", today=TODAY).kind == "no_answer"


def test_a_subject_that_nothing_answers_is_not_dragged_back_to_the_old_one(tools: Assistant) -> None:
    found = tools.search("who won the football world cup", ["how long may i keep a drill"], today=TODAY)

    assert not any(search.probability > 0.4 for search in found)
