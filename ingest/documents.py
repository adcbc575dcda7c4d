"""Documents: Markdown files with front matter, one checked sentence a line.

A line such as ``Asking is free. [^rsmo-455-027]`` is a statement: the unit that is embedded, quoted and cited. A blank
line ends a paragraph. A statement's id is the document's id and a hash of its text, so that an edit makes every
sign-off, case and review that pointed at it visibly stale.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from ingest.faults import Fault
from ingest.text_files import encoding_faults, read_text
from ingest.yaml_files import Model, parse_yaml, validate

Kind = Literal["faq", "resource", "topic"]
GUIDANCE = "guidance"  # marks advice in our own voice; it is a mark, not a source

_STATEMENT = re.compile(r"(?P<text>.*?\S)(?P<marks>(?:\s*\[\^[^\]\s]+\])*)\s*")
_MARK = re.compile(r"\[\^([^\]\s]+)\]")
# A full stop before a capital begins a new sentence, but not after these.
_SHORT_FORM = re.compile(r"\b(?:U\.S\.C|U\.S|[A-Z]|St|Dr|No|Inc|Jr|Mr|Ms|Mrs|vs|Ave|Blvd)\.$")
_STOP = re.compile(r"[.?!][\"')”]?(?= [A-Z])")


class SignOff(Model):
    """One person's word that a document is right, in one role."""

    by: str
    role: Literal["author", "fact-checker", "second-reviewer"]
    on: date


class FrontMatter(Model):
    """What stands between the two ``---`` lines; ``corpus/README.md`` explains each field to an editor."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    kind: Kind
    question: str = Field(min_length=5)
    asked_as: tuple[str, ...] = Field(min_length=8)
    topics: tuple[str, ...] = Field(min_length=1)
    jurisdiction: str
    checked: date
    review_by: date
    signed_off: tuple[SignOff, ...] = ()
    seed: tuple[str, ...] = ()
    lines: tuple[str, ...] = Field(default=(), max_length=3)
    organisation: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Statement:
    """One checked sentence. ``sources`` are ids in ``sources.yaml``, or ``guidance``."""

    id: str
    text: str
    sources: tuple[str, ...]
    paragraph: int
    line: int


@dataclass(frozen=True)
class Document:
    """One file of ``documents/``: who asks what, and the statements that answer it."""

    id: str
    kind: Kind
    language: str
    question: str
    asked_as: tuple[str, ...]
    topics: tuple[str, ...]
    jurisdiction: str
    checked: date
    review_by: date
    signed_off: tuple[SignOff, ...]
    seed: tuple[str, ...]
    lines: tuple[str, ...]
    organisation: str | None
    statements: tuple[Statement, ...]
    path: str  # within the corpus folder, so that a release does not depend on where its corpus lay

    @property
    def paragraphs(self) -> tuple[tuple[Statement, ...], ...]:
        """The statements in runs that are always shown whole, in the document's order."""
        runs: dict[int, list[Statement]] = {}
        for statement in self.statements:
            runs.setdefault(statement.paragraph, []).append(statement)
        return tuple(tuple(run) for run in runs.values())

    def is_overdue(self, today: date) -> bool:
        """True once the day by which its facts had to be checked again has passed."""
        return today > self.review_by


def statement_id(document: str, text: str) -> str:
    """The id of a statement: ``faq-law#`` and the first twelve hex digits of its text's SHA-256."""
    return f"{document}#{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def read_document(path: Path, corpus_folder: Path, language: str) -> tuple[Document | None, list[Fault]]:
    """Read one document. Whatever is wrong with it comes back as faults, all of them at once."""
    wrong = encoding_faults(path)
    if wrong:
        return None, wrong
    text = read_text(path)
    parts = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        return None, [Fault(path, 1, "the file must start with front matter between two lines of ---.")]
    data, faults = parse_yaml(parts[1], path, first_line=1)
    front, more = validate(FrontMatter, data, path, text) if data is not None else (None, [])
    if front is None:
        return None, faults + more
    first_line = text.count("\n", 0, len(text) - len(parts[2])) + 1
    statements, body_faults = _read_statements(front, parts[2], path, first_line)
    fields = front.model_dump(exclude={"source", "signed_off"})
    document = Document(
        **fields,
        signed_off=front.signed_off,
        language=language,
        statements=statements,
        path=path.relative_to(corpus_folder).as_posix(),
    )
    return document, faults + more + body_faults


def _read_statements(
    front: FrontMatter, body: str, path: Path, first_line: int
) -> tuple[tuple[Statement, ...], list[Fault]]:
    """Cut a document's body into statements, numbering its paragraphs from 0."""
    statements: list[Statement] = []
    faults: list[Fault] = []
    paragraph, after_blank = -1, True
    for number, raw in enumerate(body.split("\n"), start=first_line):
        if not raw.strip():
            after_blank = True
            continue
        paragraph += after_blank
        after_blank = False
        match = _STATEMENT.fullmatch(raw.strip())
        text = match["text"] if match else raw.strip()
        marks = tuple(_MARK.findall(match["marks"])) if match else ()
        sources = marks or ((front.source,) if front.source else ())
        faults += [Fault(path, number, message) for message in _faults_of(text, sources, front.kind)]
        statements.append(Statement(statement_id(front.id, text), text, sources, paragraph, number))
    if not statements:
        faults.append(Fault(path, first_line, "the document has no statement: write at least one."))
    return tuple(statements), faults


def _faults_of(text: str, sources: tuple[str, ...], kind: Kind) -> list[str]:
    """What is wrong with one line, in sentences."""
    faults = []
    if not sources:
        faults.append(f"“{text[:50]}” has no source mark: end the line with [^source-id].")
    if GUIDANCE in sources and kind != "topic":
        faults.append("[^guidance] is only for a document of kind: topic; here each line needs a source.")
    if not re.search(r"[.?!][\"')”]?$", text):
        faults.append(f"“{text[:50]}” does not end like a sentence: write one sentence a line.")
    if any(not _SHORT_FORM.search(text[: stop.end()]) for stop in _STOP.finditer(text)):
        faults.append(f"“{text[:50]}” holds more than one sentence: write one sentence a line.")
    if re.search(r"[\[\]{}<>*_`#]|https?://", text):
        faults.append(f"“{text[:50]}” holds markup or a link: a statement is plain text.")
    return faults
