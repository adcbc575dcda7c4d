"""The pipeline of a reply, and the promise that one always comes.

``Assistant.reply`` is the one door that every caller goes through: whatever breaks behind it, the reply still carries
the strip and the card, so that no page, command or client can forget them.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from assistant.composition import LED_BY_CARD, Composer, Place
from assistant.errors import NoLines, NotAnswering
from assistant.messages import asks_something, content_words
from assistant.personal_details import redacted
from assistant.replies import Reply, Turn
from assistant.retrieval import Retriever, Search
from assistant.screening import Screener, Screening, names_place
from assistant.selection import select, shortened
from assistant.verification import Verifier
from ingest import releases
from ingest.corpus import Corpus, Thresholds, read_corpus
from ingest.embedding import Embedder, SentenceTransformerEmbedder
from ingest.errors import BrokenRelease, IngestError
from ingest.index import VectorIndex, entries_of
from ingest.releases import Release
from ingest.screening.neighbours import Neighbours
from ingest.settings import Settings

CRISIS_WORDS, CRISIS_SENTENCES = 60, 3  # at tier 3, at most as much of checked facts under the card
_BEING_IN = r"\b(?:in|en|desde) "  # "I'm in Mexico", but not "I'm from Mexico"
_log = logging.getLogger(__name__)

OpenEmbedder = Callable[[str], Embedder]


class Assistant:
    """Answers messages from one release. Safe to share between threads: it keeps nothing of a message."""

    def __init__(self, corpus: Corpus, screener: Screener, retriever: Retriever | None, release: str | None) -> None:
        """Use ``Assistant.open``. Without a ``retriever``, replies say under the lines that something is broken."""
        self.corpus = corpus
        self.release = release
        self.failure: str | None = None
        self._screener = screener
        self._retriever = retriever
        self._composer = Composer(corpus, release)
        self._verifier = Verifier(corpus)
        self._numbers = frozenset[str]().union(*(line.numbers() for line in corpus.lines.values()))

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        corpus: Path | None = None,
        model: str | None = None,
        open_embedder: OpenEmbedder = SentenceTransformerEmbedder,
    ) -> "Assistant":
        """Open the live release of a home folder.

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
            return cls(lines_only, Screener(lines_only.screening), None, None)._failing(error)
        try:
            return _open(cls, release, model or settings.model, open_embedder)
        except IngestError as error:
            screener = Screener(release.corpus.screening, _neighbours_if_any(release))
            return cls(release.corpus, screener, None, release.manifest.release)._failing(error)

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
        screening = self._screener.by_rules(message, said, language)
        try:
            screening = self.screen(message, said, language)
            reply = self._reply(message, screening, today)
            if self.shown(message) != message and screening.message_tier < LED_BY_CARD:
                reply = self._composer.with_notice(reply, screening, "personal-details")
            return self._verifier.verify(reply, today)
        except Exception as error:  # noqa: BLE001 - the door: see the module's docstring
            # Only the kind of error and its place: its text may hold words of the message.
            _log.error("a reply failed: %s in %s", type(error).__name__, _place_of(error))
            if screening.message_tier == 4:
                return self._composer.crisis(screening, today)
            return self._composer.error(screening, today)

    def screen(self, message: str, turns: Sequence[str] = (), language: str | None = None) -> Screening:
        """What is noticed in a message after the same person's ``turns``: the first step of every reply."""
        return self._screener.screen(message, turns, language)

    def shown(self, message: str) -> str:
        """A message as a page may repeat it: without what looks like a personal detail."""
        return redacted(message, self._numbers)

    def _reply(self, message: str, screening: Screening, today: date) -> Reply:
        """The pipeline, top to bottom."""
        place = self._place(message)
        if screening.message_tier == 4:
            return self._composer.crisis(screening, today, place)
        if screening.misuse:
            return self._composer.refusal(screening, today, place)
        if not content_words(message):
            return self._composer.clarify(screening, today)
        if self._retriever is None:
            raise NotAnswering(self.failure)
        if screening.message_tier == LED_BY_CARD:
            return self._answer_briefly(self._retriever, message, screening, today, place)
        selection = select(self._search(self._retriever, message, screening, today), self._retriever, self._thresholds)
        return self._composer.answer(screening, selection, today, place)

    def _answer_briefly(
        self, retriever: Retriever, message: str, screening: Screening, today: date, place: Place
    ) -> Reply:
        """Under the card of tier 3: only what was asked and is surely answered, in a few sentences."""
        if asks_something(message):
            searches = self._search(retriever, message, screening, today)
            selection = shortened(select(searches, retriever, self._thresholds, CRISIS_WORDS), CRISIS_SENTENCES)
            if selection.certainty == "answer":
                return self._composer.answer(screening, selection, today, place)
        return self._composer.crisis(screening, today, place)

    def _search(self, retriever: Retriever, message: str, screening: Screening, today: date) -> tuple[Search, ...]:
        """Search in the message's language, or in the corpus's first one if it has no documents in that."""
        languages = self.corpus.settings.languages
        language = screening.language if screening.language in languages else languages[0]
        return retriever.search(self.shown(message), language, today)

    @property
    def _thresholds(self) -> Thresholds:
        return self.corpus.settings.thresholds

    def _place(self, message: str) -> Place:
        """Where the message says that the person is, if that is not where the corpus speaks for."""
        settings = self.corpus.settings
        if names_place(message, settings.abroad, before=_BEING_IN):
            return "abroad"
        return "elsewhere" if names_place(message, settings.elsewhere, settings.here) else "here"

    def _failing(self, error: IngestError) -> "Assistant":
        self.failure = str(error)
        return self


def _open(assistant: type[Assistant], release: Release, model: str, open_embedder: OpenEmbedder) -> Assistant:
    """Open a release's index, its labelled messages and the model that it was built with."""
    corpus = release.corpus
    index = VectorIndex(release.index_folder, entries_of(corpus.documents))
    embedder = open_embedder(model)
    if embedder.fingerprint != release.manifest.model_fingerprint:
        raise BrokenRelease(f"the release was built with another model ({release.manifest.model}): build it again.")
    screener = Screener(corpus.screening, release.neighbours(), embedder.embed)
    return assistant(corpus, screener, Retriever(corpus, index, embedder), release.manifest.release)


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
