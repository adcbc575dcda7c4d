"""How a message looks to the rules: plain words, whatever was done to hide them.

Undone on every character: letter case, full-width and accented letters, look-alikes of other alphabets, emoji (which
become their names), invisible characters, shorthand (``u``, ``pq``), digits and signs for letters (``k1ll``),
punctuation inside words (``su-i-cide``), drawn-out letters, words spelt out (``h e l p``) or glued together,
misspellings of words that the rules know, and text that is reversed or in base64. Nothing is taken away by this: what
is decoded stands beside what was written, and a word that the rules know is never changed into another.
"""

import base64
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any

from ingest.screening.languages import without_accents

END = "."  # the token that ends a sentence; no pattern of adjacent words reaches across it
_ENDS = ".?!;:\n"
_LEET = [str.maketrans("013457@$!|+€", f"o{one}eastasi{one}te") for one in "il"]
_APOSTROPHES = re.compile(" ['’‘`´ʼ](?= )|['’‘`´ʼ]")  # with the space before one that stands alone, spelt out
_INVISIBLE = ("Mn", "Me", "Cf", "Cc", "Co", "Cs", "Cn")
_GUESSES = 3  # ways in which the misspelt words of a text are mended, where there is a choice
_SPELT_OUT = 4  # as many single letters in a row are one word, spelt out
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_LONGEST = 40  # letters; what is longer is no word, and may be several glued together
_COMMON = 3.0  # Zipf frequency (wordfreq) from which a word of English or Spanish is taken for a word


