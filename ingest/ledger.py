"""The seed ledger: what became of each claim of the FAQ that a corpus started from, and of each further fact.

``seed/claims.yaml`` and ``seed/facts.yaml`` say of every entry where it was published or corrected (statement ids), or
why it was withheld. An id that no longer resolves is a fault: editing a sentence makes the ledger visibly stale.
"""

from pathlib import Path
from typing import Literal

from pydantic import model_validator

from ingest.corpus import Corpus
from ingest.faults import Fault
from ingest.text_files import read_text
from ingest.yaml_files import Model, read_yaml_models

Decision = Literal["published", "corrected", "withheld"]
LEDGERS = ("claims.yaml", "facts.yaml")


class Entry(Model):
    """What was decided of one claim or fact."""

    id: str
    text: str
    status: str
    risk: str
    decision: Decision
    statements: tuple[str, ...] = ()
    why: str | None = None

    @model_validator(mode="after")
    def _is_reasoned(self) -> "Entry":
        if self.decision == "withheld" and not self.why:
            raise ValueError("a withheld entry says why")
        if self.decision != "withheld" and not self.statements:
            raise ValueError(f"a {self.decision} entry names its statements")
        return self


def read_ledger(folder: Path) -> tuple[list[tuple[Path, Entry]], list[Fault]]:
    """Read the ledgers of a corpus, each entry with its file. A corpus that started from no seed has none."""
    entries: list[tuple[Path, Entry]] = []
    faults: list[Fault] = []
    for name in LEDGERS:
        path = folder / "seed" / name
        if path.is_file():
            records, more = read_yaml_models(Entry, path)
            entries += [(path, record) for record in records]
            faults += more
    return entries, faults


def check_ledger(folder: Path, corpus: Corpus) -> list[Fault]:
    """Every statement that the ledger names exists, and documents and ledger agree on who settles which claim."""
    entries, faults = read_ledger(folder)
    documents = {s.id: doc for doc in corpus.documents for s in doc.statements}
    settled: dict[str, set[str]] = {}
    for path, entry in entries:
        line = _line_of(path, entry.id)
        for statement in entry.statements:
            if statement not in documents:
                message = f"{entry.id} names {statement}, which no document holds any more."
                faults.append(Fault(path, line, message))
            else:
                settled.setdefault(entry.id, set()).add(documents[statement].id)
    for document in corpus.documents:
        for claim in document.seed:
            if document.id not in settled.get(claim, set()):
                message = f"it says that it settles {claim}, but the ledger does not."
                faults.append(Fault(folder / document.path, 2, message))
    return faults


def _line_of(path: Path, entry: str) -> int:
    before, _, _ = read_text(path).partition(f"- id: {entry}\n")
    return before.count("\n") + 1
