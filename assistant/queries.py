"""From what a message asks to what was found: which of its texts are searched for, and in which light."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import numpy as np

from assistant.messages import Asked, sections_in
from assistant.retrieval import Retriever, Search
from ingest.embedding import Vectors

_OFF_TOPIC = -0.6  # votes; of follow-ups of the fitting half that do not lean by their words, the lowest is -0.44


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
    asked, look = query.asked, _Look(retriever, language, today)
    if asked.in_context and asked.leans:
        return (_in_context(look, query),)
    rows = iter(query.vectors)
    found = tuple(look.best([(text, next(rows)) for text in part]) for part in asked.parts)
    # Mending parts the number of a section, which has to be found as it stands.
    if query.mended and len(found) == 1 and not sections_in(found[0].text):
        found = (_surer(found[0], look.best([query.mended])),)
    if asked.in_context and not any(retriever.is_answered(one) or _is_off_topic(one) for one in found):
        other = _in_context(look, query)
        return (other,) if retriever.is_answered(other) else found
    return found


@dataclass(frozen=True)
class _Look:
    """A retriever on one day, in one language."""

    retriever: Retriever
    language: str
    today: date

    def best(self, texts: Sequence[tuple[str, Vectors]]) -> Search:
        """The surest search for one of these texts, each with its vector."""
        first, *others = (self.retriever.search(text, vector, self.language, self.today) for text, vector in texts)
        return reduce(_surer, others, first)


def _is_off_topic(search: Search) -> bool:
    """True if the votes are clear that no document answers this, whatever came before."""
    return search.signals.get("votes", 0.0) < _OFF_TOPIC


def _surer(one: Search, other: Search) -> Search:
    return other if other.probability > one.probability else one


def _in_context(look: _Look, query: Query) -> Search:
    """Find the document by the whole conversation, but compare its paragraphs with the newest message as well."""
    assert query.asked.in_context is not None and query.vectors is not None
    found = look.best([(query.asked.in_context, query.vectors[-1])])
    between = query.vectors[-1] + query.vectors[:-1].mean(axis=0)
    message = " ".join(part[0] for part in query.asked.parts)
    return replace(found, text=message, asks=between / np.linalg.norm(between))
