"""Screening rules: who may be in danger, what they need, and what must be refused, in patterns that can be read.

``screening/words.yaml`` names lists of words, ``screening/rules/*.yaml`` hold the rules of one need each, in all
languages. The rules are content: they are read, checked and released with the documents. A rule raises; nothing in it
can lower what another rule raised.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from ingest.faults import Fault
from ingest.screening.normalising import Normaliser
from ingest.screening.patterns import Lists, Pattern, PatternError, compile_pattern, keys_of
from ingest.yaml_files import Model, read_yaml, read_yaml_models

Subject = Literal["self", "other", "causing_harm", "professional", "unknown"]
Misuse = Literal[
    "facilitation",
    "evasion",
    "locating",
    "grooming",
    "minors",
    "explicit",
    "individual-advice",
    "means",
    "internals",
]
# A text is searched a piece at a time, so that the time it takes grows only with its length. No pattern spans more
# words than two pieces share. (Words.)
_PIECE, _SHARED = 120, 60


class Rule(Model):
    """One rule: any of ``patterns`` raises the tier and adds the routes.

    Beside each pattern stands a message that it alone catches, in ``examples`` more that must fire, in
    ``not_examples`` those that must not: a rule carries its own test. ``unless`` names idioms: what one of them
    covers does not count for this rule, and everything else still does. ``minor`` says that somebody is under 18.
    A ``sign`` is too common in harmless messages to raise anything where the labelled messages can be asked; there it
    is weighed with them.
    """

    id: str
    tier: int = Field(default=0, ge=0, le=4)
    routes: tuple[str, ...] = ()
    subject: Subject | None = None
    minor: bool = False
    misuse: Misuse | None = None
    sign: bool = False
    patterns: dict[str, str] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    not_examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleBook:
    """All rules of a corpus, with the lists of words that they use, as they were read."""

    words: dict[str, tuple[str, ...]]
    shorthand: dict[str, str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Fired:
    """A rule that fired, and the pattern that made it."""

    rule: Rule
    pattern: str


class Rules:
    """The rules of a corpus, ready to be applied. Safe to share between threads."""

    def __init__(self, book: RuleBook) -> None:
        """Compile every pattern.

        Raises:
            PatternError: one cannot be read; ``read_rules`` leaves such rules out.
        """
        self._compiled = [(rule, _compiled(rule.patterns, book)) for rule in book.rules]
        self._order = {rule.id: number for number, rule in enumerate(book.rules)}
        self._unless = {rule.id: _compiled(rule.unless, book) for rule in book.rules}
        self._by_key: dict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
        for rule, patterns in self._compiled:
            for pattern in patterns:
                for key in pattern.keys:
                    self._by_key[key].append((rule, pattern))
        self._normaliser = Normaliser(*self._words(), book.shorthand)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rules, in their order."""
        return tuple(rule.id for rule, _ in self._compiled)

    def views(self, message: str) -> tuple[str, ...]:
        """How a message looks to the rules (see ``Normaliser.views``)."""
        return self._normaliser.views(message)

    def fired(self, views: Iterable[str]) -> tuple[Fired, ...]:
        """Every pattern that fits any view, each once, in the order of the rules."""
        found = {
            (rule.id, pattern.source): Fired(rule, pattern.source)
            for view in views
            for piece in _pieces(view)
            for rule, pattern in self._fitting(piece)
        }
        return tuple(sorted(found.values(), key=lambda one: (self._order[one.rule.id], one.pattern)))

    def _fitting(self, piece: str) -> Iterator[tuple[Rule, Pattern]]:
        seen: set[tuple[str, str]] = set()
        for key in keys_of(piece) & self._by_key.keys():
            for rule, pattern in self._by_key[key]:
                name = (rule.id, pattern.source)
                if name not in seen and self._fits(rule, pattern, piece):
                    yield rule, pattern
                seen.add(name)

    def _fits(self, rule: Rule, pattern: Pattern, piece: str) -> bool:
        if not pattern.found_in(piece):
            return False
        for idiom in self._unless[rule.id]:
            piece = idiom.taken_out(piece)
        return pattern.found_in(piece)

    def _words(self) -> tuple[frozenset[str], frozenset[str]]:
        """All the words that patterns and idioms look for, and the stems of words."""
        patterns = [pattern for _, compiled in self._compiled for pattern in compiled]
        patterns += [pattern for compiled in self._unless.values() for pattern in compiled]
        words = frozenset[str]().union(*(pattern.words for pattern in patterns))
        return words, frozenset[str]().union(*(pattern.stems for pattern in patterns))


def _compiled(sources: Iterable[str], book: RuleBook) -> list[Pattern]:
    return [compile_pattern(source, book.words, book.shorthand) for source in sources]


def _pieces(view: str) -> Iterator[str]:
    """A view in overlapping pieces, each with a space at either end."""
    words = view.split()
    if len(words) <= _PIECE:
        yield view
        return
    for start in range(0, len(words) - _SHARED, _PIECE - _SHARED):
        yield " " + " ".join(words[start : start + _PIECE]) + " "


def read_rules(folder: Path) -> tuple[RuleBook, list[Fault]]:
    """Read ``words.yaml``, ``shorthand.yaml`` and every ``rules/*.yaml`` of a screening folder, in order.

    A rule whose patterns cannot be read, or whose id is used twice, is left out and told.
    """
    words, faults = _read_words(folder / "words.yaml")
    shorthand, shorthand_faults = _read_shorthand(folder / "shorthand.yaml")
    faults += shorthand_faults
    rules: dict[str, Rule] = {}
    for path in sorted((folder / "rules").glob("*.yaml")):
        records, more = read_yaml_models(Rule, path)
        faults += more
        for rule in records:
            wrong = list(_pattern_faults(rule, words, path))
            if rule.id in rules:
                wrong.append(Fault(path, 1, f"the screening rule id {rule.id} is used twice."))
            faults += wrong
            rules |= {} if wrong else {rule.id: rule}
    return RuleBook(words, shorthand, tuple(rules.values())), faults


def _pattern_faults(rule: Rule, words: Lists, path: Path) -> Iterator[Fault]:
    """Every pattern of a rule that cannot be read."""
    for source in (*rule.patterns, *rule.unless):
        try:
            compile_pattern(source, words)
        except PatternError as error:
            yield Fault(path, 1, f"the rule {rule.id}: {error}.")


def _read_words(path: Path) -> tuple[dict[str, tuple[str, ...]], list[Fault]]:
    data, faults = read_yaml(path)
    if data is None:
        return {}, faults
    if not isinstance(data, dict) or not all(isinstance(words, list) for words in data.values()):
        return {}, [Fault(path, 1, "this file must hold “list: [word, word …]” on each line.")]
    return {str(name): tuple(str(word) for word in words) for name, words in data.items()}, faults


def _read_shorthand(path: Path) -> tuple[dict[str, str], list[Fault]]:
    data, faults = read_yaml(path)
    if data is None:
        return {}, faults
    if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
        return {}, [Fault(path, 1, "this file must hold “short: what it means” on each line.")]
    return {str(short): text for short, text in data.items()}, []
