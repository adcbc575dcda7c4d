"""The pipeline of a reply, and the promise that one always comes.

``Assistant.reply`` is the one door that every caller goes through: whatever breaks behind it, the reply still carries
the strip and the card, so that no page, command or client can forget them.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from assistant.composition import LED_BY_CARD, Composer, Place
from assistant.errors import NoLines, NotAnswering
from assistant.messages import Asked, asked_in, asks_something
from assistant.personal_details import redacted
from assistant.queries import Query, search
from assistant.replies import Reply, Turn
from assistant.retrieval import Engines, Retriever, Search
from assistant.screening import Conversation, Screener, Screening, names_place
from assistant.selection import MAX_WORDS, select, shortened
from assistant.verification import Verifier
from ingest import releases
from ingest.corpus import Corpus, read_corpus
from ingest.embedding import Embedder, SentenceTransformerEmbedder, Vectors
from ingest.errors import BrokenRelease, IngestError
from ingest.exported_model import exported
from ingest.index import VectorIndex, entries_of
from ingest.keywords import KeywordIndex
from ingest.releases import Release
from ingest.screening.neighbours import Neighbours
from ingest.settings import Settings
from ingest.words import content_words, plain_words

CRISIS_WORDS, CRISIS_SENTENCES = 60, 3  # at tier 3, at most as much of checked facts under the card
_BEING_IN = r"\b(?:in|en|desde) "  # "I'm in Mexico", but not "I'm from Mexico"
_log = logging.getLogger(__name__)

OpenEmbedder = Callable[[str], Embedder]


class Assistant:
    """Answers messages from one release. Safe to share between threads: it keeps nothing of a message."""

    def __init__(
        self,
        corpus: Corpus,
        screener: Screener,
        release: str | None,
        retriever: Retriever | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        """Use ``Assistant.open``. Without a ``retriever``, replies say under the lines that something is broken."""
        self.corpus = corpus
        self.release = release
        self.failure: str | None = None
        self._screener = screener
        self._retriever = retriever
        self._embedder = embedder
        self._composer = Composer(corpus, release)
        self._verifier = Verifier(corpus)
        self._numbers = frozenset[str]().union(*(line.numbers() for line in corpus.lines.values()))

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        corpus: Path | None = None,
        model: str | None = None,
        open_embedder: OpenEmbedder | None = None,
    ) -> "Assistant":
        """Open the live release of a home folder, with the export of its model or what ``open_embedder`` gives.

        A release, index or model that cannot be used does not raise: the assistant then screens and shows the lines of
        the release, or else of the corpus folder, and ``failure`` says what is wrong.

        Raises:
            NoLines: neither a release nor a corpus could be read, so there is nothing that may be shown.
        """
        settings = Settings.from_environment()
        home, folder = home or settings.home, corpus or settings.corpus
        try:
            release = releases.open_release(home)
        except IngestError as error:
            lines_only = _corpus_for_its_lines(folder, error)
            return cls(lines_only, Screener(lines_only.screening), None)._failing(error)
        try:
            name = model or settings.model
            embedder = open_embedder(name) if open_embedder else _encoder(home, name, release)
            return _open(cls, release, embedder)
        except IngestError as error:
            screener = Screener(release.corpus.screening, _neighbours_if_any(release))
            return cls(release.corpus, screener, release.manifest.release)._failing(error)

    def reply(
        self,
        message: str,
        turns: Sequence[Turn] = (),
        language: str | None = None,
        today: date | None = None,
    ) -> Reply:
        """Reply to a message, in the light of the earlier turns of its conversation. Never raises."""
        today = today or date.today()
        said = [turn.text for turn in turns if turn.role == "user"]
        conversation = self._screener.read(message, said, language)
        screening = self._screener.by_rules(conversation)
        try:
            shown = self.shown(message)
            meanings, query = self._embed(conversation, self._asked(shown, said))
            screening = self._screener.screen(conversation, meanings)
            reply = self._reply(shown, screening, query, today)
            if shown != message and screening.message_tier < LED_BY_CARD:
                reply = self._composer.with_notice(reply, screening, "personal-details")
            return self._verifier.verify(reply, today)
        except Exception as error:  # noqa: BLE001 - the door: see the module's docstring
            # Only the kind of error and its place: its text may hold words of the message.
            _log.error("a reply failed: %s in %s", type(error).__name__, _place_of(error))
            screening = self._heard_without_model(conversation, screening)
            if screening.message_tier == 4:
                return self._composer.crisis(screening, today)
            return self._composer.error(screening, today)

    def _heard_without_model(self, conversation: Conversation, by_rules: Screening) -> Screening:
        """What rules and words alone hear, where something broke; what the rules heard, if that breaks too."""
        try:
            return self._screener.screen(conversation, None)
        except Exception as error:  # noqa: BLE001 - still the door
            _log.error("screening failed: %s in %s", type(error).__name__, _place_of(error))
            return by_rules

    def search(
        self, message: str, turns: Sequence[str] = (), language: str | None = None, today: date | None = None
    ) -> tuple[Search, ...]:
        """What is found for a message after the same person's ``turns``, whatever of it would be shown.

        Raises:
            NotAnswering: there is nothing to search in.
        """
        conversation = self._screener.read(message, turns, language)
        query = self._embed(conversation, self._asked(self.shown(message), turns))[1]
        if self._retriever is None or query.vectors is None:
            raise NotAnswering(self.failure)
        return search(self._retriever, query, self._language(conversation.language), today or date.today())

    def screen(self, message: str, turns: Sequence[str] = (), language: str | None = None) -> Screening:
        """What is noticed in a message after the same person's ``turns``: the first step of every reply."""
        conversation = self._screener.read(message, turns, language)
        return self._screener.screen(conversation, self._embed(conversation, Asked((), None, False))[0])

    def warm_up(self) -> None:
        """Load what the first message loads, so that no reader waits for it. This one is misspelt on purpose."""
        self.reply("wich wrds aer thees?")

    def shown(self, message: str) -> str:
        """A message as a page may repeat it: without what looks like a personal detail."""
        return redacted(message, self._numbers)

    def _asked(self, shown: str, said: Sequence[str]) -> Asked:
        return asked_in(shown, [self.shown(text) for text in said[-2:]])

    def _embed(self, conversation: Conversation, asked: Asked) -> tuple[Vectors | None, Query]:
        """The vectors of what screening reads and of what is searched for, encoded together; none without a model.

        A text that screening reads in the same words is not encoded a second time.
        """
        if self._embedder is None:
            return None, Query(asked, None)
        meanings = conversation.meanings
        read = {plain_words(text): text for text in meanings}
        texts = [read.get(plain_words(text), text) for text in asked.texts]
        together = list(dict.fromkeys([*meanings, *texts]))
        vectors = dict(zip(together, self._embedder.embed(together), strict=True))
        rows = [np.array([vectors[text] for text in some], dtype=np.float32) for some in (meanings, texts)]
        mended = (meanings[0], rows[0][0]) if asked.parts and texts[0] != meanings[0] else None
        return rows[0], Query(asked, rows[1], mended)

    def _reply(self, message: str, screening: Screening, query: Query, today: date) -> Reply:
        """The pipeline, top to bottom."""
        place = self._place(message)
        if screening.message_tier == 4:
            return self._composer.crisis(screening, today, place)
        if screening.misuse:
            return self._composer.refusal(screening, today, place)
        if not content_words(message) and not query.asked.in_context:
            return self._composer.clarify(screening, today)
        if self._retriever is None or query.vectors is None:
            raise NotAnswering(self.failure)
        if screening.message_tier == LED_BY_CARD and not asks_something(message):
            return self._composer.crisis(screening, today, place)
        searches = search(self._retriever, query, self._language(screening.language), today)
        room = CRISIS_WORDS if screening.message_tier == LED_BY_CARD else MAX_WORDS
        selection = select(searches, self._retriever, self.corpus.calibration, room)
        if screening.message_tier == LED_BY_CARD:
            selection = shortened(selection, CRISIS_SENTENCES)
            if selection.certainty != "answer":
                return self._composer.crisis(screening, today, place)
        return self._composer.answer(screening, selection, today, place)

    def _language(self, language: str) -> str:
        """A message's language, or the corpus's first one if it has no documents in that."""
        languages = self.corpus.settings.languages
        return language if language in languages else languages[0]

    def _place(self, message: str) -> Place:
        """Where the message says that the person is, if that is not where the corpus speaks for."""
        settings = self.corpus.settings
        if names_place(message, settings.abroad, before=_BEING_IN):
            return "abroad"
        return "elsewhere" if names_place(message, settings.elsewhere, settings.here) else "here"

    def _failing(self, error: IngestError) -> "Assistant":
        self.failure = str(error)
        return self


