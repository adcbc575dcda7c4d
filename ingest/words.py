"""The words that carry a text's meaning, cut to their stems: what keyword search and coverage count.

The only module that knows the stemmer.
"""

import re
import unicodedata

import snowballstemmer

# Words that say nothing of what is asked. "not", "without" and numbers are left in: they change an answer.
_STOP = frozenset(
    """
    a about am an and any are as at be been but by can could did do does for from get go got had has have he her
    here him his how i if im in into is it its ive just know like make many me much my need of on one or our out
    she should so some someone somebody somewhere something tell than that the their them then there these they
    thing things this to up us want was we were what when where which who why will with would you your dont
    doesnt didnt cant u ur r please hi hello hey really very also because after before too ill whats wheres
    hows theres
    """.split()
)
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)+|[^\W_]+")  # a section such as 566.034 is one word


def content_words(text: str) -> list[str]:
    """The stems of the words that carry a text's meaning, numbers included, in their order."""
    words = _words_in(text)
    # A stemmer of its own: it works in place, and one shared between threads garbles their words.
    stemmer = snowballstemmer.stemmer("english")
    return [str(stem) for stem in stemmer.stemWords([word for word in words if word not in _STOP])]


def plain_words(text: str) -> str:
    """The words of a text alone: two texts that differ only in case, marks and spaces have the same."""
    return " ".join(_words_in(text))


def letter_runs(text: str) -> list[str]:
    """The runs of three and four letters in a text's words, ends marked: what is left of a word that is misspelt."""
    marked = [f"_{word}_" for word in _words_in(text)]
    return [word[i : i + length] for word in marked for length in (3, 4) for i in range(len(word) - length + 1)]


def _words_in(text: str) -> list[str]:
    """Lower-case words without apostrophes. Accents are joined to their letters first, or they would part words."""
    return _WORD.findall(re.sub(r"['’]", "", unicodedata.normalize("NFC", text.casefold())))