class Normaliser:
    """Reads messages in the light of the words that a set of rules knows. Keeps nothing of what it reads."""

    def __init__(
        self, words: Iterable[str], stems: Iterable[str] = (), shorthand: Mapping[str, str] | None = None
    ) -> None:
        """Know ``words`` (lower case, plain letters), the common words that begin with ``stems``, and ``shorthand``."""
        self._shorthand = dict(shorthand or {})
        begun = tuple(stems)
        self._rule_words = frozenset(words) | {word for word in _common_words() if begun and word.startswith(begun)}
        self._known = self._rule_words | _common_words().keys() | self._shorthand.keys()

    # Built when a word is first met that is unknown: it takes half a second.
    @cached_property
    def _spelling(self) -> Any:  # symspellpy has no types
        return _spelling(self._rule_words)

    @cached_property
    def _glued(self) -> Any:
        return _glued(self._rule_words)

    def views(self, message: str) -> tuple[str, ...]:
        """What a message says: first what it spells, hides or encodes, if it does, then its words as written.

        A view is a string of tokens between single spaces, with a space at either end; ``.`` ends a sentence. Each view
        stands there once, and there is always one.
        """
        plain = fold(message)
        written = self._as_written(plain)
        views = [*self._undisguised(message, plain, written[0]), *written]
        return tuple(dict.fromkeys(" " + " ".join(view) + " " for view in views))

    def _as_written(self, plain: str) -> list[list[str]]:
        """A text as it stands, and other ways to read what is misspelt or broken into lines and dots."""
        views = [self._tokens(plain)]
        if self._has_doubts(plain):
            views += [self._tokens(plain, guess) for guess in range(1, _GUESSES)]
        if "\n" in plain:
            views.append(self._tokens(plain.replace("\n", " ")))
        if views[0].count(END) * 3 > len(views[0]):
            views.append([token for token in views[0] if token != END])
        return views

    def _undisguised(self, message: str, plain: str, tokens: list[str]) -> Iterator[list[str]]:
        """What stands behind a disguise of the whole text, or of a part of it."""
        yield from (self._tokens(fold(text)) for text in _decoded(message))
        if self._is_reversed(tokens):
            yield self._tokens(plain[::-1])
        spelt = self._spelt_out(plain)
        if _is_leet(plain):
            yield from (self._tokens(self._without_leet(spelt, numbers)) for numbers in (False, True))
        if spelt != plain:
            yield self._tokens(spelt)

    def _tokens(self, plain: str, guess: int = 0) -> list[str]:
        """The tokens of a text; where a word may be misspelt in several ways, ``guess`` says which is taken."""
        chunks = plain.replace("\n", " \n ").split(" ")
        return [token for chunk in chunks if chunk for token in self._read(chunk, guess)]

    def _has_doubts(self, plain: str) -> bool:
        """True if a word is misspelt in a way that leaves a choice."""
        words = re.findall(r"[a-z]{4,40}", plain)
        return any(word not in self._known and len(self._guesses(word)) > 1 for word in words)

    def _read(self, chunk: str, guess: int) -> Iterator[str]:
        """The tokens of what stands between two spaces."""
        if chunk.isalpha():
            yield from self._words(chunk, guess)
            return
        core = chunk.strip('.,?!;:"()[]{}<>*_~…-/\\\n')
        if core.isalpha():
            yield from self._words(core, guess)
        elif core:
            yield from self._mixed(core, guess)
        if any(mark in _ENDS for mark in chunk[len(chunk.rstrip(_ENDS + ')"]*_~,')) :]):
            yield END

    def _mixed(self, core: str, guess: int) -> Iterator[str]:
        """Letters mixed with digits and signs: one hidden word, if the rules know it, or else its parts."""
        if sum(c.isalpha() for c in core) > 1 or len(core) > 3:  # "50s" is no "sos"
            for table in _LEET:
                for text in (core.translate(table), re.sub(r"[^a-z0-9@$!|+]", "", core).translate(table)):
                    word = _drawn_in(text, self._rule_words)
                    if word:
                        yield word
                        return
        for part in re.findall(r"[a-z]+|[0-9]+|[$%&#+]|[.?!;:]+", core):
            if part.isalpha():
                yield from self._words(part, guess)
            else:
                yield END if part[0] in _ENDS else part

    def _words(self, letters: str, guess: int) -> list[str]:
        """A run of letters as the word, or the words, that it stands for."""
        if letters in self._shorthand:
            return self._shorthand[letters].split()
        if letters in self._known:
            return [letters]
        word = _drawn_in(letters, self._rule_words) or _drawn_in(letters, self._known, drawn_out=3)
        if word or len(letters) > _LONGEST:
            return [word] if word else self._split(letters)
        guesses = self._guesses(letters)
        return [guesses[min(guess, len(guesses) - 1)]] if guesses else self._split(letters)

    def _guesses(self, letters: str) -> list[str]:
        """The words of the rules that a misspelt one may have been meant to be, the likeliest first."""
        from symspellpy import Verbosity

        if len(letters) < 4:
            return []
        distance = 1 if len(letters) < 8 else 2
        found = [one.term for one in self._spelling.lookup(letters, Verbosity.CLOSEST, max_edit_distance=distance)]
        # Of four letters one wrong is too much, unless it is missing or out of place ("hlep", not "hull" for "hurt").
        same = sorted(letters)
        return [word for word in found if len(letters) > 4 or len(word) > 4 or sorted(word) == same][:_GUESSES]

    def _split(self, letters: str) -> list[str]:
        """Words that were glued together; the letters as they are, if they are not."""
        if len(letters) < 6:
            return [letters]
        words: list[str] = self._glued.word_segmentation(letters, max_edit_distance=0).corrected_string.split()
        short = sum(len(word) for word in words if len(word) < 3)
        return words if all(w in self._known for w in words) and short * 2 <= len(letters) else [letters]

    def _spelt_out(self, plain: str) -> str:
        """The text with words that are spelt out letter by letter put together; wide gaps, if any, part words."""
        letter = r"[a-z0-9@$!|+]"
        run = re.compile(rf"(?<!\S){letter}(?:[ .,*_~/-]{{1,5}}{letter}){{{_SPELT_OUT - 1},}}(?!\S)")

        def joined(match: re.Match[str]) -> str:
            parts = re.split(r" {2,}", match[0])
            words = parts if len(parts) > 1 else [match[0]]
            return " ".join(re.sub(r"[ .,*_~/-]", "", word) + ("." if word.endswith(" .") else "") for word in words)

        return run.sub(joined, plain)

    def _without_leet(self, plain: str, keep_numbers: bool) -> str:
        """The text with every digit and sign read as the letter that it looks like; numbers may be ages, and stay."""
        return " ".join(self._leet_word(chunk, keep_numbers) for chunk in plain.split(" "))

    def _leet_word(self, chunk: str, keep_numbers: bool) -> str:
        if keep_numbers and len(chunk) > 1 and chunk.isdigit():
            return chunk
        read = [chunk.translate(table) for table in _LEET]
        return next((word for word in read if word in self._rule_words), None) or next(
            (word for word in read if word in self._known), read[0]
        )

    def _is_reversed(self, tokens: list[str]) -> bool:
        """True if a text reads better from its end: counted in letters of common words of three letters and more."""
        words = [token for token in tokens if len(token) > 2 and token.isalpha()][:400]
        forward = sum(len(word) for word in words if word in self._known)
        backward = sum(len(word) for word in words if word[::-1] in self._known)
        return backward > forward


