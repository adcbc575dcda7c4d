"""From what a message asks to what was found: which of its texts are searched for, and in which light."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.messages import Asked
from assistant.retrieval import Retriever, Search
from ingest.embedding import Vectors


@dataclass(frozen=True)
class Query:
    """What a message asks, with the unit vectors of ``asked.texts``, a row each; ``None`` without a model.

    ``mended`` is the message as screening reads it, with its vector, where that undid a misspelling or a disguise.
    """

    asked: Asked
    vectors: Vectors | None
    mended: tuple[str, Vectors] | None = None


def search(retriever: Retriever, query: Query, language: str, today: date) -> tuple[Search, ...]:
    """Search for each part of a message, or for all of it in the light of what came before.

    A follow-up is searched with the messages before it. Any other message is searched by itself first: people change
    the subject. What came before helps only where that finds nothing. A misspelt message is searched as it stands and
    as it was meant, since mending can garble a word that the documents know.
    """
    assert query.vectors is not None  # the caller has told that there is no model
    asked, rows = query.asked, list(query.vectors)
    if asked.in_context and asked.leans:
        return (_in_context(retriever, query, language, today),)
    found = tuple(
        retriever.search(part, vector, language, today) for part, vector in zip(asked.parts, rows, strict=False)
    )
    if query.mended and len(found) == 1:
        mended = retriever.search(*query.mended, language, today)
        found = (max(found[0], mended, key=lambda one: one.probability),)
    if asked.in_context and not any(retriever.is_answered(one) for one in found):
        other = _in_context(retriever, query, language, today)
        return (other,) if retriever.is_answered(other) else found
    return found


def _in_context(retriever: Retriever, query: Query, language: str, today: date) -> Search:
    """Find the document by the whole conversation, but compare its paragraphs with the newest message as well."""
    assert query.asked.in_context is not None and query.vectors is not None
    found = retriever.search(query.asked.in_context, query.vectors[-1], language, today)
    between = query.vectors[-1] + query.vectors[: len(query.asked.parts)].mean(axis=0)
    return replace(found, text=" ".join(query.asked.parts), asks=between / np.linalg.norm(between))
