"""The vector index: embedded Chroma, reached through llama-index's adapter. The only module that knows either.

Chroma runs inside the process (no port is opened) with its telemetry off. Each entry is one text that a reader's words
may resemble: a statement, a document's question, or one of the ways in which people ask it.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.documents import Document
from ingest.embedding import Vectors
from ingest.errors import IndexFailure

EntryKind = Literal["statement", "question", "asked_as"]
_COLLECTION = "answers"
# Cosine, because vectors have length 1. One thread makes the graph the same each time it is built from the same
# vectors; a wide search makes the approximate neighbours the exact ones on a corpus of this size.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "num_threads": 1}
_PROBES = 200


@dataclass(frozen=True)
class Entry:
    """One embedded text. ``statement`` is its statement id, or empty for a question or a phrasing."""

    id: str
    document: str
    kind: EntryKind
    statement: str
    language: str
    text: str


@dataclass(frozen=True)
class Hit:
    """An entry near a query, with its cosine similarity (-1 to 1)."""

    document: str
    kind: EntryKind
    statement: str
    text: str
    similarity: float


def entries_of(documents: Sequence[Document]) -> list[Entry]:
    """Everything of these documents that is embedded, in a fixed order."""
    entries: list[Entry] = []
    for doc in documents:
        entries.append(Entry(f"{doc.id}?", doc.id, "question", "", doc.language, doc.question))
        for number, phrasing in enumerate(doc.asked_as):
            key = f"{doc.id}?{number}"
            entries.append(Entry(key, doc.id, "asked_as", "", doc.language, phrasing))
        for statement in doc.statements:
            key = statement.id
            entries.append(Entry(key, doc.id, "statement", key, doc.language, statement.text))
    return entries


def write_index(folder: Path, entries: Sequence[Entry], vectors: Vectors) -> None:
    """Write a new index and let go of its files."""
    from llama_index.core.schema import TextNode

    with _chroma(folder) as client:
        collection = client.create_collection(_COLLECTION, configuration={"hnsw": _HNSW})
        nodes = [
            TextNode(id_=e.id, text=e.text, metadata=_metadata(e), embedding=vector.tolist())
            for e, vector in zip(entries, vectors, strict=True)
        ]
        _store(collection).add(nodes)


class VectorIndex:
    """An opened index. Searches may run at the same time from several threads."""

    def __init__(self, folder: Path, entries: Sequence[Entry]) -> None:
        """Open an index and compare it with the entries that the release says it holds.

        Raises:
            IndexFailure: there is no index, it cannot be read, or it does not hold these entries.
        """
        if not (folder / "chroma.sqlite3").is_file():
            raise IndexFailure(f"there is no index in {folder.name}: run “python -m ingest build”.")
        with _index_failures():
            self._client = _open_client(folder)
            self._collection = self._client.get_collection(_COLLECTION)
            self._vectors = _store(self._collection)
            self._compare(entries)

    def search(self, vector: Vectors, limit: int, **where: Sequence[str]) -> list[Hit]:
        """The entries nearest to a unit vector, nearest first.

        ``where`` narrows the search inside the index: ``document=[…]``, ``kind=[…]``, ``language=[…]``.

        Raises:
            IndexFailure: the index cannot be searched.
        """
        from llama_index.core.vector_stores import (
            FilterOperator,
            MetadataFilter,
            MetadataFilters,
            VectorStoreQuery,
        )

        filters = [
            MetadataFilter(key=key, value=list(values), operator=FilterOperator.IN) for key, values in where.items()
        ]
        query = VectorStoreQuery(
            query_embedding=vector.tolist(),
            similarity_top_k=limit,
            filters=MetadataFilters(filters=list(filters)) if filters else None,
        )
        with _index_failures():
            found = self._vectors.query(query)
        hits = [
            _hit(node, similarity) for node, similarity in zip(found.nodes or [], found.similarities or [], strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.similarity, hit.document, hit.text))

    def close(self) -> None:
        """Let go of the index's files."""
        self._client.close()

    def _compare(self, entries: Sequence[Entry]) -> None:
        """Index truth: as many entries as were built, and a sample of them with the very same text."""
        count = self._collection.count()
        if count != len(entries):
            raise IndexFailure(f"the index holds {count} entries, the release {len(entries)}.")
        sample = {e.id: e for e in entries[:: max(1, len(entries) // _PROBES)]}
        stored = self._collection.get(ids=list(sample), include=["documents", "embeddings"])
        texts = dict(zip(stored["ids"], stored["documents"] or [], strict=True))
        if texts != {key: entry.text for key, entry in sample.items()}:
            raise IndexFailure("the index does not hold the texts of this release.")


def _metadata(entry: Entry) -> dict[str, str]:
    return {
        "document": entry.document,
        "kind": entry.kind,
        "statement": entry.statement,
        "language": entry.language,
    }


def _hit(node: Any, similarity: float) -> Hit:
    data = node.metadata
    # The adapter reports exp(-distance), and Chroma's cosine distance is 1 - cosine: undo both.
    cosine = round(1.0 + math.log(similarity), 6)
    return Hit(data["document"], data["kind"], data["statement"], node.get_content(), cosine)


def _store(collection: Any) -> Any:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    return ChromaVectorStore(chroma_collection=collection)


def _open_client(folder: Path) -> Any:
    # Imported here because it takes a second, which ``--help`` need not wait for.
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, allow_reset=False)
    return chromadb.PersistentClient(path=str(folder), settings=settings)


@contextmanager
def _chroma(folder: Path) -> Iterator[Any]:
    with _index_failures():
        client = _open_client(folder)
        try:
            yield client
        finally:
            client.close()


@contextmanager
def _index_failures() -> Iterator[None]:
    """Map whatever Chroma raises to ``IndexFailure``.

    Its Rust core panics on a damaged file with an exception that is not an ``Exception``, which would otherwise pass
    every handler and take the strip with it.
    """
    try:
        yield
    except IndexFailure:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise IndexFailure(f"the index cannot be read ({type(error).__name__}).") from error
