"""The votes of the labelled messages: fitted the same each time, kept whole in a file, and blind to the measuring part."""

from dataclasses import replace
from itertools import compress
from pathlib import Path

import numpy as np
import pytest

from ingest.corpus import read_corpus
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import BrokenRelease
from ingest.screening import fitting
from ingest.screening.examples import Example
from ingest.screening.features import meant, nearness, rule_row, units
from ingest.screening.fitting import Rates, fit
from ingest.screening.neighbours import Neighbours, Reading, read_message, words_score
from ingest.screening.rules import Rules
from tests.conftest import TOOL_LIBRARY


@pytest.fixture(scope="module")
def rules() -> Rules:
    corpus, _ = read_corpus(TOOL_LIBRARY)
    return Rules(corpus.screening.book)


@pytest.fixture(scope="module")
def examples() -> tuple[Example, ...]:
    corpus, _ = read_corpus(TOOL_LIBRARY)
    return corpus.screening.examples


@pytest.fixture(scope="module")
def neighbours(rules: Rules, examples: tuple[Example, ...], embedder: SentenceTransformerEmbedder) -> Neighbours:
    return fit(examples, rules, embedder.embed([meant(rules.views(example.say)) for example in examples]))


def reading(rules: Rules, neighbours: Neighbours, text: str) -> Reading:
    views = rules.views(text)
    return read_message(views, rule_row(rules.fired(views), neighbours.rules), neighbours.rarity)


def test_what_it_has_seen_it_knows(rules: Rules, neighbours: Neighbours) -> None:
    danger = neighbours.margins(reading(rules, neighbours, "the blade keeps running and i can not make it stop"))
    question = neighbours.margins(reading(rules, neighbours, "may i bring it back by bus"))

    assert danger["tier-2"] > 0 > question["tier-2"]
    assert danger["tier-4"] > question["tier-4"]


def test_the_same_messages_give_the_same_votes(
    rules: Rules, examples: tuple[Example, ...], neighbours: Neighbours
) -> None:
    again = fit(examples, rules, neighbours.vectors)

    assert np.array_equal(again.by_words.words, neighbours.by_words.words)
    assert np.array_equal(again.by_meaning.thresholds, neighbours.by_meaning.thresholds)


@pytest.mark.parametrize("with_meaning", [False, True])
def test_a_message_is_scored_by_the_others_as_if_it_had_never_been_fitted(
    rules: Rules, examples: tuple[Example, ...], neighbours: Neighbours, with_meaning: bool
) -> None:
    rates = Rates(card=0.05, refusal=0.02)
    messages, _ = fitting._read(examples, rules, neighbours.vectors)
    _, scores = fitting._votes(messages, rates, with_meaning)
    others = np.arange(len(examples)) != 3
    without = replace(
        messages,
        examples=tuple(compress(examples, others)),
        truth=messages.truth[others],
        words=messages.words[others],
        rules=messages.rules[others],
        vectors=messages.vectors[others],
        units=messages.words[others],
        alike=messages.alike[np.ix_(others, others)],
        starts=np.arange(len(examples)),
        is_part=np.zeros(len(examples) - 1, dtype=bool),
        raised={name: flags[others] for name, flags in messages.raised.items()},
    )
    votes, _ = fitting._votes(without, rates, with_meaning)
    view = rules.views(examples[3].say)[:1]
    unseen = read_message(view, messages.rules[3], fitting._read(examples, rules, neighbours.vectors)[1])
    expected = words_score(votes, unseen).max(axis=0)
    if with_meaning:
        expected = expected + (nearness(messages.vectors[3:4], without.vectors) @ votes.meaning)[0]

    assert np.allclose(scores[3], expected, atol=5e-3)  # votes by words are kept in half precision


def test_an_inverse_takes_the_place_of_its_matrix() -> None:
    rows = np.random.default_rng(0).standard_normal((1300, 40)).astype(np.float32)
    matrix = np.asarray(rows @ rows.T / 40 + np.eye(1300), dtype=np.float32)
    inverse = fitting._inverted(matrix.copy())

    assert np.allclose(inverse @ matrix, np.eye(1300), atol=1e-4)
    assert np.array_equal(inverse, inverse.T)
    with pytest.raises(np.linalg.LinAlgError, match="cannot be inverted"):
        fitting._inverted(-matrix)


def test_the_rate_of_needless_cards_counts_those_that_rules_raise() -> None:
    scores = np.arange(100, dtype=np.float32)
    raised = np.zeros(100, dtype=bool)

    assert (scores > fitting._at_rate(scores, raised, 0.10)).sum() == 10
    raised[:4] = True
    assert (scores > fitting._at_rate(scores, raised, 0.10)).sum() == 6
    raised[:20] = True
    assert (scores[20:] > fitting._at_rate(scores, raised, 0.10)).sum() == 0


def test_a_file_keeps_all_of_it(rules: Rules, neighbours: Neighbours, tmp_path: Path) -> None:
    neighbours.save(tmp_path / "neighbours.npz")
    kept = Neighbours.load(tmp_path / "neighbours.npz")

    for text in ("the handle is loose", "when are you open"):
        assert kept.margins(reading(rules, kept, text)) == neighbours.margins(reading(rules, neighbours, text))


@pytest.mark.parametrize("content", [None, b"", b"not a file of arrays"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "neighbours.npz").write_bytes(content)

    with pytest.raises(BrokenRelease, match="cannot be read"):
        Neighbours.load(tmp_path / "neighbours.npz")


def test_every_sentence_is_read_by_itself_and_with_its_neighbours() -> None:
    assert units(" a b . c d . e f . g h . ") == [
        " a b ", " c d ", " e f ", " g h ", " a b c d ", " c d e f ", " e f g h ", " a b c d e f ", " c d e f g h ",
    ]  # fmt: skip
    assert units("  ") == ["  "]


def test_text_around_it_never_lowers_the_votes_by_words(rules: Rules, neighbours: Neighbours) -> None:
    text = "the blade keeps running and i can not make it stop"
    alone = neighbours.margins(reading(rules, neighbours, text))
    beside = neighbours.margins(
        reading(rules, neighbours, f"When are you open?\n{text}.\n" + "Is there parking? " * 200)
    )

    assert all(beside[target] >= alone[target] - 1e-5 for target in alone)


def test_about_three_of_ten_messages_measure_whoever_wrote_them() -> None:
    split = [Example(say=f"message {n}", tier=0).split for n in range(2000)]

    assert 0.25 < split.count("check") / len(split) < 0.35
    assert Example(say="message 1", tier=0).split == Example(say="message 1", tier=4, lang="es").split
