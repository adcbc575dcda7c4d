"""Ways in which people hide or mangle what they write, each the same for the same message."""

import random
import re
import zlib
from collections.abc import Callable

_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})
_LOOK_ALIKES = str.maketrans("aceopxyis", "асеорхуіѕ")  # Cyrillic
_SHORTEST = 5  # letters of a word that is misspelt: a slip in a shorter one makes another word
_ONE_IN = 3  # words that are misspelt, of those long enough


def misspelt(message: str) -> str:
    """One slip of the finger in every third longer word: two letters change places, one is left out, or one is
    doubled.
    """
    chance = random.Random(zlib.crc32(message.encode()))

    def slip(match: re.Match[str]) -> str:
        word = match[0]
        if chance.randrange(_ONE_IN):
            return word
        at = chance.randrange(1, len(word) - 2)
        return chance.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
            )
        )

    return re.sub(rf"[^\W\d_]{{{_SHORTEST},}}", slip, message)


def spaced(message: str) -> str:
    """Every word spelt out, letter by letter."""
    return "   ".join(" ".join(word) for word in message.split())


def leetspeak(message: str) -> str:
    """Digits for the letters that look like them; a word that already holds a digit keeps its letters."""
    words = message.split(" ")
    return " ".join(word if any(c.isdigit() for c in word) else word.lower().translate(_LEET) for word in words)


def look_alikes(message: str) -> str:
    """Letters of the Cyrillic alphabet for those of the Latin one."""
    return message.lower().translate(_LOOK_ALIKES)


def zero_width(message: str) -> str:
    """A character that cannot be seen between any two."""
    return "\u200b".join(message)


def upper_case(message: str) -> str:
    """Capitals."""
    return message.upper()


Disguise = Callable[[str], str]

DISGUISES: dict[str, Disguise] = {
    "misspelt": misspelt,
    "spaced": spaced,
    "leetspeak": leetspeak,
    "look-alikes": look_alikes,
    "zero-width": zero_width,
    "upper case": upper_case,
}