def _is_leet(plain: str) -> bool:
    """True if every fourth word of a text mixes letters with digits or signs."""
    chunks = plain.split()
    mixed = sum(bool(re.search(r"[a-z][013457@$!|+]|[013457@$!|+][a-z]", chunk)) for chunk in chunks)
    return mixed * 4 >= len(chunks) > 0


def fold(text: str) -> str:
    """Lower case and ASCII, without what cannot be seen; wide gaps and line ends are left in.

    NFKC undoes full-width and styled letters, Unicode's list of look-alikes (TR 39, in confusable-homoglyphs) those of
    other alphabets, and anyascii writes out the rest, emoji by their names.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFD", text)
        text = "".join(c for c in text if c in "\n\t" or c.isascii() or unicodedata.category(c) not in _INVISIBLE)
        text = "".join(c if c.isascii() else _ascii(c) for c in _APOSTROPHES.sub("", text))
    text = _APOSTROPHES.sub("", text.replace("\t", "  "))
    return "".join(c for c in text if c == "\n" or c.isprintable())


@cache
def _ascii(character: str) -> str:
    """What a character outside ASCII looks like, or is called; remembered, since there are only so many."""
    from anyascii import anyascii

    if character in _look_alikes():
        return _look_alikes()[character]
    if character in "¿¡":
        return " "
    name = anyascii(character).casefold()
    return f" {name.strip(':').replace('_', ' ')} " if len(name) > 1 else name


@cache
def _look_alikes() -> dict[str, str]:
    """Characters that look like a Latin letter, from Unicode's list."""
    from confusable_homoglyphs import confusables

    found: dict[str, str] = {}
    for character, alikes in confusables.confusables_data.items():
        latin = [one["c"] for one in alikes if one["c"].isascii() and one["c"].isalpha()]
        if latin and len(character) == 1 and not character.isascii():
            found[character] = latin[0].casefold()
    return found


def _drawn_in(text: str, words: Collection[str], drawn_out: int = 2) -> str | None:
    """The known word that a text is, or would be if letters that stand ``drawn_out`` times or more stood once or
    twice.
    """
    if text in words:
        return text
    for repeats in (2, 1):
        shorter = re.sub(rf"(.)\1{{{max(repeats, drawn_out - 1)},}}", r"\1" * repeats, text)
        if shorter != text and shorter in words:
            return shorter
    return None


def _decoded(message: str) -> Iterator[str]:
    """What stands in a message in base64, where it is text."""
    for match in _BASE64.finditer(message):
        chunk = match[0].rstrip("=").replace("-", "+").replace("_", "/")
        try:
            text = base64.b64decode(chunk + "=" * (-len(chunk) % 4)).decode("utf-8")
        except ValueError:
            continue
        if len(text) > 3 and sum(c.isalpha() or c == " " for c in text) >= 0.8 * len(text):
            yield text


@cache
def _common_words() -> dict[str, float]:
    """Common words of English and Spanish without their accents, with how often they occur."""
    import wordfreq

    words: dict[str, float] = {}
    for language in ("en", "es"):
        for word, frequency in wordfreq.get_frequency_dict(language, "small").items():
            if frequency < 10 ** (_COMMON - 9):
                continue
            plain = _APOSTROPHES.sub("", without_accents(word))
            if plain.isascii() and plain.isalpha():
                words[plain] = max(frequency, words.get(plain, 0.0))
    return words


def _spelling(words: Iterable[str]) -> Any:
    """An index of the rules' words by what a slip of the finger makes of them."""
    from symspellpy import SymSpell

    index = SymSpell(max_dictionary_edit_distance=2)
    common = _common_words()
    for word in sorted(words):
        if len(word) > 3:
            index.create_dictionary_entry(word, 1 + int(1e8 * common.get(word, 0.0)))
    return index


def _glued(words: Iterable[str]) -> Any:
    """A dictionary to take glued words apart with."""
    from symspellpy import SymSpell

    index = SymSpell(max_dictionary_edit_distance=0)
    for word, frequency in (dict.fromkeys(words, 1e-6) | _common_words()).items():
        if len(word) > 1 or word in "aiyo":
            index.create_dictionary_entry(word, 1 + int(1e9 * frequency))
    return index
