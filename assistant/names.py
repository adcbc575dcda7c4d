"""Organisations that a message names: what is said of another one is no answer about them.

Only names of several words are looked for. One that is a single word is rare, and finds its documents by itself.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.documents import Document
from ingest.words import plain_words

_IN_FULL = re.compile(r"[,(]| of | and ", re.IGNORECASE)  # what comes after these, people leave out
_ANY_SUCH = re.compile(
    r"\b(?:a|an|any|some|no|my|your|her|his|their|another|every|un|una)$"
)  # "a safe place" is no name


class Organisations:
    """The names of those that documents are about."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Note every document that is about an organisation."""
        self._about: dict[str, set[str]] = defaultdict(set)
        for document in documents:
            name = plain_words(_IN_FULL.split(document.organisation or "")[0])
            if " " in name:
                self._about[name].add(document.id)

    def named_in(self, text: str) -> dict[str, set[str]]:
        """The names in a text, each with the documents that are about it."""
        plain = f" {plain_words(text)} "
        found = {name: plain.find(f" {name} ") for name in self._about}
        return {
            name: self._about[name]
            for name, place in found.items()
            if place >= 0 and not _ANY_SUCH.search(plain[:place])
        }


def speaks_of(document: Document, name: str) -> bool:
    """True if a document names an organisation or a section, by its plain words, in its question or a statement."""
    texts = (document.question, *(statement.text for statement in document.statements))
    return any(f" {name} " in f" {plain_words(text)} " for text in texts)
