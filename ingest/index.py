"""The vector index: embedded Chroma, reached through llama-index's adapter. The only module that knows either.

Chroma runs inside the process (no port is opened) with its telemetry off. Each entry is one text that a reader's words
may resemble: a statement, a document's question, or one of the ways in which people ask it. Entries are written through
llama-index, so that its programs can read them; searches ask Chroma itself, which spares loading llama-index to serve.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ingest.documents import Document
from ingest.embedding import Vectors
from ingest.errors import IndexFailure

EntryKind = Literal["statement", "question", "asked_as"]
_VECTORS = "vectors.npy"  # of all entries, in their order: near ones are compared exactly, without asking Chroma again
# Cosine, because vectors have length 1. One thread makes the graph the same each time it is built from the same
# vectors. A search this wide finds 99 % of the 60 nearest of 13,000; what it finds is compared exactly afterwards.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 100, "num_threads": 1}
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

    entry: Entry
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
    """Write a new index, a collection for each language, and let go of its files."""
    from llama_index.core.schema import TextNode

    with _chroma(folder) as client:
        for language in _languages(entries):
            collection = client.create_collection(_collection_name(language), configuration={"hnsw": _HNSW})
            nodes = [
                TextNode(id_=e.id, text=e.text, metadata=_metadata(e), embedding=vector.tolist())
                for e, vector in zip(entries, vectors, strict=True)
                if e.language == language
            ]
            step = client.get_max_batch_size()  # Chroma refuses more at once
            for start in range(0, len(nodes), step):
                _store(collection).add(nodes[start : start + step])
        np.save(folder / _VECTORS, vectors)


class VectorIndex:
    """An opened index. Searches may run at the same time from several threads."""

    def __init__(self, folder: Path, entries: Sequence[Entry]) -> None:
        """Open an index and compare it with the entries that the release says it holds.

        Raises:
            IndexFailure: there is no index, it cannot be read, or it does not hold these entries.
        """
        if not (folder / "chroma.sqlite3").is_file():
            raise IndexFailure(f"there is no index in {folder.name}: run “python -m ingest build”.")
        self.entries = tuple(entries)
        self._places = {entry.id: place for place, entry in enumerate(entries)}
        with _index_failures():
            self.vectors: Vectors = np.load(folder / _VECTORS, mmap_mode="r")
            self._client = _open_client(folder)
            self._collections = {
                language: self._client.get_collection(_collection_name(language)) for language in _languages(entries)
            }
            self._compare()

    def search(self, vector: Vectors, limit: int, language: str, without: Sequence[str] = ()) -> list[Hit]:
        """The entries of a language nearest to a unit vector, nearest first; documents in ``without`` do not count.

        Each language has a collection of its own, since a filter costs Chroma several times the search.

        Raises:
            IndexFailure: the index cannot be searched.
        """
        collection = self._collections.get(language)
        if collection is None:
            return []
        where = {"document": {"$nin": list(without)}} if without else None
        with _index_failures():
            found = collection.query(
                query_embeddings=[vector.tolist()], n_results=limit, where=where, include=["distances"]
            )
        places = [self._places[name] for name in found["ids"][0]]
        hits = [Hit(self.entries[p], round(1.0 - d, 6)) for p, d in zip(places, found["distances"][0], strict=True)]
        return sorted(hits, key=lambda hit: (-hit.similarity, hit.entry.id))

    def close(self) -> None:
        """Let go of the index's files."""
        self._client.close()

    def _compare(self) -> None:
        """Index truth: as many entries as were built, and a sample of them with the very same text and vector."""
        count = sum(collection.count() for collection in self._collections.values())
        if not count == len(self.entries) == len(self.vectors):
            raise IndexFailure(f"the index holds {count} entries, the release {len(self.entries)}.")
        sample = range(0, len(self.entries), max(1, len(self.entries) // _PROBES))
        for language, collection in self._collections.items():
            asked = {self.entries[place].id: place for place in sample if self.entries[place].language == language}
            if asked:
                self._compare_sample(collection.get(ids=list(asked), include=["documents", "embeddings"]), asked)

    def _compare_sample(self, stored: Any, asked: dict[str, int]) -> None:
        if set(stored["ids"]) != set(asked):
            raise IndexFailure("the index does not hold the texts of this release.")
        for name, text, vector in zip(stored["ids"], stored["documents"], stored["embeddings"], strict=True):
            if text != self.entries[asked[name]].text:
                raise IndexFailure("the index does not hold the texts of this release.")
            if not np.allclose(vector, self.vectors[asked[name]], atol=1e-4):
                raise IndexFailure("the index does not hold the vectors of this release.")


def _metadata(entry: Entry) -> dict[str, str]:
    return {"document": entry.document, "kind": entry.kind, "statement": entry.statement}


def _languages(entries: Sequence[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.language for entry in entries))


def _collection_name(language: str) -> str:
    return f"answers-{language}"


def _store(collection: Any) -> Any:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    return ChromaVectorStore(chroma_collection=collection)


def _open_client(folder: Path) -> Any:
    # Imported here because it takes half a second, which ``--help`` need not wait for.
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