def _encoder(home: Path, model: str, release: Release) -> Embedder:
    """The export of the model that the release was built with, or else the model itself."""
    known = exported(home, release.manifest.model_fingerprint) if model == release.manifest.model else None
    return known or SentenceTransformerEmbedder(model)


def _open(assistant: type[Assistant], release: Release, embedder: Embedder) -> Assistant:
    """Open a release's indexes and what was fitted for it, and check that the model is the one it was built with."""
    if embedder.fingerprint != release.manifest.model_fingerprint:
        raise BrokenRelease(f"the release was built with another model ({release.manifest.model}): build it again.")
    corpus = release.corpus
    engines = Engines(
        VectorIndex(release.index_folder, entries_of(corpus.documents)),
        KeywordIndex(release.keywords_folder),
        release.answerability(),
    )
    retriever = Retriever(corpus, engines, corpus.calibration)
    screener = Screener(corpus.screening, release.neighbours())
    return assistant(corpus, screener, release.manifest.release, retriever, embedder)


def _neighbours_if_any(release: Release) -> Neighbours | None:
    """The labelled messages of a release that is broken in some way, unless it is in this one."""
    try:
        return release.neighbours()
    except IngestError:
        return None


def _place_of(error: Exception) -> str:
    """The function and line in which an error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "an unknown place"


def _corpus_for_its_lines(folder: Path, cause: IngestError) -> Corpus:
    """The corpus folder's lines and phrases, when there is no release to take them from."""
    try:
        corpus, _ = read_corpus(folder)
    except (IngestError, OSError) as error:
        raise NoLines(f"{cause} And the corpus cannot be read: {error}") from error
    missing = [name for name in corpus.settings.strip if name not in corpus.lines]
    if missing or not corpus.phrases:
        raise NoLines(f"{cause} And {folder} does not hold the lines and phrases to show instead.")
    return corpus
