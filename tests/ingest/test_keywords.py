"""Words find the documents that use them, the rarer the better; letters find them in spite of misspelling."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.corpus import read_corpus
from ingest.documents import Document
from ingest.errors import IndexFailure
from ingest.keywords import KeywordIndex, write_keywords
from ingest.words import content_words
from tests.conftest import TOOL_LIBRARY

FILES = (
    "documents.json",
    *(f"{kind}/{name}" for kind in ("words", "letters") for name in ("params.index.json", "vocab.index.json")),
    *(f"{kind}/{name}.csc.index.npy" for kind in ("words", "letters") for name in ("data", "indices", "indptr")),
)
SAID = (
    ("when is my saw due back", "borrowing"),
    ("what does it cost to bring a drill back late", "borrowing"),
    ("you may keep a tool for seven days", "borrowing"),
    ("who repairs tools", "broken-tools"),
    ("do I pay for a broken sander?", "broken-tools"),
    ("FAULTY LADDERS", "broken-tools"),
    ("are you open on the weekend", "opening-hours"),
    ("call 816-468-5463", "opening-hours"),
)


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    return read_corpus(TOOL_LIBRARY)[0].documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, documents: tuple[Document, ...]) -> Path:
    folder = tmp_path_factory.mktemp("keywords") / "index"
    write_keywords(folder, documents)
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> KeywordIndex:
    return KeywordIndex(folder)


def test_the_scores_belong_to_the_documents_in_their_order(
    index: KeywordIndex, documents: tuple[Document, ...]
) -> None:
    assert index.documents == tuple(document.id for document in documents)


@pytest.mark.parametrize(("text", "document"), SAID)
def test_words_find_the_document_that_uses_them(index: KeywordIndex, text: str, document: str) -> None:
    scores = index.by_words(content_words(text))

    place = index.documents.index(document)
    assert np.flatnonzero(scores.bm25 == scores.bm25.max()).tolist() == [place]
    assert np.flatnonzero(scores.coverage == scores.coverage.max()).tolist() == [place]


def test_a_document_covers_all_of_its_own_words(index: KeywordIndex, documents: tuple[Document, ...]) -> None:
    for place, document in enumerate(documents):
        for text in (document.question, *document.asked_as, *(one.text for one in document.statements)):
            assert index.by_words(content_words(text)).coverage[place] == pytest.approx(1)
            assert index.letter_coverage(text, place) == pytest.approx(1)


@settings(deadline=None)
@given(st.text() | st.lists(st.sampled_from(" ".join(text for text, _ in SAID).split())).map(" ".join))
def test_coverage_is_a_share_whatever_is_said(index: KeywordIndex, text: str) -> None:
    coverage = index.by_words(content_words(text)).coverage
    by_letters = [index.letter_coverage(text, place) for place in range(3)]

    assert all(0 <= share <= 1 + 1e-6 for share in [*coverage, *by_letters])


def test_a_word_that_no_document_uses_lowers_coverage(index: KeywordIndex) -> None:
    with_it, without = index.by_words(["faulti", "zebra"]), index.by_words(["faulti"])

    assert with_it.coverage.tolist() == pytest.approx([0, 0.5, 0])
    assert with_it.bm25.tolist() == without.bm25.tolist()
    assert 0 < index.letter_coverage("faulty qxzq", 1) < index.letter_coverage("faulty", 1)


def test_a_rare_word_covers_more_than_a_common_one(index: KeywordIndex) -> None:
    borrowing, broken, _ = index.by_words(content_words("due drill")).coverage

    assert borrowing == pytest.approx(1)
    assert 0 < broken < 0.5  # it uses one word of the two, and that is the commoner


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("borowed hamer", "borrowing"),
        ("faultey laddder", "broken-tools"),
        ("snaped blaede", "broken-tools"),
        ("opning ours", "opening-hours"),
        ("fridya wekend", "opening-hours"),
    ],
)
def test_misspelt_words_still_find_their_document_by_letters(index: KeywordIndex, text: str, document: str) -> None:
    scores = index.by_letters(text, [0, 1, 2])
    covered = [index.letter_coverage(text, place) for place in range(3)]

    place = index.documents.index(document)
    assert not index.by_words(content_words(text)).bm25.any()
    assert scores[place] > 2 * np.delete(scores, place).max()
    assert covered[place] == max(covered) > 0.5


def test_letters_are_scored_for_the_places_that_are_asked_about(index: KeywordIndex) -> None:
    whole = index.by_letters("opening hours", [0, 1, 2])

    assert index.by_letters("opening hours", [2, 0]).tolist() == [whole[2], whole[0]]
    assert index.by_letters("opening hours", []).tolist() == []


def test_the_fewer_documents_use_a_word_the_rarer_it_is(index: KeywordIndex) -> None:
    assert [index.using(word).tolist() for word in ("tool", "drill", "due")] == [[0, 1, 2], [0, 1], [0]]
    assert 0 < index.rarity("tool") < index.rarity("drill") < index.rarity("due")


def test_a_word_that_no_document_uses_is_unknown_and_as_rare_as_can_be(index: KeywordIndex) -> None:
    assert "drill" in index
    assert "zebra" not in index
    assert index.using("zebra").tolist() == []
    assert index.rarity("zebra") >= index.rarity("due")


@pytest.mark.parametrize("text", ["", "zebra", "?!", "ψψψ"])
def test_a_text_without_a_known_word_scores_nothing(index: KeywordIndex, text: str) -> None:
    scores = index.by_words(content_words(text))

    assert scores.bm25.tolist() == scores.coverage.tolist() == [0, 0, 0]
    assert index.letter_coverage(text, 0) == 0
    assert index.by_letters(text, [0, 1]).tolist() == [0, 0]


def test_a_missing_index_is_an_index_failure(tmp_path: Path) -> None:
    with pytest.raises(IndexFailure, match="the keyword index cannot be read"):
        KeywordIndex(tmp_path / "nothing")


@pytest.mark.parametrize("file", FILES)
def test_a_damaged_file_is_an_index_failure(folder: Path, tmp_path: Path, file: str) -> None:
    path = Path(shutil.copytree(folder, tmp_path / "index")) / file
    whole = path.read_bytes()

    for damaged in (whole[: len(whole) // 2], b""):
        path.write_bytes(damaged)
        with pytest.raises(IndexFailure, match="the keyword index cannot be read"):
            KeywordIndex(tmp_path / "index")

    path.unlink()
    with pytest.raises(IndexFailure, match="the keyword index cannot be read"):
        KeywordIndex(tmp_path / "index")

    path.write_bytes(whole)
    assert KeywordIndex(tmp_path / "index").documents  # it was the damage and nothing else
