"""Screening: what is noticed in a message before anything else, on all of its text, within its conversation.

Readable rules speak first, and need no model. What they miss, the labelled messages may hear (``neighbours``). Neither
lowers what the other raised, and what was raised in a conversation stays: no later word, filter or model lowers it.
Rules that are only signs wait for a second voice; where the labelled messages cannot be asked, they raise alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

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

Embed = Callable[[Sequence[str]], Vectors]


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
class _Read:
    """One message as the rules see it."""

    views: tuple[str, ...]
    fired: tuple[Fired, ...]


class Screener:
    """Screens conversations by one release's rules and labelled messages. Keeps nothing; threads may share it."""

    def __init__(
        self, content: ScreeningContent, neighbours: Neighbours | None = None, embed: Embed | None = None
    ) -> None:
        """Compile the rules. ``neighbours`` may be missing, and so may the model (``embed``): the rest still works."""
        self._rules = Rules(content.book)
        self._needs = content.needs
        self._neighbours = neighbours
        self._embed = embed

    def by_rules(self, message: str, turns: Sequence[str] = (), language: str | None = None) -> Screening:
        """Screen a message in the light of the same person's earlier ones, by the rules alone. Never fails."""
        now, *before = [by_rules(self._read(text).fired) for text in (message, *turns)]
        return weigh(now, before, self._needs, language or language_of(message))

    def screen(self, message: str, turns: Sequence[str] = (), language: str | None = None) -> Screening:
        """The same, with what the labelled messages hear."""
        read = [self._read(text) for text in (message, *turns)]
        vectors = self._embed([meant(one.views)[:_MEANT] for one in read]) if self._embed else [None] * len(read)
        now, *before = [self._notice(one, vector) for one, vector in zip(read, vectors, strict=True)]
        return weigh(now, before, self._needs, language or language_of(message))

    def _read(self, text: str) -> _Read:
        views = self._rules.views(text)
        return _Read(views, self._rules.fired(views))

    def _notice(self, read: _Read, vector: Vectors | None) -> Noticed:
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
    text = " ".join(fold(message).split())
    for name in except_for:
        text = text.replace(fold(name), " ")
    names = "|".join(re.escape(fold(place)) for place in places)
    return bool(names) and re.search(rf"{before}\b(?:{names})\b", text) is not None
