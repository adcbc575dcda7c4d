"""The language in which screening rules are written: words as people type them, with a few signs.

==================  ==========================================================================
``he has a gun``    these words, one after the other, within a sentence
``(knife|a gun)``   one of these
``[really|so]``     one of these, or nothing
``{he}``            one of the words of a list in ``words.yaml``
``...``             up to five words, whatever they are
``traffick*``       words that begin like this
``#``               a number
==================  ==========================================================================

Words are lower case, without accents and apostrophes (``wont``), as ``normalising`` leaves them. There is nothing in
this language that repeats without end or looks ahead, so that no pattern can be slow and none is undone by other
words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

GAP = 5  # words that ``...`` may stand for
_TOKEN = re.compile(r"\.\.\.|\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|[^\s()\[\]{}]+")
_WORD = re.compile(r"[a-z]+\*?|#|[0-9]+|[$%&]")
_PREFIX = 4  # letters by which a pattern with ``word*`` is found

Lists = Mapping[str, tuple[str, ...]]
Shorthand = Mapping[str, str]


class PatternError(ValueError):
    """A pattern that cannot be read; the text says why."""


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern. A text that it fits holds one of its ``keys``: a word, or the first letters of one with
    ``*``.

    ``words`` are all the words that it looks for, ``stems`` the beginnings of words. ``expression`` is what is compiled
    when it is first needed: a message looks at few of a thousand patterns.
    """

    source: str
    expression: str
    keys: frozenset[str]
    words: frozenset[str]
    stems: frozenset[str]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.expression)

    def found_in(self, view: str) -> bool:
        """True if the pattern fits somewhere in a view of ``Normaliser.views``."""
        return self.regex.search(view) is not None

    def taken_out(self, view: str) -> str:
        """The view without what the pattern fits."""
        return self.regex.sub(". ", view)


@dataclass(frozen=True)
class _Part:
    """One element: its alternatives, each a run of words. ``gap`` stands for any words; ``optional`` for perhaps
    none.
    """

    alternatives: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    gap: bool = False

    def regex(self) -> str:
        if self.gap:
            return f"(?:[^ .]+ ){{0,{GAP}}}"
        choices = ["".join(_word_regex(word) + " " for word in run) for run in self.alternatives]
        return "(?:" + "|".join(choices) + ")" + ("?" if self.optional else "")


def compile_pattern(source: str, lists: Lists, shorthand: Shorthand | None = None) -> Pattern:
    """Compile one pattern. Words that are short for others are read as those, as in a message.

    Raises:
        PatternError: it has a list that does not exist, a sign out of place, or nothing that must be there.
    """
    parts = [_spelt_in_full(_part(token, lists), shorthand or {}) for token in _tokens(source)]
    needed = [part for part in parts if not part.gap and not part.optional]
    if not needed:
        raise PatternError(f"“{source}” fits anything: it needs a word that must be there")
    if parts[0].gap or parts[-1].gap:
        raise PatternError(f"“{source}” begins or ends with “...”, which does nothing there")
    keys = [_keys(part) for part in needed]
    fewest = min((k for k in keys if k), key=len, default=frozenset[str]())
    if not fewest:
        raise PatternError(f"“{source}” has only numbers: it needs a word that must be there")
    words = frozenset(w for part in parts for run in part.alternatives for w in run)
    expression = "(?<= )" + "".join(part.regex() for part in parts)
    stems = frozenset(word[:-1] for word in words if word.endswith("*"))
    return Pattern(source, expression, fewest, frozenset(filter(str.isalpha, words)), stems)


def _tokens(source: str) -> list[str]:
    rest = _TOKEN.sub(" ", source).strip()
    if rest:
        raise PatternError(f"“{source}” has a bracket that is not closed")
    return _TOKEN.findall(source)


def _part(token: str, lists: Lists) -> _Part:
    if token == "...":
        return _Part(gap=True)
    if token[0] in "([":
        choices = [choice for text in token[1:-1].split("|") for choice in _runs(text, lists)]
        return _Part(tuple(choices), optional=token[0] == "[")
    return _Part(tuple(_runs(token, lists)))


def _spelt_in_full(part: _Part, shorthand: Shorthand) -> _Part:
    runs = (tuple(full for word in run for full in shorthand.get(word, word).split()) for run in part.alternatives)
    return replace(part, alternatives=tuple(dict.fromkeys(runs)))


def _runs(text: str, lists: Lists) -> list[tuple[str, ...]]:
    """The runs of words that a text stands for: one, or as many as the lists in it allow."""
    choices: list[list[tuple[str, ...]]] = []
    for token in _TOKEN.findall(text):
        if token[0] == "{":
            if token[1:-1] not in lists:
                raise PatternError(f"there is no list {token} in words.yaml")
            choices.append([tuple(_checked(word) for word in entry.split()) for entry in lists[token[1:-1]]])
        else:
            choices.append([(_checked(token),)])
    if not choices:
        raise PatternError("an empty choice: use [ ] for what may be missing")
    return [tuple(word for run in chosen for word in run) for chosen in product(*choices)]


def _checked(word: str) -> str:
    if not _WORD.fullmatch(word):
        raise PatternError(f"“{word}” is not a plain word: lower case letters, without accents and apostrophes")
    if word.endswith("*") and len(word) <= _PREFIX:
        raise PatternError(f"“{word}” would fit too many words: at least {_PREFIX} letters before the *")
    return word


def _word_regex(word: str) -> str:
    if word == "#":
        return r"[0-9]+"
    return re.escape(word[:-1]) + r"[^ ]*" if word.endswith("*") else re.escape(word)


def _keys(part: _Part) -> frozenset[str]:
    """A word of each alternative (or the first letters of it), or none at all if an alternative is only a number."""
    keys: set[str] = set()
    for run in part.alternatives:
        words = [word for word in run if word[0].isalpha()]
        if not words:
            return frozenset()
        longest = max(words, key=len)
        keys.add(longest[:_PREFIX] + "*" if longest.endswith("*") else longest)
    return frozenset(keys)


def keys_of(view: str) -> frozenset[str]:
    """The keys that a view holds, to find the patterns that may fit it."""
    words = frozenset(view.split())
    return words | {word[:_PREFIX] + "*" for word in words}
