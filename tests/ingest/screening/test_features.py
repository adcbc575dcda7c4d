"""Words and letters are counted in the columns of scikit-learn's HashingVectorizer, which is not loaded to serve."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

from ingest.screening.features import word_counts

COMMON: dict[str, Any] = {"alternate_sign": False, "norm": None, "lowercase": False}
WORDS = HashingVectorizer(ngram_range=(1, 2), token_pattern=r"[^ ]+", n_features=2**15, **COMMON)
LETTERS = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=2**16, **COMMON)

plain_texts = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), max_size=12).map(" ".join)
texts_of_any_script = st.lists(st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=7), max_size=7)
repeating_texts = st.lists(st.sampled_from(["a", "ab", "help", "he", "outside"]), max_size=20).map(" ".join)


def assert_counted_alike(texts: list[str]) -> None:
    counts = word_counts(texts)
    reference = csr_matrix(hstack([WORDS.transform(texts), LETTERS.transform(texts)]))

    assert counts.shape == reference.shape == (len(texts), 2**15 + 2**16)
    assert counts.dtype == reference.dtype
    assert (counts != reference).nnz == 0


@settings(deadline=None)
@given(st.lists(plain_texts | texts_of_any_script.map(" ".join) | repeating_texts, min_size=1, max_size=5))
def test_counts_are_those_of_scikit_learn(texts: list[str]) -> None:
    assert_counted_alike(texts)


@pytest.mark.parametrize(
    "texts",
    [
        [""],
        [" "],
        ["", "he is outside", ""],
        ["a"],
        [" he is outside "],
        ["no no no no"],
        ["he hit me . he hit me . i ran"],
        ["él está aquí", "помогите мне"],
    ],
)
def test_texts_at_the_edges_are_counted_alike(texts: list[str]) -> None:
    assert_counted_alike(texts)


def test_an_empty_text_counts_nothing_beside_others() -> None:
    counts = word_counts(["", "he is outside", ""])

    assert np.diff(counts.indptr).tolist()[::2] == [0, 0]
    assert counts[1].sum() == 3 + 2 + 6 + 6 + 26  # words, pairs, and the runs of letters of each word
