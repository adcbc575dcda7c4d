"""Vectors already computed, by model and text, so that unchanged text is never embedded twice."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from ingest.embedding import Embedder, Vectors

_BATCH = 512


class EmbeddingCache:
    """One SQLite file in the home folder: (model fingerprint, SHA-256 of the text) -> vector."""

    def __init__(self, path: Path) -> None:
        """Open the cache, making it if there is none. A cache that cannot be read is begun anew."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._create()
        except sqlite3.DatabaseError:
            path.unlink()  # nothing in it that cannot be computed again
            self._create()

    def embed(
        self,
        texts: Sequence[str],
        embedder: Embedder,
        progress: Callable[[int], object] = lambda count: None,
    ) -> tuple[Vectors, int]:
        """Embed texts, asking the model only for those it has not seen.

        ``progress`` is told how many texts each step finished. Returns the vectors, in the order of ``texts``, and how
        many texts the model embedded.
        """
        keys = [_key(text) for text in texts]
        known = self._read(embedder.fingerprint)
        # One index per distinct text: a phrase that two documents share is embedded once.
        missing = list({key: i for i, key in enumerate(keys) if key not in known}.values())
        progress(len(texts) - len(missing))
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = embedder.embed([texts[i] for i in batch])
            fresh = {keys[i]: vector for i, vector in zip(batch, vectors, strict=True)}
            self._write(embedder.fingerprint, fresh)
            known |= fresh
            progress(len(batch))
        return np.stack([known[key] for key in keys]), len(missing)

    def keep_only(self, texts: Iterable[str]) -> None:
        """Forget every vector whose text is not among ``texts``: what is deleted is gone."""
        keys = [(_key(text),) for text in texts]
        with closing(self._connect()) as connection, connection:
            connection.execute("CREATE TEMP TABLE kept (text TEXT PRIMARY KEY)")
            connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", keys)
            connection.execute("DELETE FROM vectors WHERE text NOT IN (SELECT text FROM kept)")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path)

    def _create(self) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text TEXT, vector BLOB, PRIMARY KEY (model, text))"
            )

    def _read(self, model: str) -> dict[str, Vectors]:
        with closing(self._connect()) as connection:
            rows = connection.execute("SELECT text, vector FROM vectors WHERE model = ?", (model,))
            return {text: np.frombuffer(vector, dtype=np.float32) for text, vector in rows}

    def _write(self, model: str, vectors: dict[str, Vectors]) -> None:
        rows = [(model, key, vector.tobytes()) for key, vector in vectors.items()]
        with closing(self._connect()) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
