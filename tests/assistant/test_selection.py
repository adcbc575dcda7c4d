"""Whole paragraphs that answer, in their document's order, and no more of them than can be read."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.retrieval import Retriever, Search
from assistant.selection import MAX_RELATED, Selected, Selection, select, shortened
from ingest.build import build
from ingest.calibration import DEFAULT
from ingest.embedding import SentenceTransformerEmbedder
from tests.assistant.test_retrieval import retriever_of
from tests.conftest import TOOL_LIBRARY

TODAY = date(2026, 11, 25)
LADDERS = """---
id: tall-ladders
kind: topic
question: How is a tall ladder lent?
asked_as:
  - what does a tall ladder cost
  - can a child use a tall ladder
  - is there a tall ladder
  - rules for a tall ladder
  - tall ladder price
  - tall ladder for my roof
  - where do you keep the tall ladder
  - may i take the tall ladder home
topics: [borrowing]
jurisdiction: Springfield
checked: 2026-11-01
review_by: 2027-11-01
---
Two straps come with each one. [^rules-2025]

A tall ladder is kept in the yard behind the house. [^rules-2025]

For a tall ladder the desk asks for two dollars in coins, $2. [^rules-2025]

A tall ladder leaves the yard after a talk. [^rules-2025]
The talk is short. [^rules-2025]

