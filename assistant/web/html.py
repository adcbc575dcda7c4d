"""Replies and lines as HTML, from the templates beside this module. Everything is escaped by Jinja's autoescaping."""

from functools import lru_cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from assistant.lines import offered, offered_lines, strip
from assistant.replies import Reply, Sentence, by_source
from ingest.corpus import Corpus

CSS = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_KINDS = {
    "crisis": "Crisis lines: help right away",
    "referral": "Referral lines: where to find help",
    "report": "Report lines: calling makes a report",
    "tip": "Tip lines: what you say goes to police",
}


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("assistant.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(kinds=_KINDS, **values)


def strip_html(corpus: Corpus) -> str:
    """The strip, with its own style, to stand first on any page."""
    return _render("strip.html", css=CSS, lines=offered_lines(strip(corpus)))


def intro_html(corpus: Corpus) -> str:
    """What this is and is not, before the first message."""
    phrases = corpus.phrases[corpus.settings.languages[0]]
    return _render("intro.html", corpus=corpus.settings, text=phrases["what-this-is"])


def turn_html(message: str, reply: Reply, number: int) -> str:
    """One question and its reply. ``number`` keeps the ids of a page apart."""
    return _render(
        "turn.html",
        message=message,
        reply=reply,
        paragraphs=_paragraphs(reply),
        sources=by_source(reply.citations),
        number=number,
    )


def help_html(corpus: Corpus) -> str:
    """Every line, by kind, on a page without script."""
    lines = [offered(line) for line in corpus.lines.values()]
    groups = {kind: [line for line in lines if line.kind == kind] for kind in _KINDS}
    return _page(corpus, "All help lines", _render("help.html", groups=groups))


def safety_html(corpus: Corpus) -> str:
    """The crisis protocol: what is noticed, what is shown, what is refused, what it cannot do. Made of the corpus."""
    needs = corpus.screening.needs.values()
    lines_of = {need.id: [line.name for line in corpus.lines.values() if need.id in line.routes] for need in needs}
    phrases = corpus.phrases[corpus.settings.languages[0]]
    body = _render(
        "safety.html",
        phrases=phrases,
        needs=[{"notices": n.notices, "lines": lines_of[n.id]} for n in needs if n.kind == "need"],
        refused=[need for need in needs if need.kind == "misuse"],
        cannot=[name for name in phrases if name.startswith("safety-cannot-") and name != "safety-cannot-title"],
        counts={
            "rules": len(corpus.screening.book.rules),
            "patterns": sum(len(rule.patterns) for rule in corpus.screening.book.rules),
            "examples": len(corpus.screening.examples),
        },
    )
    return _page(corpus, phrases["safety-title"], body)


def message_page(corpus: Corpus, title: str, text: str) -> str:
    """A short page for an error, under the strip."""
    return _page(corpus, title, _render("message.html", title=title, text=text))


def _page(corpus: Corpus, title: str, body: str) -> str:
    return _render("page.html", title=title, strip=strip_html(corpus), body=body)


def _paragraphs(reply: Reply) -> list[list[Sentence]]:
    return [list(run) for _, run in groupby(reply.sentences, key=lambda s: s.paragraph)]
