"""What a message asks, as search texts: all of it, its parts where it asks several things, and what came before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.words import content_words

MAX_PARTS = 4
MAX_SEARCHED = 2000  # characters searched for an answer; screening always reads all of them
_WHOLE = 500  # up to so many characters a message is searched as it stands: the model reads about as much
_EARLIER = 300  # characters of an earlier message that a follow-up is read with
_LEANS_BELOW = 3  # content words; a message of fewer says little by itself

_QUESTION_WORDS = "how|what|where|when|who|why|which|can|could|do|does|did|is|are|am|will|would|should"
_QUESTION_WORDS_ES = "cómo|como|qué|que|dónde|donde|cuándo|cuando|quién|quien|cuánto|cuanto|cuál|cual|puedo|puede|hay"
_ASKS = re.compile(rf"[¿\s]*(?:{_QUESTION_WORDS}|{_QUESTION_WORDS_ES})\b", re.IGNORECASE)
_BETWEEN_QUESTIONS = re.compile(
    rf"(?<=[.?!;])\s+|,?\s+(?:and|also|plus|y)\s+(?=(?:also\s+)?(?:{_QUESTION_WORDS}|{_QUESTION_WORDS_ES})\b)",
    re.IGNORECASE,
)
_JOINS = re.compile(r"^(?:and|also|plus|y|tambien|también)\s+", re.IGNORECASE)
_SECTION = re.compile(r"(?<![\d.$])\d{2,4}\.\d{3}(?!\d|\.\d)")  # but not $25.000, nor 816.468.5463
# A message that begins like this goes on from an earlier one.
_GOES_ON = re.compile(
    r"\W*(?:and|but|or|so|ok(?:ay)?|also|then|what about|how about|what if|even|same|"
    r"y|pero|o sea|entonces|que pasa si)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|their|there|one|he|she|him|her|instead|either|eso|esa|ese|ellos|ella|alli|ahi)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """The texts to search for: ``parts`` by themselves, ``in_context`` all of the message with what came before it.

    A part has one text, or two where it points back at the part before it: it alone, and both together.
    ``leans`` is true for a follow-up: what came before then decides, otherwise only if the message by itself finds
    nothing.
    """

    parts: tuple[tuple[str, ...], ...]
    in_context: str | None
    leans: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything to embed, the parts first."""
        texts = (text for part in self.parts for text in part)
        return (*texts, *([self.in_context] if self.in_context else []))


def asked_in(message: str, earlier: Sequence[str] = ()) -> Asked:
    """What a message asks, in the light of the same person's ``earlier`` messages, the latest last."""
    parts = parts_of(message)
    if not earlier:
        return Asked(parts, None, False)
    before = [" ".join(text.split())[:_EARLIER] for text in earlier[-2:]]
    return Asked(parts, " ".join([*before, *(part[0] for part in parts)]), leans_on_earlier(message))


def parts_of(message: str) -> tuple[tuple[str, ...], ...]:
    """The texts to search for: the message, or each question if it asks several; of a long one, what it asks."""
    text = " ".join(message.split())[:MAX_SEARCHED]
    sentences = [_JOINS.sub("", s).strip() for s in _BETWEEN_QUESTIONS.split(text) if s.strip()]
    asked = [sentence for sentence in sentences if is_question(sentence) and content_words(sentence)]
    if len(text) <= _WHOLE:
        return _with_what_they_point_at(asked[:MAX_PARTS]) if len(asked) > 1 else ((text,),)
    chosen = asked or [sentence for sentence in sentences if content_words(sentence)]
    return tuple(dict.fromkeys((part[:_WHOLE],) for part in chosen[-MAX_PARTS:])) or ((text[:_WHOLE],),)


def _with_what_they_point_at(asked: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Each question by itself; one that points back at the question before it, together with that as well."""
    parts = [
        (part, f"{before} {part}") if before and _points_back(part) else (part,)
        for before, part in zip(["", *asked[:-1]], asked, strict=True)
    ]
    return tuple(dict.fromkeys(parts))


def leans_on_earlier(message: str) -> bool:
    """True for a message that says little without the ones before it: "what about minors", "is it free"."""
    words = content_words(message)
    return len(words) < _LEANS_BELOW or bool(_GOES_ON.match(message)) or _points_back(message)


def _points_back(text: str) -> bool:
    return bool(_POINTS_BACK.search(text)) and len(content_words(text)) < 2 * _LEANS_BELOW


def is_question(text: str) -> bool:
    """True for a text that asks: by its mark, or by the word that it begins with."""
    return text.endswith("?") or bool(_ASKS.match(text))


def asks_something(text: str) -> bool:
    """True if any part of a text asks: "he hit me, can i get a protection order"."""
    return any(is_question(part.strip()) for part in re.split(r"(?<=[.?!;,\n])\s*", text) if part.strip())


def sections_in(text: str) -> tuple[str, ...]:
    """The sections of the law that a text names, such as 566.034."""
    return tuple(dict.fromkeys(_SECTION.findall(text)))
