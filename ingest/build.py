"""From a checked corpus to a release: embed what is new, index, fit the labelled messages, fingerprint, go live."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tqdm import tqdm

from ingest import releases
from ingest.checks import check_corpus
from ingest.embedding import Embedder
from ingest.embedding_cache import EmbeddingCache
from ingest.errors import ContentError
from ingest.index import entries_of, write_index
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


def build(corpus_folder: Path, home: Path, embedder: Embedder) -> BuildReport:
    """Build the release of a corpus and make it live. Unchanged content is recognised and not built again.

    Raises:
        ContentError: the corpus has faults; nothing was built, and what was live stays live.
        IndexFailure: the index could not be written; nothing was built.
    """
    corpus, faults = check_corpus(corpus_folder)
    errors = tuple(sorted(fault for fault in faults if fault.severity == "error"))
    if errors:
        raise ContentError(errors)
    entries = entries_of(corpus.documents)
    manifest = releases.manifest_of(corpus, embedder.name, embedder.fingerprint, len(entries))
    count, embedded, is_new = 0, 0, not releases.exists(home, manifest.release)
    if is_new:
        rules = Rules(corpus.screening.book)
        examples = _fitted_on(corpus.screening, rules)
        heard = [meant(rules.views(example.say)) for example in examples]
        texts = [entry.text for entry in entries] + heard
        count = len(dict.fromkeys(texts))
        cache = EmbeddingCache(home / "embeddings.sqlite3")
        with (
            tqdm(total=count, desc="embedding", unit="text", disable=None) as bar,
            releases.building(home, manifest, corpus) as folder,
        ):
            vectors, embedded = cache.embed(texts, embedder, lambda n: bar.update(n))
            write_index(folder / releases.INDEX_FOLDER, entries, vectors[: len(entries)])
            if examples:
                key = fit_key(corpus.screening.book, examples, embedder.fingerprint)
                fit_them = partial(fit, examples, rules, vectors[len(entries) :])
                fitted(home / "fits", key, fit_them, folder / releases.NEIGHBOURS_FILE)
        cache.keep_only(texts)
    releases.go_live(home, manifest.release)
    statements = sum(len(document.statements) for document in corpus.documents)
    return BuildReport(manifest, len(corpus.documents), statements, count, embedded, is_new)


def _fitted_on(screening: ScreeningContent, rules: Rules) -> tuple[Example, ...]:
    """The labelled messages of the fit part and those of the rules, each text once; none without a fit part."""
    labelled = {example.say: example for example in screening.fit_part}
    of_rules = {example.say: example for example in rule_messages(screening.book, rules)} if labelled else {}
    return tuple((of_rules | labelled).values())
