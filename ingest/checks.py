"""What must hold of a corpus as a whole before it can be built: ids, dates, sources, lines, numbers, the seed ledger.

Each rule is a function from a corpus to its faults; ``RULES`` lists them. Every fault is a sentence with file and line.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from ingest.corpus import Corpus, read_corpus
from ingest.faults import Fault, Severity
from ingest.ledger import check_ledger
from ingest.numbers import phone_numbers_in
from ingest.screening.checks import check_screening
from ingest.text_files import read_text
from ingest.unanswered import Unanswered
from ingest.words import plain_words
from ingest.yaml_files import read_yaml_models

Rule = Callable[[Corpus, Path], Iterator[Fault]]


def check_corpus(folder: Path, today: date | None = None) -> tuple[Corpus, list[Fault]]:
    """Read a corpus and apply every rule to it. ``today`` is for tests; faults come sorted by file and line.

    Raises:
        ContentError: ``corpus.yaml`` cannot be used.
    """
    corpus, faults = read_corpus(folder)
    for rule in RULES:
        faults += rule(corpus, folder)
    faults += _dates(corpus, folder, today or date.today())
    faults += check_ledger(folder, corpus)
    return corpus, sorted(faults)


def _ids(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """Each document has an id of its own, which is its file's name."""
    seen: dict[str, str] = {}
    for document in corpus.documents:
        path = folder / document.path
        if Path(document.path).stem != document.id:
            yield Fault(path, 2, f"the id is {document.id}, so name the file {document.id}.md.")
        if document.id in seen:
            yield Fault(path, 2, f"the id {document.id} is also used in {seen[document.id]}.")
        seen[document.id] = document.path
        if document.kind == "resource" and not document.organisation:
            yield Fault(path, 2, "a resource needs “organisation: …”: whose service it is.")