A tall ladder leaves the yard with a grown-up, and nobody under 18 carries it. [^rules-2025]
"""
STRAPS, YARD, COST, TALK, CHILD = range(5)

Look = Callable[[str], Search]


@pytest.fixture(scope="module")
def tools(
    tool_library_home: Path, tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Retriever:
    """The small corpus with a document of five paragraphs."""
    folder = tmp_path_factory.mktemp("ladders")
    corpus = Path(shutil.copytree(TOOL_LIBRARY, folder / "corpus"))
    (corpus / "documents" / "en" / "tall-ladders.md").write_text(LADDERS, encoding="utf-8")
    home = Path(shutil.copytree(tool_library_home, folder / "home"))
    build(corpus, home, embedder)
    return retriever_of(home)


@pytest.fixture(scope="module")
def look(tools: Retriever, embedder: SentenceTransformerEmbedder) -> Look:
    return lambda text: tools.search(text, embedder.embed([text])[0], "en", TODAY)


def shown(selected: Selected) -> list[int]:
    """The numbers of the paragraphs that are shown, in the order in which they are."""
    return [selected.document.paragraphs.index(paragraph) for paragraph in selected.paragraphs]


def words(selected: Selected) -> int:
    return sum(len(statement.text.split()) for paragraph in selected.paragraphs for statement in paragraph)


@pytest.mark.parametrize(
    ("message", "paragraph"),
    [
        ("is there a tall ladder in the yard", YARD),
        ("what does a tall ladder cost", COST),
        ("how much is a tall ladder", COST),
        ("can a child use a tall ladder", CHILD),
        ("can my daughter take the tall ladder", CHILD),
    ],
)
def test_the_paragraph_of_the_asked_aspect_comes_first(
    tools: Retriever, look: Look, message: str, paragraph: int
) -> None:
    selection = select([look(message)], tools, DEFAULT, max_words=1)

    assert [one.document.id for one in selection.selected] == ["tall-ladders"]
    assert shown(selection.selected[0]) == [paragraph]


def test_the_opening_paragraph_has_the_next_claim_to_the_room(tools: Retriever, look: Look) -> None:
    selection = select([look("what does a tall ladder cost")], tools, DEFAULT, max_words=24)

    assert shown(selection.selected[0]) == [STRAPS, COST]


def test_each_part_of_a_message_has_its_paragraph_of_one_document(tools: Retriever, look: Look) -> None:
    searches = [look("can a child use a tall ladder"), look("what does a tall ladder cost")]

    selection = select(searches, tools, DEFAULT, max_words=1)

    assert [shown(one) for one in selection.selected] == [[COST, CHILD]]


def test_all_paragraphs_that_fit_are_shown_whole_in_the_documents_order(tools: Retriever, look: Look) -> None:
    selection = select([look("what does a tall ladder cost")], tools, DEFAULT)

    assert selection.certainty == "answer"
    assert shown(selection.selected[0]) == [STRAPS, YARD, COST, TALK, CHILD]


@pytest.mark.parametrize("max_words", range(1, 70, 4))
def test_the_word_limit_holds_for_all_but_the_nearest_paragraph(tools: Retriever, look: Look, max_words: int) -> None:
    (selected,) = select([look("can a child use a tall ladder")], tools, DEFAULT, max_words).selected

    numbers = shown(selected)
    assert CHILD in numbers
    assert numbers == sorted(numbers)
    assert words(selected) <= max_words or numbers == [CHILD]


def test_two_questions_of_two_documents_give_both_within_a_little_more_room(tools: Retriever, look: Look) -> None:
    searches = [look("what does a tall ladder cost?"), look("when is the tool library open?")]

    selection = select(searches, tools, DEFAULT, max_words=45)

    assert selection.certainty == "answer"
    assert [one.document.id for one in selection.selected] == ["tall-ladders", "opening-hours"]
    assert sum(words(one) for one in selection.selected) <= 45 * 4 / 3


def test_of_three_documents_the_two_surest_are_shown(tools: Retriever, look: Look) -> None:
    questions = ("what does a tall ladder cost?", "when is the tool library open?", "who repairs tools?")
    unsure, *sure = [look(question) for question in questions]

    selection = select([replace(unsure, probability=0.7), *sure], tools, DEFAULT)

    assert [one.document.id for one in selection.selected] == ["opening-hours", "broken-tools"]
    assert selection.certainty == "partial"


def test_a_question_that_is_left_open_makes_the_answer_partial(tools: Retriever, look: Look) -> None:
    answered, other = look("when is the tool library open?"), look("who won the football world cup?")

    assert select([answered], tools, DEFAULT).certainty == "answer"
    assert select([answered, other], tools, DEFAULT).certainty == "partial"


@pytest.mark.parametrize(
    ("probability", "certainty"), [(0.39, "no_answer"), (0.4, "partial"), (0.59, "partial"), (0.6, "answer")]
)
def test_how_sure_a_search_is_decides_what_is_said(
    tools: Retriever, look: Look, probability: float, certainty: str
) -> None:
    search = replace(look("when is the tool library open"), probability=probability)

    selection = select([search], tools, DEFAULT)

    assert selection.certainty == certainty
    assert bool(selection.selected) == (certainty != "no_answer")


def test_the_next_nearest_documents_are_related_and_the_shown_one_is_not(tools: Retriever, look: Look) -> None:
    search = look("when is the tool library open")
    nearest = [candidate.document.id for candidate in search.candidates]

    shown_too = select([search], tools, DEFAULT)
    nothing = select([replace(search, probability=0.0)], tools, DEFAULT)

    assert [document.id for document in shown_too.related] == nearest[1:][:MAX_RELATED]
    assert [document.id for document in nothing.related] == nearest[:MAX_RELATED]


@pytest.mark.parametrize(
    ("max_sentences", "kept"),
    [
        (0, []),
        (1, [[STRAPS]]),
        (4, [[STRAPS, YARD, COST, CHILD]]),  # the talk has two sentences
        (5, [[STRAPS, YARD, COST, TALK]]),
        (8, [[STRAPS, YARD, COST, TALK, CHILD], [0]]),
    ],
)
def test_shortening_keeps_whole_paragraphs_and_cuts_none(
    tools: Retriever, look: Look, max_sentences: int, kept: list[list[int]]
) -> None:
    ladders, hours = (
        look(text).candidates[0].document for text in ("tall ladder price", "when is the tool library open")
    )
    selection = Selection("answer", tuple(Selected(one, one.paragraphs) for one in (ladders, hours)), ())

    short = shortened(selection, max_sentences)

    assert [shown(one) for one in short.selected] == kept
    assert short.certainty == ("answer" if kept else "no_answer")
