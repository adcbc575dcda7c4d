"""What is like the phrasings of documents scores above what is like unanswered messages, the same each time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest import answerability
from ingest.answerability import Answerability, answered_texts, fit
from ingest.corpus import Corpus, read_corpus
from ingest.embedding import SentenceTransformerEmbedder, Vectors
from ingest.errors import BrokenRelease
from tests.conftest import TOOL_LIBRARY


@pytest.fixture(scope="module")
def tools() -> Corpus:
    return read_corpus(TOOL_LIBRARY)[0]


@pytest.fixture(scope="module")
def answered(tools: Corpus, embedder: SentenceTransformerEmbedder) -> Vectors:
    return embedder.embed(answered_texts(tools.documents))


@pytest.fixture(scope="module")
def unanswered(tools: Corpus, embedder: SentenceTransformerEmbedder) -> Vectors:
    return embedder.embed([message.say for message in tools.unanswered])


@pytest.fixture(scope="module")
def fitted(answered: Vectors, unanswered: Vectors) -> Answerability:
    return fit(answered, unanswered)


def test_the_messages_that_it_was_fitted_on_are_told_apart(
    fitted: Answerability, answered: Vectors, unanswered: Vectors
) -> None:
    assert fitted.score(answered).min() > 0.5 > 0 > fitted.score(unanswered).max()


@pytest.mark.parametrize(
    ("like_answered", "like_unanswered"),
    [
        ("how many days may I keep a hammer", "how many saws were lent this year"),
        ("the handle of my saw is cracked", "who invented the hammer"),
        ("on which days is the desk open", "where can I park at the desk"),
        ("is the desk open on Monday", "will it rain on Monday"),
        ("what does a late hammer cost", "can I buy a used hammer"),
    ],
)
def test_a_message_like_answered_ones_scores_above_a_near_miss(
    fitted: Answerability, embedder: SentenceTransformerEmbedder, like_answered: str, like_unanswered: str
) -> None:
    yes, no = fitted.score(embedder.embed([like_answered, like_unanswered]))

    assert yes > no + 0.2


def test_a_message_that_becomes_known_as_unanswered_loses_what_spoke_for_it(
    answered: Vectors, unanswered: Vectors, embedder: SentenceTransformerEmbedder
) -> None:
    message = embedder.embed(["can I keep a car for two weeks"])
    before = fit(answered, unanswered).score(message)[0]

    after = fit(answered, np.concatenate([unanswered, message])).score(message)[0]

    assert before > 0.3
    assert after < 0


def test_the_same_messages_give_the_same_weights(fitted: Answerability, answered: Vectors, unanswered: Vectors) -> None:
    again = fit(answered.copy(), unanswered.copy())

    assert np.array_equal(again.weights, fitted.weights)
    assert np.array_equal(again.vectors, fitted.vectors)


def test_what_is_saved_is_loaded_to_the_last_digit(
    fitted: Answerability, answered: Vectors, unanswered: Vectors, tmp_path: Path
) -> None:
    fitted.save(tmp_path / "votes.npz")
    loaded = Answerability.load(tmp_path / "votes.npz")

    asked = np.concatenate([answered, unanswered])
    assert np.array_equal(loaded.score(asked), fitted.score(asked))
    assert np.array_equal(loaded.vectors, fitted.vectors)


@pytest.mark.parametrize("damaged", [b"", b"not an archive", None])
def test_a_damaged_or_missing_file_is_a_broken_release(
    fitted: Answerability, tmp_path: Path, damaged: bytes | None
) -> None:
    path = tmp_path / "votes.npz"
    if damaged is not None:
        path.write_bytes(damaged)

    with pytest.raises(BrokenRelease, match="cannot be read"):
        Answerability.load(path)


def test_an_archive_without_the_weights_is_a_broken_release(fitted: Answerability, tmp_path: Path) -> None:
    np.savez(tmp_path / "votes.npz", vectors=fitted.vectors)

    with pytest.raises(BrokenRelease, match="cannot be read"):
        Answerability.load(tmp_path / "votes.npz")


def test_every_question_and_phrasing_votes_once(tools: Corpus) -> None:
    first = tools.documents[0]
    twice = replace(first, asked_as=(first.question, *first.asked_as, first.asked_as[0]))

    texts = answered_texts([twice, *tools.documents])

    assert texts == [text for document in tools.documents for text in (document.question, *document.asked_as)]


@pytest.mark.parametrize("most", [3, 5, 9, 26])
def test_of_too_many_phrasings_an_even_sample_votes(monkeypatch: pytest.MonkeyPatch, tools: Corpus, most: int) -> None:
    every = answered_texts(tools.documents)
    monkeypatch.setattr(answerability, "MAX_ANSWERED", most)

    places = [every.index(text) for text in answered_texts(tools.documents)]

    gaps = np.diff(places)
    assert len(places) == most
    assert (places[0], places[-1]) == (0, len(every) - 1)
    assert gaps.min() >= 1  # each once, in order
    assert gaps.max() - gaps.min() <= 1


def test_as_many_phrasings_as_may_vote_all_vote(monkeypatch: pytest.MonkeyPatch, tools: Corpus) -> None:
    every = answered_texts(tools.documents)
    monkeypatch.setattr(answerability, "MAX_ANSWERED", len(every))

    assert answered_texts(tools.documents) == every


@pytest.mark.parametrize("kept", [40, 2000])
def test_a_file_that_is_cut_short_is_a_broken_release(fitted: Answerability, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "cut.npz"
    fitted.save(path)
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(BrokenRelease):
        Answerability.load(path)
