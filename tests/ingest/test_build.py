"""Releases: fingerprinted, whole or not there, and one edited sentence costs one embedding."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest import build as building
from ingest import releases
from ingest.build import build
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import BrokenRelease, ContentError, IndexFailure, NoRelease
from ingest.index import VectorIndex, entries_of


def edit(corpus: Path, old: str, new: str) -> None:
    path = corpus / "documents" / "en" / "borrowing.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_build_makes_a_release_that_can_be_opened(tool_library: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder) -> None:  # fmt: skip
    report = build(tool_library, tmp_path / "home", embedder)

    release = releases.open_release(tmp_path / "home")
    assert (report.documents, report.statements, report.embedded) == (3, 7, 61)
    assert release.manifest == report.manifest
    assert release.manifest.model_fingerprint == embedder.fingerprint
    assert release.corpus.documents[1].statements[0].text == "Unplug a broken tool and do not use it again."


def test_one_edited_statement_is_the_only_text_embedded_again(tool_library: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder) -> None:  # fmt: skip
    first = build(tool_library, tmp_path / "home", embedder)
    edit(tool_library, "for seven days", "for eight days")

    second = build(tool_library, tmp_path / "home", embedder)

    assert second.embedded == 1
    assert second.manifest.release != first.manifest.release
    assert releases.live_release(tmp_path / "home") == second.manifest.release
    assert sorted(releases.built_releases(tmp_path / "home")) == sorted(
        [first.manifest.release, second.manifest.release]
    )


def test_the_same_content_is_the_same_release_wherever_its_folder_lies(tool_library: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder) -> None:  # fmt: skip
    first = build(tool_library, tmp_path / "home", embedder)
    again = build(tool_library.rename(tmp_path / "moved"), tmp_path / "home", embedder)

    assert again.manifest == first.manifest
    assert not again.was_built


def test_a_faulty_corpus_builds_nothing_and_leaves_what_is_live(tool_library: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder) -> None:  # fmt: skip
    first = build(tool_library, tmp_path / "home", embedder)
    edit(tool_library, "[^rules-2025]", "[^rumour]")

    with pytest.raises(ContentError, match="rumour"):
        build(tool_library, tmp_path / "home", embedder)

    assert releases.live_release(tmp_path / "home") == first.manifest.release
    assert releases.built_releases(tmp_path / "home") == [first.manifest.release]


def test_a_build_that_breaks_off_leaves_nothing_that_could_be_served(
    tool_library: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(tool_library, tmp_path / "home", embedder)
    edit(tool_library, "for seven days", "for eight days")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "write_index", broken)
    with pytest.raises(KeyboardInterrupt):
        build(tool_library, tmp_path / "home", embedder)

    assert releases.open_release(tmp_path / "home").manifest == first.manifest
    assert [path.name for path in (tmp_path / "home" / "releases").iterdir()] == [first.manifest.release]


def test_without_a_build_there_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="run “python -m ingest build”"):
        releases.open_release(tmp_path)


@pytest.mark.parametrize("name", ["content.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_release_that_was_tampered_with_is_not_opened(own_home: Path, name: str, damage: str) -> None:
    path = own_home / "releases" / releases.live_release(own_home) / name
    text = path.read_text(encoding="utf-8")
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_text(text[:50], encoding="utf-8")
    else:
        changed = text.replace("seven days", "nine days").replace('"entries": 34', '"entries": 33')
        assert changed != text
        path.write_text(changed, encoding="utf-8")

    with pytest.raises(BrokenRelease):
        releases.open_release(own_home)


def test_a_pointer_that_names_nothing_is_told(own_home: Path) -> None:
    (own_home / "live.json").write_text(json.dumps({"live": "x"}), encoding="utf-8")

    with pytest.raises(BrokenRelease, match=r"live.json does not name a release"):
        releases.open_release(own_home)


def test_a_search_finds_the_very_text_first(own_home: Path, embedder: SentenceTransformerEmbedder) -> None:
    release = releases.open_release(own_home)
    entries = entries_of(release.corpus.documents)
    index = VectorIndex(release.index_folder, entries)

    for entry in entries:
        hits = index.search(embedder.embed([entry.text])[0], 3, "en")
        assert hits[0].entry.text == entry.text
        assert hits[0].similarity == pytest.approx(1.0, abs=1e-4)
    index.close()


def test_what_may_not_be_shown_is_left_out_inside_the_index(
    own_home: Path, embedder: SentenceTransformerEmbedder
) -> None:
    release = releases.open_release(own_home)
    index = VectorIndex(release.index_folder, entries_of(release.corpus.documents))
    vector = embedder.embed(["late fee"])[0]

    hits = index.search(vector, 10, "en", without=["borrowing"])

    assert len(hits) == 10  # as many as were asked for: nothing is taken away afterwards
    assert {hit.entry.document for hit in hits} == {"broken-tools", "opening-hours"}
    assert index.search(vector, 10, "es") == []
    index.close()


def test_the_index_can_be_read_with_llama_index(own_home: Path, embedder: SentenceTransformerEmbedder) -> None:
    import chromadb
    from llama_index.core.vector_stores import VectorStoreQuery
    from llama_index.vector_stores.chroma import ChromaVectorStore

    folder = releases.open_release(own_home).index_folder
    client = chromadb.PersistentClient(path=str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.get_collection("answers-en"))
    vector = embedder.embed(["You do not pay for wear."])[0]

    found = store.query(VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=1))

    assert found.nodes is not None
    assert found.nodes[0].get_content() == "You do not pay for wear."
    assert found.nodes[0].metadata["document"] == "broken-tools"
    client.close()


def test_similarities_are_cosines(own_home: Path, embedder: SentenceTransformerEmbedder) -> None:
    release = releases.open_release(own_home)
    index = VectorIndex(release.index_folder, entries_of(release.corpus.documents))
    vector = embedder.embed(["what happens if I am late"])[0]

    for hit in index.search(vector, 20, "en"):
        assert hit.similarity == pytest.approx(float(np.dot(vector, embedder.embed([hit.entry.text])[0])), abs=1e-3)
    index.close()


def test_an_index_of_other_texts_is_refused(own_home: Path) -> None:
    release = releases.open_release(own_home)
    entries = entries_of(release.corpus.documents)

    with pytest.raises(IndexFailure, match="the index holds 34 entries, the release 33"):
        VectorIndex(release.index_folder, entries[1:])
    with pytest.raises(IndexFailure, match="does not hold the texts"):
        VectorIndex(release.index_folder, [replace(entries[0], text="Other words."), *entries[1:]])