def _repeats(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """No sentence stands twice in a document, and no phrasing leads to two documents."""
    phrasings: dict[str, str] = {}
    for document in corpus.documents:
        path = folder / document.path
        texts: set[str] = set()
        for statement in document.statements:
            if statement.text in texts:
                yield Fault(path, statement.line, "this sentence stands twice in the document.")
            texts.add(statement.text)
        for phrasing in (document.question, *document.asked_as):
            key = plain_words(phrasing)
            if phrasings.setdefault(key, document.id) != document.id:
                message = f"“{phrasing}” also leads to {phrasings[key]}: keep it in one document."
                yield Fault(path, _line_of(path, phrasing), message)


def _sources(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """Every mark names a source, and every source is used."""
    used: set[str] = set()
    for document in corpus.documents:
        for statement in document.statements:
            used.update(statement.sources)
            for source in set(statement.sources) - set(corpus.sources):
                message = f"the source {source} is not in sources.yaml."
                yield Fault(folder / document.path, statement.line, message)
    for line in corpus.lines.values():
        used.update(line.sources)
        for source in set(line.sources) - set(corpus.sources):
            yield _in_registry(folder, "lines.yaml", line.id, f"unknown source {source}.")
    for source in set(corpus.sources) - used:
        message = f"nothing uses the source {source}."
        yield _in_registry(folder, "sources.yaml", source, message, "warning")


def _lines_exist(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """Every line that the strip, a document or another line names is in the registry."""
    for line in set(corpus.settings.strip) - set(corpus.lines):
        yield Fault(folder / "corpus.yaml", 1, f"the strip names {line}: not in lines.yaml.")
    for document in corpus.documents:
        path = folder / document.path
        for line in set(document.lines) - set(corpus.lines):
            message = f"the line {line} is not in lines.yaml."
            yield Fault(path, _line_of(path, "lines:"), message)
    for record in corpus.lines.values():
        for other in {*record.pair_with, *record.shared_with} - set(corpus.lines):
            yield _in_registry(folder, "lines.yaml", record.id, f"there is no line {other}.")


def _lines_reachable(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """A line can be called, texted or chatted with."""
    for record in corpus.lines.values():
        if not (record.call or record.text or record.chat):
            message = "the line cannot be reached: no call, text or chat."
            yield _in_registry(folder, "lines.yaml", record.id, message)


def _shared_numbers(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """A number with two names is one on purpose, or a fault."""
    owners: dict[str, list[str]] = defaultdict(list)
    for record in corpus.lines.values():
        for number in record.numbers():
            owners[number].append(record.id)
    for number, ids in owners.items():
        for one in ids:
            others = set(ids) - {one} - set(corpus.lines[one].shared_with)
            if others:
                message = (
                    f"{number} is also the number of {', '.join(sorted(others))}: say so with shared_with, or mend it."
                )
                yield _in_registry(folder, "lines.yaml", one, message)


def _numbers(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """A phone number or short code in a sentence or a phrase stands in the registry of lines."""
    registry = frozenset[str]().union(*(line.numbers() for line in corpus.lines.values()))
    for document in corpus.documents:
        for statement in document.statements:
            for number in sorted(phone_numbers_in(statement.text) - registry):
                message = f"the number {number} is not in lines.yaml, so it cannot be shown."
                yield Fault(folder / document.path, statement.line, message)
    yield from _phrase_numbers(corpus, folder, registry)


def _phrase_numbers(corpus: Corpus, folder: Path, registry: frozenset[str]) -> Iterator[Fault]:
    for language, phrases in corpus.phrases.items():
        path = folder / "phrases" / f"{language}.yaml"
        for name, text in phrases.items():
            for number in sorted(phone_numbers_in(text) - registry):
                yield Fault(path, _line_of(path, f"{name}:"), f"the number {number} is not in lines.yaml.")


def _source_numbers(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """A citation shows what its source says, so a number there stands in the registry too."""
    registry = frozenset[str]().union(*(line.numbers() for line in corpus.lines.values()))
    for source in corpus.sources.values():
        found = phone_numbers_in(source.title) | phone_numbers_in(source.says)
        for number in sorted(found - registry):
            message = f"the number {number} in {source.id} is not in lines.yaml, so it cannot be shown."
            yield _in_registry(folder, "sources.yaml", source.id, message)


def _screening(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """The screening content, and that every line leads from needs that exist."""
    yield from check_screening(corpus.screening, folder / "screening")
    for line in corpus.lines.values():
        for route in sorted(set(line.routes) - corpus.screening.needs.keys()):
            yield _in_registry(folder, "lines.yaml", line.id, f"the route {route} is not in screening/needs.yaml.")


def _unanswered(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    """A message that nothing answers is no phrasing of a document, and what it is near to exists."""
    asked = {plain_words(text): d.id for d in corpus.documents for text in (d.question, *d.asked_as)}
    known = {document.id for document in corpus.documents}
    for message in corpus.unanswered:
        faults = [f"there is no document {name}." for name in message.near if name not in known]
        if plain_words(message.say) in asked:
            phrasing_of = asked[plain_words(message.say)]
            faults.append(f"“{message.say}” is a phrasing of {phrasing_of}: keep it in one place.")
        if faults:
            path, line = _place_of(message, folder / "unanswered")
            yield from (Fault(path, line, fault) for fault in faults)


def _place_of(message: Unanswered, folder: Path) -> tuple[Path, int]:
    """The file and line of a message that nothing answers; line 1 where the text is written with signs of YAML."""
    for path in sorted(folder.glob("*.yaml")):
        if message in read_yaml_models(Unanswered, path)[0]:
            return path, _line_of(path, message.say)
    return folder, 1


def _dates(corpus: Corpus, folder: Path, today: date) -> Iterator[Fault]:
    """Checked in the past, and due for review after that. What is overdue is told, and not shown."""
    for document in corpus.documents:
        path = folder / document.path
        if document.checked > today:
            yield Fault(path, _line_of(path, "checked:"), f"checked on {document.checked}: not yet.")
        if document.review_by <= document.checked:
            yield Fault(path, _line_of(path, "review_by:"), "review_by must be after checked.")
        elif document.is_overdue(today):
            message = f"the review was due on {document.review_by}: it will not be shown."
            yield Fault(path, _line_of(path, "review_by:"), message, "warning")
    for line in corpus.lines.values():
        if line.assured.on > today:
            yield _in_registry(folder, "lines.yaml", line.id, f"assured on {line.assured.on}: not yet.")
        if line.check_due < today:
            message = f"the check of {line.id} was due on {line.check_due}."
            yield _in_registry(folder, "lines.yaml", line.id, message, "warning")


RULES: tuple[Rule, ...] = (
    _ids,
    _repeats,
    _sources,
    _lines_exist,
    _lines_reachable,
    _shared_numbers,
    _numbers,
    _source_numbers,
    _screening,
    _unanswered,
)


def _in_registry(folder: Path, name: str, record: str, message: str, severity: Severity = "error") -> Fault:
    """A fault of one entry of a registry file, at the line on which the entry starts."""
    path = folder / name
    text = read_text(path) if path.is_file() else ""
    entry = re.search(rf"^- id: ['\"]?{re.escape(record)}['\"]?\s*$", text, re.MULTILINE)
    line = text.count("\n", 0, entry.start()) + 1 if entry else 1
    return Fault(path, line, message, severity)


def _line_of(path: Path, text: str) -> int:
    """The first line of a file that holds a text, or 1: only faults pay for the search."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if text in line:
            return number
    return 1
