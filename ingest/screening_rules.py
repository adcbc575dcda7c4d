"""Screening rules: readable patterns that say who may be in danger, and what they need.

The rules are content: they are read, checked and released with the documents, and applied by ``assistant.screening``.
Their examples are also embedded: a message near one of them is heard although no pattern fits
(``assistant.neighbours``).
"""

import re
import unicodedata
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from ingest.faults import Fault
from ingest.yaml_files import Model, read_yaml_models

_LEET = str.maketrans("013457@$", "oleastas")
Subject = Literal["self", "other", "causing_harm", "professional", "unknown"]


class Rule(Model):
    """One rule: any of ``patterns`` found and none of ``unless`` raises the tier and adds the routes.

    Patterns are regular expressions over the normalised message (lower case, plain letters, single spaces).
    ``examples`` must match and ``not_examples`` must not: each rule carries its own test.
    """

    id: str
    tier: int = Field(ge=0, le=4)
    routes: tuple[str, ...] = ()
    subject: Subject | None = None
    misuse: bool = False
    minor: bool = False
    patterns: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(min_length=1)
    not_examples: tuple[str, ...] = ()

    @field_validator("patterns", "unless")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"“{pattern}” is not a regular expression: {error}") from error
        return patterns


def normalise(text: str) -> str:
    """Lower case, plain letters, single spaces: how a message looks to the rules.

    Undoes what hides a word: full-width and accented letters, invisible and control characters, digits in place of
    letters (``k1ll``), drawn-out letters (``heeelp``), apostrophes.
    """
    text = unicodedata.normalize("NFKD", text.casefold())
    text = re.sub(r"[\t\r\n\f\v]", " ", text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf", "Cc", "Co", "Cs"))
    text = re.sub(r"['’‘`´]", "", text)
    text = re.sub(r"(?<=[a-z])[013457@$]+(?=[a-z])", lambda m: m[0].translate(_LEET), text)
    text = re.sub(r"([a-z])\1{2,}", r"\1", text)
    return " ".join(re.sub(r"[^a-z0-9?!.,:;$%&+#-]+", " ", text).split())


def matches(rule: Rule, text: str) -> bool:
    """True if a rule applies to a normalised text.

    ``unless`` guards only what it covers: the guarded words are taken out, and a hit elsewhere still counts.
    """
    for guard in rule.unless:
        text = re.sub(guard, " ", text)
    return any(re.search(pattern, text) for pattern in rule.patterns)


def read_rules(folder: Path) -> tuple[tuple[Rule, ...], list[Fault]]:
    """Read every ``screening/*.yaml``, in the order of their names."""
    rules: list[Rule] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        records, more = read_yaml_models(Rule, path)
        rules += records
        faults += more
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            faults.append(Fault(folder, 1, f"the screening rule id {rule.id} is used twice."))
        seen.add(rule.id)
    return tuple(rules), faults
