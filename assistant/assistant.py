"""The pipeline of a reply, and the promise that one always comes.

``Assistant.reply`` is the one door that every caller goes through: whatever breaks behind it, the reply still carries
the strip and the card, so that no page, command or client can forget them.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.composition import Composer
from assistant.errors import NoLines, NotAnswering
from assistant.messages import content_words
from assistant.neighbours import Neighbours
from assistant.replies import Reply, Turn
from assistant.retrieval import Retriever
from assistant.screening import Screening, names_elsewhere, raised, screen
from assistant.selection import select
from assistant.verification import Verifier
from ingest import releases
from ingest.corpus import Corpus, read_corpus
from ingest.embedding import Embedder, SentenceTransformerEmbedder
from ingest.errors import BrokenRelease, IngestError
from ingest.index import VectorIndex, entries_of, screening_entries_of
from ingest.releases import Release
from ingest.settings import Settings

CRISIS_WORDS = 60  # at tier 3, at most this many words of checked facts under the card
_log = logging.getLogger(__name__)

OpenEmbedder = Callable[[str], Embedder]


@dataclass(frozen=True)
class Engine:
    """What needs the release's index and model: finding answers, and hearing what no pattern fits."""

    retriever: Retriever
    neighbours: Neighbours


class Assistant:
    """Answers messages from one release. Safe to share between threads: it keeps nothing of a message."""

    def __init__(self, corpus: Corpus, engine: Engine | None, release: str | None, failure: str | None) -> None:
        """Use ``Assistant.open``. Without an ``engine``, replies say under the lines that something is broken."""
        self.corpus = corpus
        self.release = release
        self.failure = failure
        self._engine = engine
        self._composer = Composer(corpus, release)
        self._verifier = Verifier(corpus)

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        corpus: Path | None = None,
        model: str | None = None,
        open_embedder: OpenEmbedder = SentenceTransformerEmbedder,
    ) -> "Assistant":
        """Open the live release of a home folder.

        A release, index or model that cannot be used does not raise: the assistant then shows the lines of the release,
        or else of the corpus folder, and ``failure`` says what is wrong.

        Raises:
            NoLines: neither a release nor a corpus could be read, so there is nothing that may be shown.
        """
        settings = Settings.from_environment()
        home, folder = home or settings.home, corpus or settings.corpus
        try:
            release = releases.open_release(home)
        except IngestError as error:
            return cls(_corpus_for_its_lines(folder, error), None, None, str(error))
        try:
            engine = _open_engine(release, model or settings.model, open_embedder)
        except IngestError as error:
            return cls(release.corpus, None, release.manifest.release, str(error))
        return cls(release.corpus, engine, release.manifest.release, None)

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
        screening = screen(message, self.corpus.rules, said, language)
        try:
            return self._verifier.verify(self._reply(message, said, screening, today), today)
        except Exception as error:  # noqa: BLE001 - the door: see the module's docstring
            # Only the kind of error and its place: its text may hold words of the message.
            _log.error("a reply failed: %s in %s", type(error).__name__, _place(error))
            return self._composer.error(screening, today)

    def _reply(self, message: str, said: Sequence[str], screening: Screening, today: date) -> Reply:
        """The pipeline, top to bottom. ``said`` are the same person's earlier messages."""
        if screening.message_tier == 4:
            return self._composer.crisis(screening, today)
        if screening.misuse:
            return self._composer.refusal(screening, today)
        if not content_words(message):
            return self._composer.clarify(screening, today)
        if self._engine is None:
            raise NotAnswering(self.failure)
        retriever, neighbours = self._engine.retriever, self._engine.neighbours
        searches = retriever.search(message, self._search_language(screening), today)
        heard = neighbours.near(search.vector for search in searches)
        heard_before = neighbours.near(retriever.embed(said)) if said else []
        screening = raised(screening, [*heard, *heard_before])
        words = {"max_words": CRISIS_WORDS} if screening.message_tier == 3 else {}
        selection = select(searches, retriever, self.corpus.settings.thresholds, **words)
        alarm = max([screening.message_tier, *(rule.tier for rule in heard)])
        if alarm >= 3 and selection.certainty != "answer":
            return self._composer.crisis(screening, today)
        elsewhere = names_elsewhere(message, self.corpus.settings.here, self.corpus.settings.elsewhere)
        return self._composer.answer(screening, selection, today, elsewhere=elsewhere)

    def _search_language(self, screening: Screening) -> str:
        """The language to search in: the message's, or the corpus's first one if it has no documents in that."""
        languages = self.corpus.settings.languages
        return screening.language if screening.language in languages else languages[0]


def _open_engine(release: Release, model: str, open_embedder: OpenEmbedder) -> Engine:
    """Open a release's index and the model that it was built with."""
    corpus, folder = release.corpus, release.index_folder
    answers = VectorIndex(folder, "answers", entries_of(corpus.documents))
    screening = VectorIndex(folder, "screening", screening_entries_of(corpus))
    embedder = open_embedder(model)
    if embedder.fingerprint != release.manifest.model_fingerprint:
        raise BrokenRelease(f"the release was built with another model ({release.manifest.model}): build it again.")
    return Engine(Retriever(corpus, answers, embedder), Neighbours(corpus.rules, screening))


def _place(error: Exception) -> str:
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
