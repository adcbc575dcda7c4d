"""Which lines stand on a reply, and how a reader reaches them. All of it is data of the registry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from assistant.replies import Link, OfferedLine
from assistant.screening import Screening
from ingest.corpus import Corpus
from ingest.lines import Line

MAX_CARD = 4  # three and a pair: more than that is not read by somebody in need


def card(corpus: Corpus, screening: Screening, today: date) -> tuple[Line, ...]:
    """The lines matched to what was noticed: at tier 4 911 first, then by route, paired lines together."""
    wanted = ["911"] if screening.tier == 4 else []
    for route in screening.routes:
        wanted += [line.id for line in corpus.lines.values() if route in line.routes][:2]
    return usable(corpus, wanted, today)[:MAX_CARD]


def usable(corpus: Corpus, wanted: Iterable[str], today: date) -> tuple[Line, ...]:
    """The named lines with their pairs, each once, without those whose check is overdue.

    A crisis line is shown even when its check is overdue: a number that was right last month beats none (S-52). Any
    other line is a contact fact, and those fail closed.
    """
    ids: dict[str, None] = {}
    for name in wanted:
        line = corpus.lines.get(name)
        if line and (line.kind == "crisis" or line.check_due >= today):
            ids |= dict.fromkeys([name, *line.pair_with])
    return tuple(corpus.lines[name] for name in ids)


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
        note=line.note,
        links=_links(line),
    )


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


def offered_lines(lines: Sequence[Line]) -> tuple[OfferedLine, ...]:
    """Several lines as a reader sees them."""
    return tuple(offered(line) for line in lines)


def registry(corpus: Corpus) -> Mapping[str, OfferedLine]:
    """Every line as a reader may see it, to compare a reply with."""
    return {line.id: offered(line) for line in corpus.lines.values()}
