"""The plain way to answer from the same documents with LlamaIndex, beside Waypost: one run, the same weights, messages.

``VectorStoreIndex`` over Chroma returns the nearest passages; ``CitationQueryEngine`` cuts them and asks a language
model, here a stub that answers at once, so that its own time is not counted. Each document is one text: its question
and its statements. Whoever builds on LlamaIndex in an afternoon gets about this.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.replies import Turn
from evals.answering_cases import AnsweringCase
from ingest.documents import Document
from ingest.embedding import SentenceTransformerEmbedder
from ingest.settings import Settings

_TOP = 3  # passages that LlamaIndex's engines take


@dataclass(frozen=True)
class Measured:
    """Seconds for a message, the median and the 95th percentile, and how often the right document came first."""

    system: str
    n: int
    p50: float
    p95: float
    right: int | None


@dataclass(frozen=True)
class _System:
    """Anything that is asked: ``first`` is the id of the document that it puts first."""

    name: str
    ask: Callable[[AnsweringCase], object]
    first: Callable[[AnsweringCase], str | None] | None


def measure(settings: Settings, cases: Sequence[AnsweringCase]) -> list[Measured]:
    """Ask every system every answerable case, in turns, so that all of them see the same machine."""
    answerable = [case for case in cases if case.answers]
    assistant = Assistant.open(settings.home, settings.corpus, settings.model)
    embedder = SentenceTransformerEmbedder(settings.model)
    with tempfile.TemporaryDirectory() as folder:
        systems = [
            _System("bare encoder", lambda case: embedder.embed([_text(case)]), None),
            _waypost(assistant),
            *_llama_index(assistant.corpus.documents, embedder, Path(folder)),
        ]
        for system in systems:
            system.ask(answerable[0])
        seconds: dict[str, list[float]] = {system.name: [] for system in systems}
        for case in answerable:
            for system in systems:
                started = time.perf_counter()
                system.ask(case)
                seconds[system.name].append(time.perf_counter() - started)
        return [_measured(system, answerable, seconds[system.name]) for system in systems]


def _measured(system: _System, cases: Sequence[AnsweringCase], seconds: Sequence[float]) -> Measured:
    right = None if system.first is None else sum(system.first(case) in case.documents for case in cases)
    ordered = sorted(seconds)
    return Measured(system.name, len(cases), statistics.median(ordered), ordered[int(len(ordered) * 0.95)], right)


def _text(case: AnsweringCase) -> str:
    return " ".join([*case.after, case.query])


def _waypost(assistant: Assistant) -> _System:
    def first(case: AnsweringCase) -> str | None:
        found = max(assistant.search(case.query, case.after, case.language), key=lambda one: one.probability)
        return found.candidates[0].document.id if found.candidates else None

    def ask(case: AnsweringCase) -> object:
        return assistant.reply(case.query, [Turn(role="user", text=text) for text in case.after], case.language)

    return _System("Waypost, whole reply", ask, first)


def _llama_index(
    documents: Sequence[Document], embedder: SentenceTransformerEmbedder, folder: Path
) -> tuple[_System, _System]:
    import chromadb
    from llama_index.core import Document as Text
    from llama_index.core import MockEmbedding, StorageContext, VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class Embedding(MockEmbedding):  # type: ignore[misc]  # llama-index has no usable types
        """The model's own vectors, in LlamaIndex's words."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(number) for number in embedder.embed([query])[0]]

        _get_text_embedding = _get_query_embedding

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    client = chromadb.PersistentClient(path=str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("peers", metadata={"hnsw:space": "cosine"}))
    texts = [Text(text="\n".join([d.question, *(s.text for s in d.statements)]), id_=d.id) for d in documents]
    index: Any = VectorStoreIndex.from_documents(
        texts,
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=Embedding(embed_dim=len(embedder.embed(["a"])[0])),
    )
    retriever = index.as_retriever(similarity_top_k=_TOP)
    engine = CitationQueryEngine.from_args(index, llm=MockLLM(), similarity_top_k=_TOP)

    def first(case: AnsweringCase) -> str | None:
        found = retriever.retrieve(_text(case))
        return str(found[0].node.ref_doc_id) if found else None

    return (
        _System("LlamaIndex, top 3", lambda case: retriever.retrieve(_text(case)), first),
        _System("LlamaIndex, CitationQueryEngine", lambda case: engine.query(_text(case)), None),
    )
