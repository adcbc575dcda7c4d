"""What a message asks, as search texts: the message itself, and its parts where it asks more than one thing."""

import re

import snowballstemmer

MAX_PARTS = 6
MAX_SEARCHED = 2000  # characters searched for an answer; screening always reads all of them
_LONG = 220  # beyond this many characters a message is searched sentence by sentence

# Words that say nothing of what is asked. "not", "without" and numbers are left in: they change an answer.
_STOP = frozenset(
    """
    a about am an and any are as at be been but by can could did do does for from get go got had has have he her
    here him his how i if im in into is it its ive just know like make many me much my need of on one or our out
    she should so some someone somebody somewhere something tell than that the their them then there these they
    thing things this to up us want was we were what when where which who why will with would you your dont
    doesnt didnt cant u ur r please hi hello hey really very also because after before too id ill whats wheres
    hows theres
    """.split()
)
_QUESTION_WORDS = "how|what|where|when|who|why|which|can|could|do|does|did|is|are|am|will|would|should"
_ASKS = re.compile(rf"(?:{_QUESTION_WORDS})\b", re.IGNORECASE)
_BETWEEN_QUESTIONS = re.compile(rf"(?<=[.?!;])\s+|,?\s+(?:and|also|plus)\s+(?=(?:{_QUESTION_WORDS})\b)", re.IGNORECASE)


def parts_of(message: str) -> tuple[str, ...]:
    """The texts to search for: the message, or what it asks sentence by sentence if it is long or asks twice."""
    text = " ".join(message.split())[:MAX_SEARCHED]
    sentences = [s.strip() for s in _BETWEEN_QUESTIONS.split(text) if s.strip()]
    sentences = [sentence for sentence in sentences if content_words(sentence)]
    asked = [sentence for sentence in sentences if is_question(sentence)]
    if len(text) <= _LONG:
        return tuple(asked[:MAX_PARTS]) if len(asked) > 1 else (text,)
    chosen = asked or sentences
    return tuple(dict.fromkeys(chosen[-MAX_PARTS:])) or (text[:_LONG],)


def is_question(text: str) -> bool:
    """True for a text that asks: by its mark, or by the word that it begins with."""
    return text.endswith("?") or bool(_ASKS.match(text))


def asks_something(text: str) -> bool:
    """True if any part of a text asks: "he hit me, can i get a protection order"."""
    return any(is_question(part.strip()) for part in re.split(r"(?<=[.?!;,\n])\s*", text) if part.strip())


def content_words(text: str) -> frozenset[str]:
    """The stems of the words that carry a text's meaning, numbers included."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.casefold()))
    # A stemmer of its own: it works in place, and one shared between threads garbles their words.
    stemmer = snowballstemmer.stemmer("english")
    return frozenset(stemmer.stemWords([word for word in words if word not in _STOP]))
