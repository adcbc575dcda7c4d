"""Phrases: the fixed texts of a language. Beside statements and lines, the only words that a reply may hold."""

from pathlib import Path

from ingest.faults import Fault
from ingest.yaml_files import read_yaml

# What the assistant cannot do without; an organisation may add acknowledgements of its own.
REQUIRED = (
    "what-this-is",
    "no-checked-answer",
    "no-checked-answer-with-card",
    "partial-answer",
    "error",
    "empty",
    "refusal",
    "crisis-only",
    "not-signed-off",
    "signed-off",
    "fair-grade",
    "information-not-advice",
    "language-not-ready",
    "another-place",
)


def read_phrases(folder: Path, languages: tuple[str, ...]) -> tuple[dict[str, dict[str, str]], list[Fault]]:
    """Read ``phrases/<language>.yaml`` for each language: phrase id -> text, as language -> phrases."""
    phrases: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    for language in languages:
        path = folder / f"{language}.yaml"
        data, more = read_yaml(path)
        faults += more
        if data is None:
            continue
        if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
            faults.append(Fault(path, 1, "this file must hold “id: text” on each line."))
            continue
        missing = [f"the phrase {name} is missing: add it." for name in REQUIRED if name not in data]
        faults += [Fault(path, 1, message) for message in missing]
        phrases[language] = {str(name): " ".join(text.split()) for name, text in data.items()}
    return phrases, faults
