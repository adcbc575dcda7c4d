"""What is wrong in a corpus, where, and what to do about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. An ``error`` stops a build; a ``warning`` is printed and lets it go on."""

    path: Path
    line: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        word = "" if self.severity == "error" else "warning: "
        return f"{self.path}:{self.line}: {word}{self.message}"
