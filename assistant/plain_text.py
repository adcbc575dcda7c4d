"""A reply as plain text, for the command line."""

import textwrap
from collections.abc import Iterator

from assistant.lines import offered, strip
from assistant.replies import Citation, OfferedLine, Reply, by_source
from ingest.corpus import Corpus

_WIDTH = 88


def render(reply: Reply, corpus: Corpus) -> str:
    """The whole reply: strip, card, words, sentences with their numbers, sources, related questions."""
    blocks = [
        "\n".join(_strip(corpus)),
        *([_wrapped(reply.acknowledgement.text)] if reply.acknowledgement else []),
        *([_lines(reply)] if reply.tier >= 2 else []),
        *_paragraphs(reply),
        "\n".join(_wrapped(notice.text) for notice in reply.notices),
        *([_lines(reply)] if reply.tier < 2 else []),
        *([_as_of(reply)] if reply.as_of else []),
        *([_sources(reply)] if reply.citations else []),
        *([_related(reply)] if reply.related else []),
    ]
    return "\n\n".join(block for block in blocks if block)


def _strip(corpus: Corpus) -> Iterator[str]:
    for line in map(offered, strip(corpus)):
        yield f"{line.name}: {_ways(line)}"


def _lines(reply: Reply) -> str:
    """The card; above tier 1 it stands before everything else."""
    if not reply.lines:
        return ""
    rows = ["People who can help"]
    for line in reply.lines:
        rows.append(f"  {line.name} ({line.kind} line): {_ways(line)}. {line.hours.rstrip('.')}.")
        if line.note:
            rows.append(_wrapped(line.note, "    "))
        if line.kind in ("report", "tip"):
            rows.append(_wrapped(line.may_share_with, "    "))
    if reply.more:
        rows.append("  More lines: " + "; ".join(f"{line.name}: {_ways(line)}" for line in reply.more))
    return "\n".join(rows)


def _ways(line: OfferedLine) -> str:
    ways = [
        f"call {line.call}" if line.call else "",
        f"text {line.text}" if line.text else "",
        f"chat {line.chat}" if line.chat else "",
    ]
    return ", ".join(way for way in ways if way)


def _paragraphs(reply: Reply) -> Iterator[str]:
    for number in dict.fromkeys(sentence.paragraph for sentence in reply.sentences):
        run = (sentence for sentence in reply.sentences if sentence.paragraph == number)
        yield _wrapped(" ".join(s.text + "".join(f" [{n}]" for n in s.citations) for s in run))


def _sources(reply: Reply) -> str:
    return "Sources\n" + "\n".join(_source(group) for group in by_source(reply.citations))


def _source(group: list[Citation]) -> str:
    citation = group[0]
    where = citation.url or "There is no page to link to."
    numbers = " ".join(f"[{one.n}]" for one in group)
    head = f"{numbers} {citation.title}. {citation.publisher} ({citation.authority}). {where}"
    dates = f"Source dated: {citation.dated}. Read: {citation.seen}."
    return "\n".join([_wrapped(head), _wrapped(f"It says: {citation.says}", "    "), "    " + dates])


def _as_of(reply: Reply) -> str:
    return f"Checked against its sources on {reply.as_of}. Applies to: {reply.jurisdiction}."


def _related(reply: Reply) -> str:
    return "Related\n" + "\n".join(f"  {related.question}" for related in reply.related)


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
