"""Labelled messages: what people write, and what screening has to make of it.

They stand in ``screening/examples/*.yaml``. A fixed hash of its text puts each of them into the part on which
neighbours and thresholds are fitted, or into the part that only measures: neither a person nor a build can choose.
"""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import Field

from ingest.faults import Fault
from ingest.screening.rules import Misuse, Subject
from ingest.yaml_files import Model, read_yaml_folder

Form = Literal["explicit", "implicit", "third-person", "past", "coded"]
Split = Literal["fit", "check"]
_CHECK_SHARE = 0.30


class Example(Model):
    """One message with its labels. ``misuse`` marks what must be refused; ``routes`` are all the needs that it
    states.
    """

    say: str
    lang: Literal["en", "es"] = "en"
    tier: int = Field(ge=0, le=4)
    routes: tuple[str, ...] = ()
    subject: Subject = "unknown"
    form: Form = "explicit"
    minor: bool = False
    misuse: Misuse | None = None

    @property
    def split(self) -> Split:
        """The part that this message belongs to: about three of ten measure."""
        first = hashlib.sha256(self.say.encode()).digest()[0]
        return "check" if first < 256 * _CHECK_SHARE else "fit"


def read_examples(folder: Path) -> tuple[tuple[Example, ...], list[Fault]]:
    """Read every ``examples/*.yaml`` of a screening folder; a message that stands there twice is a fault."""
    return read_yaml_folder(Example, folder / "examples", lambda example: example.say, "the examples")
