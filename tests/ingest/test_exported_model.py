"""The exported model gives the model's own vectors, and where it cannot, the model itself is used."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest import exported_model
from ingest.corpus import Corpus
from ingest.embedding import DEFAULT_MODEL, SentenceTransformerEmbedder, Vectors
from ingest.errors import ModelError
from ingest.exported_model import PARITY, ExportedEmbedder, encoder, exported, parity
from ingest.index import entries_of

ODD = ["", " ", "ñandú", "😀", "\u200b", "a" * 3000, "word " * 700, "¿Dónde?", "日本語", "line\nbreak"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the export of the packaged model."""
    folder = tmp_path_factory.mktemp("exports")
    assert isinstance(encoder(folder, DEFAULT_MODEL), ExportedEmbedder)
    return folder


@pytest.fixture(scope="module")
def export(home: Path, embedder: SentenceTransformerEmbedder) -> ExportedEmbedder:
    found = exported(home, embedder.fingerprint)
    assert isinstance(found, ExportedEmbedder)
    return found


def test_on_the_whole_corpus_it_gives_the_models_vectors(
    export: ExportedEmbedder, embedder: SentenceTransformerEmbedder, corpus: Corpus
) -> None:
    texts = [entry.text for entry in entries_of(corpus.documents) if entry.kind != "asked_as"]

    assert len(texts) > 1800
    assert parity(export, embedder, texts) >= PARITY


def test_on_odd_texts_it_gives_the_models_vectors(
    export: ExportedEmbedder, embedder: SentenceTransformerEmbedder
) -> None:
    assert parity(export, embedder, ODD) >= PARITY
    assert np.allclose(np.linalg.norm(export.embed(ODD), axis=1), 1.0, atol=1e-5)


def test_vectors_come_in_the_order_of_their_texts(export: ExportedEmbedder) -> None:
    texts = ["a long text about opening hours of a library", "drill", "who repairs a broken saw"] * 20

    together = export.embed(texts)

    assert np.allclose(together, np.concatenate([export.embed([text]) for text in texts]), atol=1e-5)


def test_the_same_text_gives_the_same_bytes(export: ExportedEmbedder) -> None:
    assert export.embed(["is it free"]).tobytes() == export.embed(["is it free"]).tobytes()


def test_serving_from_it_loads_neither_torch_nor_sentence_transformers(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ingest.exported_model import encoder;"
        f"encoder(Path({str(home)!r}), {DEFAULT_MODEL!r}).embed(['hello']);"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_damaged_export_is_not_used(home: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder) -> None:
    folder = tmp_path / "encoders" / embedder.fingerprint
    folder.mkdir(parents=True)
    for path in (home / "encoders" / embedder.fingerprint).iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "model.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"\x00" * 64)

    assert exported(tmp_path, embedder.fingerprint) is None
    with pytest.raises(ModelError, match="is damaged: delete that folder and build again"):
        ExportedEmbedder(folder)


def test_an_export_with_other_vectors_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def turned(self: ExportedEmbedder, texts: list[str]) -> Vectors:
        return np.tile(np.eye(384, dtype=np.float32)[0], (len(texts), 1))

    monkeypatch.setattr(ExportedEmbedder, "embed", turned)

    assert isinstance(encoder(tmp_path, DEFAULT_MODEL), SentenceTransformerEmbedder)
    assert list((tmp_path / "encoders").iterdir()) == []


def test_a_model_that_cannot_be_exported_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise ModelError("the model cannot be exported: RuntimeError.")

    monkeypatch.setattr(exported_model, "_write_graph", refuses)

    assert isinstance(encoder(tmp_path, DEFAULT_MODEL), SentenceTransformerEmbedder)
    assert list((tmp_path / "encoders").iterdir()) == []
