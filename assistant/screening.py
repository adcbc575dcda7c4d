"""Screening: what is noticed in a message before anything else, on all of its text, within its conversation.

Readable rules speak first, and need no model. What they miss, the labelled messages may hear (``neighbours``). Neither
lowers what the other raised, and what was raised in a conversation stays: no later word, filter or model lowers it.
Rules that are only signs wait for a second voice; where the labelled messages cannot be asked, they raise alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from assistant.messages import leans_on_earlier
from assistant.neighbours import heard
from assistant.noticed import Noticed, both, by_rules, first_known
from ingest.embedding import Vectors
from ingest.screening.content import ScreeningContent
from ingest.screening.features import meant, rule_row
from ingest.screening.languages import language_of
from ingest.screening.needs import Need
from ingest.screening.neighbours import Neighbours, read_message
from ingest.screening.normalising import fold
from ingest.screening.rules import Fired, Misuse, Rules, Subject

CARD = 2  # the tier from which a card is shown
MINOR_TIER = 3  # a risk to somebody under 18 is never less than this
_MINOR = "minor"
_MEANT = 2000  # characters whose meaning is looked at; words are read to the end


@dataclass(frozen=True)
class Screening:
    """What was noticed in a conversation, with its newest message read in the light of the earlier ones.

    ``tier`` and ``routes`` are those of the whole conversation, ``message_tier`` of the newest message alone.
    ``routes`` come with the most pressing need first. ``misuse`` concerns only the newest message.
    """

    tier: int
    message_tier: int
    routes: tuple[str, ...]
    subject: Subject
    language: str
    minor: bool
    misuse: Misuse | None


@dataclass(frozen=True)
class Read:
    """One message as the rules see it."""

    views: tuple[str, ...]
    fired: tuple[Fired, ...]


@dataclass(frozen=True)
class Conversation:
    """The newest message and then the earlier ones of the same person, each as the rules see it."""

    messages: tuple[Read, ...]
    language: str
    in_context: Read | None = None  # a follow-up, read together with the message before it

    @property
    def meanings(self) -> tuple[str, ...]:
        """What is embedded: of each message, and of a follow-up in its context."""
        read = (*self.messages, *([self.in_context] if self.in_context else []))
        return tuple(meant(one.views)[:_MEANT] for one in read)


class Screener:
    """Screens conversations by one release's rules and labelled messages. Keeps nothing; threads may share it."""

    def __init__(self, content: ScreeningContent, neighbours: Neighbours | None = None) -> None:
        """Compile the rules. ``neighbours`` may be missing: the rest still works."""
        self._rules = Rules(content.book)
        self._needs = content.needs
        self._neighbours = neighbours

    def read(self, message: str, turns: Sequence[str] = (), language: str | None = None) -> Conversation:
        """Read a message and the same person's earlier ones by the rules. Never fails."""
        read = tuple(self._read(text) for text in (message, *turns))
        leans = bool(turns) and leans_on_earlier(message)
        # As one sentence: read by itself, the follow-up would sound as it does without its context.
        in_context = self._read(f"{turns[-1].rstrip('.?! ')} {message}") if leans else None
        return Conversation(read, language or language_of(message), in_context)

    def by_rules(self, conversation: Conversation) -> Screening:
        """Screen a conversation by the rules alone. Never fails."""
        now, *before = [by_rules(read.fired) for read in conversation.messages]
        return weigh(now, before, self._needs, conversation.language)

    def screen(self, conversation: Conversation, vectors: Vectors | None) -> Screening:
        """The same, with what the labelled messages hear; ``vectors`` are those of the conversation's ``meanings``."""
        rows = [None] * len(conversation.meanings) if vectors is None else list(vectors)
        now, *before = [self._notice(read, row) for read, row in zip(conversation.messages, rows, strict=False)]
        if conversation.in_context and now.misuse and not by_rules(conversation.messages[0].fired).misuse:
            # "How much is it?" alone sounds like a buyer's question. Votes that refuse it must hold in its context too.
            now = replace(now, misuse=self._notice(conversation.in_context, rows[-1]).misuse)
        return weigh(now, before, self._needs, conversation.language)

    def _read(self, text: str) -> Read:
        views = self._rules.views(text)
        return Read(views, self._rules.fired(views))

    def _notice(self, read: Read, vector: Vectors | None) -> Noticed:
        found = by_rules(read.fired)
        if self._neighbours is None:
            return found
        certain = by_rules([one for one in read.fired if not one.rule.sign])
        row = rule_row(read.fired, self._neighbours.rules)
        vectors = None if vector is None else np.asarray(vector, dtype=np.float32)[None, :]
        reading = read_message(read.views, row, self._neighbours.rarity, vectors)
        voted = heard(self._neighbours.margins(reading))
        return both(found if max(certain.tier, voted.tier) >= CARD else certain, voted)


def weigh(now: Noticed, before: Sequence[Noticed], needs: dict[str, Need], language: str) -> Screening:
    """A message within its conversation: what was raised stays raised, and a minor at risk raises the tier."""
    everything = [now, *before]
    minor = any(one.minor for one in everything)
    tier = max(one.tier for one in everything)
    routes = frozenset[str]().union(*(one.routes for one in everything))
    if minor and tier >= CARD:
        tier, routes = max(tier, MINOR_TIER), routes | ({_MINOR} & needs.keys())
    return Screening(
        tier=tier,
        message_tier=max(now.tier, MINOR_TIER) if minor and now.tier >= CARD else now.tier,
        routes=tuple(sorted(routes, key=list(needs).index)),
        subject=first_known([one.subject for one in everything]),
        language=language,
        minor=minor,
        misuse=now.misuse,
    )


def names_place(message: str, places: Sequence[str], except_for: Sequence[str] = (), before: str = "") -> bool:
    """True if a message names one of these places: "Kansas", but not in "Kansas City".

    ``before`` is a pattern of what has to stand before the name.
    """
    if not places:
        return False
    text = " ".join(fold(message).split())
    for name in except_for:
        text = text.replace(fold(name), " ")
    return _any_of(tuple(places), before).search(text) is not None


@cache
def _any_of(places: tuple[str, ...], before: str) -> re.Pattern[str]:
    names = "|".join(re.escape(fold(place)) for place in places)
    return re.compile(rf"{before}\b(?:{names})\b")
