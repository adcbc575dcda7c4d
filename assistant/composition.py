"""Putting a reply together from the release's statements, phrases and lines. It writes no word of its own."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from assistant import lines
from assistant.lines import Card
from assistant.replies import Citation, Kind, Phrase, Related, Reply, Sentence
from assistant.screening import CARD, Screening
from assistant.selection import MAX_RELATED, Certainty, Selected, Selection
from ingest.corpus import Corpus
from ingest.documents import Document, Statement

LED_BY_CARD = 3  # from this tier on the card leads, and what is said beside it is short
Place = Literal["here", "elsewhere", "abroad"]  # where the message says that the person is
_ABOUT: dict[Place, str] = {"elsewhere": "another-place", "abroad": "another-country"}
EVERYWHERE = "United States"  # the jurisdiction of a document whose facts hold in every state
_DOUBT: dict[Certainty, list[str]] = {"answer": [], "partial": ["partial-answer"], "no_answer": []}
LAW_TOPICS = frozenset({"law", "police", "courts", "records", "rights", "immigration"})


class Composer:
    """Composes the replies of one release (or, when there is none, of the corpus whose lines must still be shown)."""

    def __init__(self, corpus: Corpus, release: str | None) -> None:
        """Compose from ``corpus``; ``release`` is the id that replies carry, ``None`` when none could be opened."""
        self._corpus = corpus
        self._release = release

    def answer(self, screening: Screening, selection: Selection, today: date, place: Place = "here") -> Reply:
        """The checked paragraphs, or that there is no checked answer, under the card."""
        elsewhere = place != "here" and any(one.document.jurisdiction != EVERYWHERE for one in selection.selected)
        if elsewhere and any(LAW_TOPICS & set(one.document.topics) for one in selection.selected):
            selection = _withheld(selection)  # the law of one state is no answer about another's
        if selection.certainty == "no_answer":
            phrase = "no-checked-answer" if screening.tier < CARD else "no-checked-answer-with-card"
            nothing = self._fixed("no_answer", screening, today, phrase, place)
            return replace(nothing, related=_related(selection.related)).identified()
        sentences, citations = self._cite(selection.selected)
        documents = [one.document for one in selection.selected]
        # A question in a language without documents is compared across languages: what is found is never sure.
        foreign = screening.language not in self._corpus.settings.languages
        certainty: Certainty = "partial" if elsewhere or foreign else selection.certainty
        kind: Kind = "crisis" if screening.message_tier >= LED_BY_CARD else certainty
        doubts = [_ABOUT[place]] if elsewhere else _DOUBT[certainty]
        return replace(
            self._bare(kind, screening, self._card(screening, today, place, documents)),
            sentences=sentences,
            citations=citations,
            related=_related(selection.related),
            notices=self._notices(screening, documents, citations, doubts),
            as_of=min(document.checked for document in documents).isoformat(),
            jurisdiction="; ".join(dict.fromkeys(document.jurisdiction for document in documents)),
        ).identified()

    def crisis(self, screening: Screening, today: date, place: Place = "here") -> Reply:
        """The card and one line of words: nothing else to read for somebody in danger now."""
        return self._fixed("crisis", screening, today, "crisis-only", place)

    def refusal(self, screening: Screening, today: date, place: Place = "here") -> Reply:
        """A short no, without a lecture, what can be asked instead, and who can help."""
        notice = f"refuse-{screening.misuse}"
        notice = notice if notice in self._phrases_of(screening) else "refusal"
        return self._fixed("refuse", screening, today, notice, place)

    def with_notice(self, reply: Reply, screening: Screening, notice: str) -> Reply:
        """The same reply with one more notice under it."""
        return replace(reply, notices=(*reply.notices, *self._phrases(screening, [notice]))).identified()

    def clarify(self, screening: Screening, today: date) -> Reply:
        """For a message without words: the lines first, then the invitation to ask."""
        return self._fixed("clarify", screening, today, "empty")

    def error(self, screening: Screening, today: date) -> Reply:
        """Something is broken here; the lines are not."""
        return self._fixed("error", screening, today, "error")

    def _fixed(self, kind: Kind, screening: Screening, today: date, notice: str, place: Place = "here") -> Reply:
        """A reply without statements: the card, or else the strip's lines in full, and a phrase or two."""
        shown = lines.card(self._corpus, screening, today, elsewhere=place != "here")
        if not shown.primary:
            shown = lines.Card(lines.strip(self._corpus))
        about = [_ABOUT[place]] if place == "abroad" or (place != "here" and kind == "no_answer") else []
        language = [name for name in self._language_notice(screening) if name != "language-not-ready"]
        if screening.language not in self._corpus.phrases:
            language = self._language_notice(screening)
        notices = self._phrases(screening, [*language, notice, *about])
        bare = self._bare(kind, screening, shown)
        return replace(bare, notices=notices).identified()

    def _bare(self, kind: Kind, screening: Screening, shown: Card) -> Reply:
        """What every reply has: what was noticed, the strip and the lines."""
        return Reply(
            kind=kind,
            tier=screening.tier,
            routes=screening.routes,
            subject=screening.subject,
            lang=screening.language,
            strip=self._corpus.settings.strip,
            lines=lines.offered_lines(shown.primary),
            more=lines.offered_lines(shown.more),
            acknowledgement=self._acknowledgement(screening),
            sentences=(),
            citations=(),
            related=(),
            notices=(),
            as_of=None,
            jurisdiction=self._corpus.settings.jurisdiction,
            release=self._release,
        )

    def _card(self, screening: Screening, today: date, place: Place, documents: Sequence[Document]) -> Card:
        """The card; below tier 2 it also holds the lines that the documents themselves name."""
        shown = lines.card(self._corpus, screening, today, elsewhere=place != "here")
        if screening.tier >= CARD:
            return shown
        named = lines.usable(self._corpus, (name for doc in documents for name in doc.lines), today)
        together = tuple(dict.fromkeys([*named, *shown.primary, *shown.more]))
        return Card(together[: lines.PRIMARY], together[lines.PRIMARY :][: lines.MORE])

    def _cite(self, selected: Sequence[Selected]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        paragraphs = [(one.document, run) for one in selected for run in one.paragraphs]
        for number, (document, paragraph) in enumerate(paragraphs):
            for statement in paragraph:
                cited = self._citations(document, statement, first=len(citations) + 1)
                citations += cited
                numbers = tuple(citation.n for citation in cited)
                sentences.append(Sentence(statement.text, statement.id, numbers, number))
        return tuple(sentences), tuple(citations)

    def _citations(self, document: Document, statement: Statement, first: int) -> list[Citation]:
        return [
            citation(self._corpus, document, statement, source, n)
            for n, source in enumerate(statement.sources, start=first)
        ]

    def _acknowledgement(self, screening: Screening) -> Phrase | None:
        """The human words for the most pressing need that has some, for the person who is asking."""
        if screening.tier < CARD:
            return None
        phrases = self._phrases_of(screening)
        about = (f"acknowledge-{route}" for route in screening.routes)
        names = (name for route in about for name in (f"{route}-{screening.subject}", route))
        return next((Phrase(name, phrases[name]) for name in names if name in phrases), None)

    def _notices(
        self,
        screening: Screening,
        documents: Sequence[Document],
        citations: Sequence[Citation],
        doubts: Sequence[str],
    ) -> tuple[Phrase, ...]:
        names = [*self._language_notice(screening), *doubts]
        names.append("signed-off" if all(document.signed_off for document in documents) else "not-signed-off")
        names += ["fair-grade"] if _rests_on_fair_sources(citations) else []
        is_law = any(LAW_TOPICS & set(document.topics) for document in documents)
        names += ["information-not-advice"] if is_law else []
        return self._phrases(screening, names)

    def _language_notice(self, screening: Screening) -> list[str]:
        """That there are no documents in the reader's language; not at tiers 3 and 4, where little is to be read."""
        ready = screening.language in self._corpus.settings.languages
        if ready or screening.message_tier >= LED_BY_CARD:
            return []
        has_phrases = screening.language in self._corpus.phrases
        return ["language-not-ready", *(["translation-not-reviewed"] if has_phrases else [])]

    def _phrases(self, screening: Screening, names: Iterable[str]) -> tuple[Phrase, ...]:
        phrases = self._phrases_of(screening)
        return tuple(Phrase(name, phrases[name]) for name in names)

    def _phrases_of(self, screening: Screening) -> dict[str, str]:
        """The phrases in the reader's language; those of the corpus's first language where one is missing."""
        first = self._corpus.phrases[self._corpus.settings.languages[0]]
        return first | self._corpus.phrases.get(screening.language, {})


def citation(corpus: Corpus, document: Document, statement: Statement, source_id: str, n: int) -> Citation:
    """The citation of one statement's source, as the registry of sources has it."""
    source = corpus.sources[source_id]
    return Citation(
        n=n,
        source=source.id,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        authority=source.authority,
        dated=source.dated,
        seen=source.seen.isoformat(),
        grade=source.grade,
        says=source.says,
        document=document.id,
        statement=statement.id,
        quote=statement.text,
        sha256=hashlib.sha256(statement.text.encode()).hexdigest(),
    )


def _rests_on_fair_sources(citations: Sequence[Citation]) -> bool:
    """True if a statement has no strong source: the reader is told to check before relying on it."""
    strong = {citation.statement for citation in citations if citation.grade == "strong"}
    return any(citation.statement not in strong for citation in citations)


def _withheld(selection: Selection) -> Selection:
    """Nothing is shown; what would have been is named as near."""
    near = dict.fromkeys([*(one.document for one in selection.selected), *selection.related])
    return Selection("no_answer", (), tuple(near)[:MAX_RELATED])


def _related(documents: Sequence[Document]) -> tuple[Related, ...]:
    return tuple(Related(document.id, document.question) for document in documents)
