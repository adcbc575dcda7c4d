"""Which language a message is in: English or Spanish, by how common its words are in each (wordfreq's counts)."""

import re
import unicodedata
from functools import cache

_READ = 300  # words; more say nothing new
_FAR = 3.0  # one word counts for at most this much (Zipf units): a name or a place decides nothing


def language_of(message: str) -> str:
    """``es`` for a message that reads like Spanish, else ``en``."""
    if "¿" in message or "¡" in message:
        return "es"
    words = re.findall(r"[^\W\d_]+", message.casefold())[:_READ]
    return "es" if sum(_leaning(without_accents(word)) for word in words) > 0 else "en"


def _leaning(word: str) -> float:
    """How much more common a word is in Spanish than in English, -3 to 3."""
    return max(-_FAR, min(_FAR, _zipf("es").get(word, 0.0) - _zipf("en").get(word, 0.0)))


@cache
def _zipf(language: str) -> dict[str, float]:
    """Words without accents, because people on a phone leave them out, with their Zipf frequency."""
    import math

    import wordfreq

    words: dict[str, float] = {}
    for word, frequency in wordfreq.get_frequency_dict(language, "small").items():
        plain = without_accents(word)
        words[plain] = max(words.get(plain, 0.0), math.log10(frequency) + 9)
    return words


def without_accents(word: str) -> str:
    """The word in plain letters, where accents are all that it has beside them."""
    if word.isascii():  # most of a dictionary: it is read in a third of the time
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
