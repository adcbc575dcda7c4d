"""A fit is made once for the same rules, messages and model, and never taken half done."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from ingest.corpus import read_corpus
from ingest.releases import open_release
from ingest.screening.fit_cache import fit_key, fitted
from ingest.screening.neighbours import Neighbours
from tests.conftest import TOOL_LIBRARY


@pytest.fixture
def votes(tool_library_home: Path) -> Neighbours:
    neighbours = open_release(tool_library_home).neighbours()
    assert neighbours is not None
    return neighbours


def _no_fit() -> NoReturn:
    raise AssertionError("it was fitted again")


def test_the_same_key_is_not_fitted_twice(votes: Neighbours, tmp_path: Path) -> None:
    fitted(tmp_path / "fits", "one", lambda: votes, tmp_path / "first.npz")
    fitted(tmp_path / "fits", "one", _no_fit, tmp_path / "second.npz")

    assert (tmp_path / "second.npz").read_bytes() == (tmp_path / "first.npz").read_bytes()


def test_only_the_newest_fit_is_kept(votes: Neighbours, tmp_path: Path) -> None:
    fitted(tmp_path / "fits", "one", lambda: votes, tmp_path / "first.npz")
    fitted(tmp_path / "fits", "two", lambda: votes, tmp_path / "second.npz")

    assert [path.name for path in (tmp_path / "fits").iterdir()] == ["two.npz"]


def test_a_fit_that_breaks_off_is_made_again(votes: Neighbours, tmp_path: Path) -> None:
    def broken() -> NoReturn:
        raise MemoryError

    with pytest.raises(MemoryError):
        fitted(tmp_path / "fits", "one", broken, tmp_path / "first.npz")
    fitted(tmp_path / "fits", "one", lambda: votes, tmp_path / "first.npz")

    assert Neighbours.load(tmp_path / "first.npz").targets == votes.targets


@pytest.mark.parametrize("change", ["a rule", "a message", "the model"])
def test_a_change_to_what_is_fitted_from_is_another_key(change: str) -> None:
    screening = read_corpus(TOOL_LIBRARY)[0].screening
    book, examples = screening.book, screening.fit_part
    changed: dict[str, Callable[[], str]] = {
        "a rule": lambda: fit_key(type(book)(book.words, book.shorthand, book.rules[1:]), examples, "m"),
        "a message": lambda: fit_key(book, examples[1:], "m"),
        "the model": lambda: fit_key(book, examples, "n"),
    }

    assert fit_key(book, examples, "m") == fit_key(book, tuple(examples), "m")
    assert changed[change]() != fit_key(book, examples, "m")
