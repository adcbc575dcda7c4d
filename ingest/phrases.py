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
    "personal-details",
    "another-country",
    "translation-not-reviewed",
    "crisis-only",
    "not-signed-off",
    "signed-off",
    "fair-grade",
    "information-not-advice",
    "language-not-ready",
    "another-place",
    "safety-title",
    "safety-how",
    "safety-shown-title",
    "safety-tier-4",
    "safety-tier-3",
    "safety-tier-2",
    "safety-tier-1",
    "safety-noticed-title",
    "safety-lines-title",
    "safety-strip",
    "safety-counts",
    "safety-refused-title",
    "safety-refused",
    "safety-cannot-title",
    "safety-cannot-call",
)


def read_phrases(folder: Path, languages: tuple[str, ...]) -> tuple[dict[str, dict[str, str]], list[Fault]]:
    """Read ``phrases/<language>.yaml``: phrase id -> text, as language -> phrases.

    The languages of the documents must be there; a further one, for which there are no documents yet, may be.
    """
    phrases: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    for language in dict.fromkeys([*languages, *sorted(path.stem for path in folder.glob("*.yaml"))]):
        path = folder / f"{language}.yaml"
        data, more = read_yaml(path)
        faults += more
        if data is None:
            continue
        if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
            faults.append(Fault(path, 1, "this file must hold “id: text” on each line."))
            continue
        # A language without documents borrows what it lacks from the first one.
        needed = REQUIRED if language in languages else ()
        missing = [f"the phrase {name} is missing: add it." for name in needed if name not in data]
        faults += [Fault(path, 1, message) for message in missing]
        phrases[language] = {str(name): " ".join(text.split()) for name, text in data.items()}
    return phrases, faults
