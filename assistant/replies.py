"""A reply: the one shape that the command line, the page, the API and the evals all read."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ingest.screening.rules import Subject

Kind = Literal["answer", "partial", "no_answer", "refuse", "crisis", "clarify", "error"]
MAX_MESSAGE = 100_000  # characters; beyond that it is not a person who writes


class Turn(BaseModel):
    """One earlier message of a conversation. The page keeps the turns; the server keeps nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["user", "assistant"]
    text: str = Field(max_length=MAX_MESSAGE)


class Question(BaseModel):
    """One line of a batch, or the body of an API call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    class Context(BaseModel):
        """What came before the query."""

        model_config = ConfigDict(frozen=True, extra="forbid")
        turns: tuple[Turn, ...] = ()

    id: str | None = None
    query: str = Field(max_length=MAX_MESSAGE)
    language: str | None = None
    context: Context = Field(default_factory=Context)


@dataclass(frozen=True)
class Link:
    """One way to reach a line: ``tel:``, ``sms:`` or a chat page."""

    href: str
    label: str


@dataclass(frozen=True)
class OfferedLine:
    """A line as a reader sees it. Every word of it comes from the registry."""

    id: str
    name: str
    kind: str
    call: str | None
    text: str | None
    chat: str | None
    hours: str
    languages: str
    may_share_with: str
    note: str | None
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Phrase:
    """A fixed text of the release, by its id."""

    id: str
    text: str


@dataclass(frozen=True)
class Sentence:
    """A statement of the release, byte for byte, and the numbers of its citations.

    ``paragraph`` counts within the reply, so that a page can keep together what a document keeps together.
    """

    text: str
    statement: str
    citations: tuple[int, ...]
    paragraph: int


@dataclass(frozen=True)
class Citation:
    """Where a sentence was checked: the source, what it was seen to say, and the very words that rest on it."""

    n: int
    source: str
    title: str
    publisher: str
    url: str | None
    authority: str
    dated: str
    seen: str
    grade: str
    says: str
    document: str
    statement: str
    quote: str
    sha256: str


@dataclass(frozen=True)
class Related:
    """Another document that is near the message."""

    document: str
    question: str


@dataclass(frozen=True)
class Reply:
    """What comes back for a message. ``id`` is a fingerprint of the reply itself, not of what was asked."""

    kind: Kind
    tier: int
    routes: tuple[str, ...]
    subject: Subject
    lang: str
    strip: tuple[str, ...]
    lines: tuple[OfferedLine, ...]
    more: tuple[OfferedLine, ...]
    acknowledgement: Phrase | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    related: tuple[Related, ...]
    notices: tuple[Phrase, ...]
    as_of: str | None
    jurisdiction: str
    release: str | None
    id: str = ""

    def identified(self) -> "Reply":
        """The same reply with its id."""
        return replace(self, id=hashlib.sha256(_REPLY.dump_json(replace(self, id=""))).hexdigest()[:16])


_REPLY = TypeAdapter(Reply)


def by_source(citations: tuple[Citation, ...]) -> list[list[Citation]]:
    """Citations of one source together, in the order of their first numbers: a reader opens each source once."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.source, []).append(citation)
    return list(groups.values())


def to_json(reply: Reply, question: str | None = None) -> str:
    """A reply on one line of JSON; ``question`` is the id of the batch line that it answers."""
    fields: dict[str, Any] = asdict(reply)
    ordered = {"id": fields.pop("id"), **fields}
    if question is not None:
        ordered = {"question": question, **ordered}
    return json.dumps(ordered, ensure_ascii=False)
