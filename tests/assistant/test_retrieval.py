"""The document that answers a text comes first, and how likely it answers is told."""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval import Engines, Retriever, Search
from ingest.build import build
from ingest.embedding import SentenceTransformerEmbedder
from ingest.index import VectorIndex, entries_of
from ingest.keywords import KeywordIndex
from ingest.releases import open_release
from tests.conftest import TOOL_LIBRARY

TODAY = date(2026, 11, 25)
QUESTION = "how long may i keep a tool"


def retriever_of(home: Path) -> Retriever:
    """A retriever in a home's live release."""
    release = open_release(home)
    engines = Engines(
        VectorIndex(release.index_folder, entries_of(release.corpus.documents)),
        KeywordIndex(release.keywords_folder),
        release.answerability(),
    )
    return Retriever(release.corpus, engines, release.corpus.calibration)


@pytest.fixture(scope="module")
def tools(tool_library_home: Path) -> Retriever:
    return retriever_of(tool_library_home)


@pytest.fixture(scope="module")
def changed(
    tool_library_home: Path, tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Retriever:
    """The small corpus with a section of the law in one document and an earlier review of another."""
    folder = tmp_path_factory.mktemp("changed")
    corpus = Path(shutil.copytree(TOOL_LIBRARY, folder / "corpus"))
    hours, borrowing = (corpus / "documents" / "en" / name for name in ("opening-hours.md", "borrowing.md"))
    hours.write_text(hours.read_text(encoding="utf-8") + "\nThe notice names section 566.034. [^notice-board]\n", encoding="utf-8")  # fmt: skip
    text = borrowing.read_text(encoding="utf-8")
    borrowing.write_text(text.replace("review_by: 2027-11-01", "review_by: 2027-05-01"), encoding="utf-8")
    home = Path(shutil.copytree(tool_library_home, folder / "home"))
    build(corpus, home, embedder)
    return retriever_of(home)


def look(
    retriever: Retriever,
    embedder: SentenceTransformerEmbedder,
    text: str,
    language: str = "en",
    today: date = TODAY,
) -> Search:
    return retriever.search(text, embedder.embed([text])[0], language, today)


def documents(found: Search) -> list[str]:
    return [candidate.document.id for candidate in found.candidates]


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("how long may i keep a drill", "borrowing"),
        ("hw long may i kep a dril", "borrowing"),
        ("what abuot lat feees", "borrowing"),
        ("what do i do with a cracked hammer", "broken-tools"),
        ("fawlty laddr", "broken-tools"),
        ("when can i visit the desk", "opening-hours"),
        ("opning huors", "opening-hours"),
        ("wich days is teh libary opn", "opening-hours"),
    ],
)
def test_the_right_document_comes_first_however_it_is_spelt(
    tools: Retriever, embedder: SentenceTransformerEmbedder, text: str, document: str
) -> None:
    found = look(tools, embedder, text)

    assert documents(found)[0] == document
    assert [one.score for one in found.candidates] == sorted((one.score for one in found.candidates), reverse=True)


def test_a_plain_question_is_answered_and_a_question_about_something_else_is_not(
    tools: Retriever, embedder: SentenceTransformerEmbedder
) -> None:
    assert tools.is_answered(look(tools, embedder, QUESTION))
    assert not tools.is_answered(look(tools, embedder, "who won the football world cup"))


def test_an_overdue_document_is_not_a_candidate(changed: Retriever, embedder: SentenceTransformerEmbedder) -> None:
    on_its_last_day = look(changed, embedder, QUESTION, today=date(2027, 5, 1))
    after_it = look(changed, embedder, QUESTION, today=date(2027, 5, 2))

    assert documents(on_its_last_day)[0] == "borrowing"
    assert "borrowing" not in documents(after_it)
    assert after_it.candidates


def test_a_language_without_documents_has_no_candidates(
    tools: Retriever, embedder: SentenceTransformerEmbedder
) -> None:
    found = look(tools, embedder, QUESTION, language="es")

    assert (found.candidates, found.probability, dict(found.signals)) == ((), 0.0, {})
    assert not tools.is_answered(found)


def test_a_named_section_puts_its_document_first(changed: Retriever, embedder: SentenceTransformerEmbedder) -> None:
    found = look(changed, embedder, f"{QUESTION} under 566.034")

    assert documents(look(changed, embedder, QUESTION))[0] == "borrowing"
    assert documents(found)[0] == "opening-hours"
    assert found.probability > 0


@pytest.mark.parametrize("named", ["566.035", "566.034 and 566.035"])
def test_a_section_that_no_document_names_is_answered_by_none(
    changed: Retriever, embedder: SentenceTransformerEmbedder, named: str
) -> None:
    found = look(changed, embedder, f"{QUESTION} under {named}")

    assert found.candidates
    assert found.probability == 0.0
    assert look(changed, embedder, f"{QUESTION} under it").probability > 0.0


@pytest.mark.parametrize("text", [QUESTION, "who won the football world cup", "", "?", "saw " * 400, "¿cuándo abren?"])
def test_a_probability_is_between_0_and_1(tools: Retriever, embedder: SentenceTransformerEmbedder, text: str) -> None:
    assert 0.0 <= look(tools, embedder, text).probability <= 1.0


@pytest.mark.parametrize("text", [QUESTION, "opning huors", "who won the football world cup"])
def test_the_same_text_twice_gives_the_same_search(
    tools: Retriever, tool_library_home: Path, embedder: SentenceTransformerEmbedder, text: str
) -> None:
    vector = embedder.embed([text])[0]
    first, *others = (one.search(text, vector, "en", TODAY) for one in (tools, tools, retriever_of(tool_library_home)))

    assert np.array_equal(first.asks, vector)
    for other in others:
        assert other.candidates == first.candidates
        assert (other.text, other.probability, other.signals) == (first.text, first.probability, first.signals)


def test_the_likeness_of_statements_is_the_cosine_of_each(
    tools: Retriever, embedder: SentenceTransformerEmbedder
) -> None:
    found = look(tools, embedder, QUESTION)

    for document in (candidate.document for candidate in found.candidates):
        similarities = tools.statement_similarities(document, found.asks)
        expected = embedder.embed([statement.text for statement in document.statements]) @ found.asks
        assert list(similarities) == [statement.id for statement in document.statements]
        assert list(similarities.values()) == pytest.approx(expected.tolist(), abs=1e-4)
