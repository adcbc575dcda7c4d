"""Which lines stand on a reply, and how a reader reaches them. All of it is data of the registry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from assistant.replies import Link, OfferedLine
from assistant.screening import CARD, Screening
from ingest.corpus import Corpus
from ingest.lines import Line

PRIMARY = 3  # lines that stand open on a card; more is not read by somebody in need
MORE = 5  # lines behind "more"
EMERGENCY = "911"
# Who asks decides which further lines suit; these come first.
_FIRST_FOR = {"professional": ["professional"], "causing_harm": ["causing-harm"]}
_HELPER = "friend"  # the route of those who help another person; their lines come after those of the needs
_CANNOT_SPEAK = frozenset({"deaf", "text-only"})


@dataclass(frozen=True)
class Card:
    """The lines matched to a message: at most three (and their pairs) that stand open, and those behind "more"."""

    primary: tuple[Line, ...] = ()
    more: tuple[Line, ...] = ()


def card(corpus: Corpus, screening: Screening, today: date, *, elsewhere: bool = False) -> Card:
    """The lines matched to what was noticed: at tier 4 911 first, then the best of each need, then the next best.

    ``elsewhere`` says that the message names a place where only national lines help.
    """
    emergency = [EMERGENCY] if screening.tier == 4 else []
    by_route = [_for_route(corpus, route, screening, elsewhere) for route in _routes(screening)]
    in_turn = [line for rank in zip_longest(*by_route) for line in rank if line]
    if screening.subject == "other" and screening.tier >= CARD:
        in_turn += _for_route(corpus, _HELPER, screening, elsewhere)
    wanted = usable(corpus, dict.fromkeys([*emergency, *in_turn]), today)
    if not wanted and screening.tier >= CARD:
        wanted = strip(corpus)
    primary = _with_pairs(corpus, wanted[:PRIMARY], today)
    return Card(primary, tuple(line for line in wanted if line not in primary)[:MORE])


def usable(corpus: Corpus, wanted: Iterable[str], today: date) -> tuple[Line, ...]:
    """The named lines that exist, without those whose check is overdue.

    A crisis line is shown even when its check is overdue: a number that was right last month beats none (S-52). Any
    other line is a contact fact, and those fail closed.
    """
    found = (corpus.lines[name] for name in wanted if name in corpus.lines)
    return tuple(line for line in found if line.kind == "crisis" or line.check_due >= today)


def strip(corpus: Corpus) -> tuple[Line, ...]:
    """The lines of the strip, which no date and no reply takes away."""
    return tuple(corpus.lines[name] for name in corpus.settings.strip if name in corpus.lines)


def offered(line: Line) -> OfferedLine:
    """A line as a reader sees it."""
    call = ", ".join(f"{c.display} ({c.for_whom})" if c.for_whom else c.display for c in line.call)
    return OfferedLine(
        id=line.id,
        name=line.name,
        kind=line.kind,
        call=call or None,
        text=line.text.display if line.text else None,
        chat=line.chat,
        hours=line.hours,
        languages=line.languages,
        may_share_with=line.may_share_with,
        note=line.note,
        links=_links(line),
    )


def offered_lines(lines: Sequence[Line]) -> tuple[OfferedLine, ...]:
    """Several lines as a reader sees them."""
    return tuple(offered(line) for line in lines)


def registry(corpus: Corpus) -> Mapping[str, OfferedLine]:
    """Every line as a reader may see it, to compare a reply with."""
    return {line.id: offered(line) for line in corpus.lines.values()}


def _routes(screening: Screening) -> list[str]:
    """The routes of the conversation, with those that come of what is refused and of who is asking."""
    refused = [f"misuse-{screening.misuse}"] if screening.misuse else []
    first = _FIRST_FOR.get(screening.subject, []) if screening.tier >= CARD else []
    return list(dict.fromkeys([*refused, *first, *screening.routes]))


def _for_route(corpus: Corpus, route: str, screening: Screening, elsewhere: bool) -> list[str]:
    """The lines of a route that suit this person, best first: by way of talking, language, order of the registry."""
    lines = [line for line in corpus.lines.values() if route in line.routes and _suits(line, screening, elsewhere)]
    silent = not _CANNOT_SPEAK.isdisjoint(screening.routes)

    def worse(line: Line) -> tuple[bool, bool]:
        return (silent and not (line.text or line.chat), screening.language not in line.speaks)

    return [line.id for line in sorted(lines, key=worse)]


def _suits(line: Line, screening: Screening, elsewhere: bool) -> bool:
    """Whether a line is for this person at all: young people's lines for the young, local ones for people here."""
    return (screening.minor or not line.for_young) and (line.national or not elsewhere)


def _with_pairs(corpus: Corpus, lines: Sequence[Line], today: date) -> tuple[Line, ...]:
    """The same lines with their pairs beside them: of two lines that belong together both are shown (S-09)."""
    ids = dict.fromkeys(name for line in lines for name in (line.id, *line.pair_with))
    return usable(corpus, ids, today)


def _links(line: Line) -> tuple[Link, ...]:
    links = [
        Link(f"tel:{c.number}", f"Call {c.display}" + (f" ({c.for_whom})" if c.for_whom else "")) for c in line.call
    ]
    if line.text:
        body = f"?&body={line.text.keyword}" if line.text.keyword and " " not in line.text.keyword else ""
        links.append(Link(f"sms:{line.text.number}{body}", f"Text {line.text.display}"))
    if line.chat:
        links.append(Link(line.chat, "Chat"))
    return tuple(links)
