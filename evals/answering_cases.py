"""Cases of answering: a message, and which documents and statements answer it. ``evals/cases/answering/*.yaml``.

A fixed hash of its text puts each case into the half on which calibration is fitted, or into the half that only
measures: neither a person nor a command can choose.
"""

import hashlib
from pathlib import Path
from typing import Literal

from evals.errors import FaultyCases
from ingest.yaml_files import Model, read_yaml_folder

FOLDER = Path(__file__).parent / "cases" / "answering"
Split = Literal["fit", "check"]


class Expected(Model):
    """What answers one thing that a message asks: any of these documents, and in it any of these statements."""

    documents: tuple[str, ...]
    says: tuple[str, ...]


class AnsweringCase(Model):
    """One message. Without ``answers`` no document answers it; ``after`` are the same person's messages before."""

    id: str
    query: str
    after: tuple[str, ...] = ()
    language: str | None = None
    answers: tuple[Expected, ...]
    never: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The kind of case: its id without the number."""
        return self.id.rsplit("-", 1)[0]

    @property
    def split(self) -> Split:
        """The half that this case belongs to."""
        return "fit" if hashlib.sha256(self.query.encode()).digest()[0] < 128 else "check"

    @property
    def documents(self) -> frozenset[str]:
        """Every document that answers any part of it."""
        return frozenset(name for expected in self.answers for name in expected.documents)


def read_cases(folder: Path = FOLDER) -> tuple[AnsweringCase, ...]:
    """Read all cases.

    Raises:
        FaultyCases: a file cannot be read, or two cases have one id.
    """
    cases, faults = read_yaml_folder(AnsweringCase, folder, lambda case: case.id, "the cases")
    if faults:
        raise FaultyCases(tuple(sorted(faults)))
    return cases
