"""From a checked corpus to a release: embed what is new, index, fingerprint, go live."""

from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ingest import releases
from ingest.checks import check_corpus
from ingest.embedding import Embedder
from ingest.embedding_cache import EmbeddingCache
from ingest.errors import ContentError
from ingest.index import entries_of, screening_entries_of, write_index
from ingest.releases import Manifest


@dataclass(frozen=True)
class BuildReport:
    """What a build did. ``embedded`` of ``entries`` texts were new to the model."""

    manifest: Manifest
    documents: int
    statements: int
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
    answers, screening = entries_of(corpus.documents), screening_entries_of(corpus)
    entries = answers + screening
    manifest = releases.manifest_of(corpus, embedder.name, embedder.fingerprint, len(entries))
    embedded, is_new = 0, not releases.exists(home, manifest.release)
    if is_new:
        cache = EmbeddingCache(home / "embeddings.sqlite3")
        with (
            tqdm(total=len(entries), desc="embedding", unit="text", disable=None) as bar,
            releases.building(home, manifest, corpus) as index_folder,
        ):
            vectors, embedded = cache.embed([e.text for e in entries], embedder, lambda n: bar.update(n))
            write_index(index_folder, "answers", answers, vectors[: len(answers)])
            write_index(index_folder, "screening", screening, vectors[len(answers) :])
        cache.keep_only(entry.text for entry in entries)
    releases.go_live(home, manifest.release)
    statements = sum(len(document.statements) for document in corpus.documents)
    return BuildReport(manifest, len(corpus.documents), statements, embedded, is_new)
