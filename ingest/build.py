"""From a checked corpus to a release: embed what is new, index, fit, fingerprint, go live."""

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tqdm import tqdm

from ingest import answerability, releases
from ingest.checks import check_corpus
from ingest.corpus import Corpus
from ingest.embedding import Embedder, Vectors
from ingest.embedding_cache import EmbeddingCache
from ingest.errors import ContentError
from ingest.index import Entry, entries_of, write_index
from ingest.keywords import write_keywords
from ingest.releases import Manifest
from ingest.screening.content import ScreeningContent
from ingest.screening.examples import Example
from ingest.screening.features import meant
from ingest.screening.fit_cache import fit_key, fitted
from ingest.screening.fitting import fit
from ingest.screening.rule_messages import rule_messages
from ingest.screening.rules import Rules


@dataclass(frozen=True)
class BuildReport:
    """What a build did: ``embedded`` of its different ``texts`` were new to the model; 0 of 0 if built before."""

    manifest: Manifest
    documents: int
    statements: int
    texts: int
    embedded: int
    was_built: bool


@dataclass(frozen=True)
class _Texts:
    """All that is embedded for a release: its entries, messages that nothing answers, and labelled messages."""

    entries: list[Entry]
    unanswered: list[str]
    examples: tuple[Example, ...]
    heard: list[str]

    @property
    def all(self) -> list[str]:
        return [*(entry.text for entry in self.entries), *self.unanswered, *self.heard]


def checked(corpus_folder: Path) -> Corpus:
    """A corpus without faults.

    Raises:
        ContentError: it has some.
    """
    corpus, faults = check_corpus(corpus_folder)
    errors = tuple(sorted(fault for fault in faults if fault.severity == "error"))
    if errors:
        raise ContentError(errors)
    return corpus


def build(corpus_folder: Path, home: Path, embedder: Embedder) -> BuildReport:
    """Check a corpus and build it; see ``checked`` and ``build_checked``. What is live stays live if either raises."""
    return build_checked(checked(corpus_folder), home, embedder)


def build_checked(corpus: Corpus, home: Path, embedder: Embedder) -> BuildReport:
    """Build the release of a corpus and make it live. Unchanged content is recognised and not built again.

    Raises:
        IndexFailure: the index could not be written; nothing was built.
    """
    entries = entries_of(corpus.documents)
    manifest = releases.manifest_of(corpus, embedder.name, embedder.fingerprint, len(entries))
    is_new = not releases.exists(home, manifest.release)
    count, embedded = _build_new(corpus, manifest, home, embedder) if is_new else (0, 0)
    releases.go_live(home, manifest.release)
    statements = sum(len(document.statements) for document in corpus.documents)
    return BuildReport(manifest, len(corpus.documents), statements, count, embedded, is_new)


def _build_new(corpus: Corpus, manifest: Manifest, home: Path, embedder: Embedder) -> tuple[int, int]:
    """Build a release that is not there yet; how many different texts it has, and how many the model embedded."""
    rules = Rules(corpus.screening.book)
    texts = _texts_of(corpus, rules)
    count = len(dict.fromkeys(texts.all))
    cache = EmbeddingCache(home / "embeddings.sqlite3")
    with (
        tqdm(total=count, desc="embedding", unit="text", disable=None) as bar,
        releases.building(home, manifest, corpus) as folder,
    ):
        vectors, embedded = cache.embed(texts.all, embedder, lambda n: bar.update(n))
        answers = len(texts.entries) + len(texts.unanswered)
        write_index(folder / releases.INDEX_FOLDER, texts.entries, vectors[: len(texts.entries)])
        write_keywords(folder / releases.KEYWORDS_FOLDER, corpus.documents)
        if texts.unanswered:
            _fit_answerability(corpus, texts, vectors, home, folder / releases.ANSWERABILITY_FILE)
        if texts.examples:
            key = fit_key(corpus.screening.book, texts.examples, embedder.fingerprint)
            fit_them = partial(fit, texts.examples, rules, vectors[answers:])
            fitted(home / "fits", key, fit_them, folder / releases.NEIGHBOURS_FILE)
    cache.keep_only(texts.all)
    return count, embedded


def _texts_of(corpus: Corpus, rules: Rules) -> _Texts:
    examples = _fitted_on(corpus.screening, rules)
    return _Texts(
        entries=entries_of(corpus.documents),
        unanswered=[message.say for message in corpus.unanswered],
        examples=examples,
        heard=[meant(rules.views(example.say)) for example in examples],
    )


def _fit_answerability(corpus: Corpus, texts: _Texts, vectors: Vectors, home: Path, target: Path) -> None:
    """Fit what tells whether a message is answered, unless the same messages were fitted before."""
    rows = {text: row for row, text in enumerate(texts.all)}
    answered = vectors[[rows[text] for text in answerability.answered_texts(corpus.documents)]]
    unanswered = vectors[[rows[text] for text in texts.unanswered]]
    version = json.dumps([answerability.VERSION, len(answered)]).encode()
    key = hashlib.sha256(version + answered.tobytes() + unanswered.tobytes()).hexdigest()
    fitted(home / "fits" / "answerability", key, partial(answerability.fit, answered, unanswered), target)


def _fitted_on(screening: ScreeningContent, rules: Rules) -> tuple[Example, ...]:
    """The labelled messages of the fit part and those of the rules, each text once; none without a fit part."""
    labelled = {example.say: example for example in screening.fit_part}
    of_rules = {example.say: example for example in rule_messages(screening.book, rules)} if labelled else {}
    return tuple((of_rules | labelled).values())
