"""The embedding model exported to ONNX, so that serving loads neither torch nor sentence-transformers.

The only module that knows onnxruntime and tokenizers. A build exports the model once for each set of weights, into
``home/encoders/<fingerprint>/``: the graph with pooling and normalising in it, and the tokenizer. The export is used
only if it gives the same vectors as the model itself (``PARITY``); sentence-transformers stays the reference, and the
path for every model that cannot be exported.
"""

import hashlib
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from ingest.embedding import Embedder, SentenceTransformerEmbedder, Vectors, fingerprint_of
from ingest.errors import ModelError

PARITY = 0.9999  # the least cosine between a vector of the export and the same of the model
_GRAPH, _TOKENIZER, _CARD = "model.onnx", "tokenizer.json", "export.json"
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_BATCH = 32
# Short, long beyond the window, empty, accents, other scripts, emoji: what a tokenizer may treat in its own way.
_PROBES = (
    "",
    "a",
    "Is it free?",
    "¿Dónde puedo dormir esta noche?",
    "I need help 😀 \u200b NOW!!!",
    "помогите мне, пожалуйста",
    "How long does an order of protection last in Jackson County, and what does it cost to file one? " * 3,
    "again and " * 400,
)


class ExportedEmbedder:
    """An exported model on the CPU. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Load an export.

        Raises:
            ModelError: there is none in this folder, or it is damaged.
        """
        # Imported here because ``--help`` and ``check`` need not wait for it.
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        try:
            card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
            graph = (folder / _GRAPH).read_bytes()
            if hashlib.sha256(graph).hexdigest() != card["sha256"]:
                raise ModelError(f"the exported model in {folder} is damaged: delete that folder and build again.")
            self.name, self.fingerprint = str(card["model"]), str(card["fingerprint"])
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            options = SessionOptions()
            # Idle threads that spin take a core from whatever else a reply needs, which then takes twice as long.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session = InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the exported model in {folder} cannot be loaded: {error}") from error
        self._inputs = {one.name for one in self._session.get_inputs()}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; see ``Embedder.embed``. Texts of like length go together, as padding costs time."""
        if not texts:
            raise ValueError("there is nothing to embed.")
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        found = np.concatenate([self._run([texts[i] for i in batch]) for batch in batches])
        vectors = np.empty_like(found)
        vectors[order] = found
        return vectors

    def _run(self, texts: Sequence[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        fed = dict(zip(_INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        (vectors,) = self._session.run(None, {name: value for name, value in fed.items() if name in self._inputs})
        return np.asarray(vectors, dtype=np.float32)


def exported(home: Path, fingerprint: str) -> Embedder | None:
    """The export of these weights in a home folder; ``None`` if there is none that can be used."""
    folder = _folder(home, fingerprint)
    if not (folder / _CARD).is_file():
        return None
    try:
        return ExportedEmbedder(folder)
    except ModelError:
        return None  # the model itself still gives the same vectors, only more slowly


def encoder(home: Path, model: str) -> Embedder:
    """The export of a model, made now if need be; the model itself if it cannot be exported with the same vectors.

    Raises:
        ModelError: the model is missing, or the packaged weights are not the vetted ones.
    """
    known = exported(home, fingerprint_of(model))
    if known:
        return known
    reference = SentenceTransformerEmbedder(model)
    with suppress(ModelError):
        return _export(reference, _folder(home, reference.fingerprint))
    return reference


def parity(one: Embedder, other: Embedder, texts: Sequence[str]) -> float:
    """The least cosine between the vectors that two embedders give the same text."""
    return float((one.embed(texts) * other.embed(texts)).sum(axis=1).min())


def _folder(home: Path, fingerprint: str) -> Path:
    return home / "encoders" / fingerprint.replace(":", "-").replace("/", "-")


def _export(reference: SentenceTransformerEmbedder, folder: Path) -> Embedder:
    """Export a model into a folder of its own, and move it into place once its vectors are the model's."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".exporting-", dir=folder.parent))
    try:
        _write_graph(reference.model, part / _GRAPH)
        _write_tokenizer(reference.model, part / _TOKENIZER)
        sha256 = hashlib.sha256((part / _GRAPH).read_bytes()).hexdigest()
        card = {"model": reference.name, "fingerprint": reference.fingerprint, "sha256": sha256}
        (part / _CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
        found = ExportedEmbedder(part)
        least = parity(found, reference, _PROBES)
        if not least >= PARITY:
            raise ModelError(f"the export of {reference.name} gives other vectors (least cosine {least:.6f}).")
        shutil.rmtree(folder, ignore_errors=True)
        part.chmod(0o755)
        part.rename(folder)
        return found
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_graph(model: Any, path: Path) -> None:
    """Write the whole model, pooling and normalising included, for any number of texts of any length."""
    import torch

    # It tells at length of operators that no text model has.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)

    class Whole(torch.nn.Module):
        """The model as a function of plain tensors, which is what can be exported."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model.eval()

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            fed = dict(zip(_INPUTS, (ids, mask, types), strict=True))
            return torch.nn.functional.normalize(self.model(fed)["sentence_embedding"], dim=1)

    # Two texts of unlike length, so that neither axis looks like a constant.
    encoded = model.tokenizer(["one", "two and three"], padding=True, return_tensors="pt")
    ids, mask = encoded["input_ids"], encoded["attention_mask"]
    axes = {0: torch.export.Dim("texts", min=1), 1: torch.export.Dim("tokens", min=2, max=model.max_seq_length)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's exporter warns of its own inner workings
        try:
            torch.onnx.export(
                Whole(),
                (ids, mask, torch.zeros_like(ids)),
                path,
                input_names=list(_INPUTS),
                output_names=["vectors"],
                dynamo=True,
                dynamic_shapes=(axes, axes, axes),
                external_data=False,
                verbose=False,
            )
        except (torch.onnx.OnnxExporterError, RuntimeError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"the model cannot be exported: {type(error).__name__}.") from error


def _write_tokenizer(model: Any, path: Path) -> None:
    """Write the model's tokenizer, cutting and padding as the model itself does."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.enable_padding(pad_id=model.tokenizer.pad_token_id, pad_token=model.tokenizer.pad_token)
    tokenizer.save(str(path))
