"""Releases: immutable folders that hold everything that is served, named by a fingerprint of it.

``home/releases/<id>/`` holds ``manifest.json``, ``content.json``, ``index/``, ``keywords/``, ``neighbours.npz`` and
``answerability.npz``;
``home/live.json`` names the release that is served. A release is built in a folder of its own and moved into place
when it is whole, so that a half-built one is never where it could be served.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.answerability import VERSION, Answerability
from ingest.corpus import Corpus
from ingest.errors import BrokenRelease, NoRelease
from ingest.screening.neighbours import FIT_VERSION, Neighbours

FORMAT = 3
_CONTENT = TypeAdapter(Corpus)
_CONTENT_FILE, _MANIFEST_FILE = "content.json", "manifest.json"
INDEX_FOLDER, KEYWORDS_FOLDER = "index", "keywords"
NEIGHBOURS_FILE, ANSWERABILITY_FILE = "neighbours.npz", "answerability.npz"


@dataclass(frozen=True)
class Manifest:
    """What a release is made of. ``release`` is the fingerprint of all the other fields."""

    release: str
    format: int
    content_sha256: str
    model: str
    model_fingerprint: str
    entries: int
    fit: int
    answerability: int
    calibration: dict[str, Any]


@dataclass(frozen=True)
class Release:
    """An opened release: its manifest, its content, and the folder that also holds its index."""

    manifest: Manifest
    corpus: Corpus
    folder: Path

    @property
    def index_folder(self) -> Path:
        """Where its vector index is."""
        return self.folder / INDEX_FOLDER

    @property
    def keywords_folder(self) -> Path:
        """Where its keyword index is."""
        return self.folder / KEYWORDS_FOLDER

    def answerability(self) -> Answerability | None:
        """The votes of the messages known to be answered or not; ``None`` if it has none that are not.

        Raises:
            BrokenRelease: they cannot be read.
        """
        return Answerability.load(self.folder / ANSWERABILITY_FILE) if self.corpus.unanswered else None

    def neighbours(self) -> Neighbours | None:
        """The votes of its labelled messages; ``None`` if it has no such messages.

        Raises:
            BrokenRelease: they cannot be read.
        """
        return Neighbours.load(self.folder / NEIGHBOURS_FILE) if self.corpus.screening.fit_part else None


def manifest_of(corpus: Corpus, model: str, model_fingerprint: str, entries: int) -> Manifest:
    """Describe the release that this content and this model make."""
    fields: dict[str, Any] = {
        "format": FORMAT,
        "content_sha256": hashlib.sha256(content_bytes(corpus)).hexdigest(),
        "model": model,
        "model_fingerprint": model_fingerprint,
        "entries": entries,
        "fit": FIT_VERSION,
        "answerability": VERSION,
        "calibration": corpus.calibration.model_dump(),
    }
    return Manifest(release=_fingerprint(fields), **fields)


def content_bytes(corpus: Corpus) -> bytes:
    """A corpus as JSON, the same bytes for the same content."""
    return _CONTENT.dump_json(corpus, indent=1)


def exists(home: Path, release: str) -> bool:
    """True if this release has been built and is whole."""
    return (home / "releases" / release / _MANIFEST_FILE).is_file()


@contextmanager
def building(home: Path, manifest: Manifest, corpus: Corpus) -> Iterator[Path]:
    """Give the caller the folder of a release to fill; move the release into place if no error came.

    An interrupted or failed build leaves only a ``.building-…`` folder, which the next build clears away.
    """
    releases = home / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    for leftover in releases.glob(".building-*"):
        shutil.rmtree(leftover)
    folder = Path(tempfile.mkdtemp(prefix=".building-", dir=releases))
    try:
        (folder / _CONTENT_FILE).write_bytes(content_bytes(corpus))
        yield folder
        _write_json(folder / _MANIFEST_FILE, asdict(manifest))
        target = releases / manifest.release
        shutil.rmtree(target, ignore_errors=True)  # only a broken one can be there
        folder.chmod(0o755)
        folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def go_live(home: Path, release: str) -> None:
    """Make a built release the one that is served, in one step."""
    _write_json(home / "live.json", {"release": release})


def live_release(home: Path) -> str:
    """The id of the release that is served.

    Raises:
        NoRelease: nothing has been built in this home folder.
        BrokenRelease: the pointer to it cannot be read.
    """
    path = home / "live.json"
    if not path.is_file():
        raise NoRelease("no release has been built yet: run “python -m ingest build”.")
    release = _read_json(path).get("release")
    if not isinstance(release, str):
        raise BrokenRelease(f"{path.name} does not name a release: run “python -m ingest build”.")
    return release


def open_release(home: Path) -> Release:
    """Open the release that is served, comparing its content with its manifest.

    Raises:
        NoRelease, BrokenRelease: there is none, or its files are not the ones that were built.
    """
    folder = home / "releases" / live_release(home)
    manifest = _read_manifest(folder)
    try:
        content = (folder / _CONTENT_FILE).read_bytes()
        if hashlib.sha256(content).hexdigest() != manifest.content_sha256:
            raise BrokenRelease("the content of the release was changed after it was built.")
        corpus = _CONTENT.validate_json(content)
    except (OSError, ValidationError) as error:
        raise BrokenRelease("the content of the release cannot be read.") from error
    return Release(manifest, corpus, folder)


def built_releases(home: Path) -> list[str]:
    """The ids of all releases in this home folder, oldest first."""
    manifests = (home / "releases").glob(f"[!.]*/{_MANIFEST_FILE}")
    return [path.parent.name for path in sorted(manifests, key=lambda path: path.stat().st_mtime)]


def _read_manifest(folder: Path) -> Manifest:
    fields = _read_json(folder / _MANIFEST_FILE)
    try:
        manifest = Manifest(**fields)
    except TypeError as error:
        raise BrokenRelease("the manifest of the release has other fields than it should.") from error
    described = {key: value for key, value in fields.items() if key != "release"}
    if manifest.release != _fingerprint(described) or manifest.release != folder.name:
        raise BrokenRelease("the manifest of the release was changed after it was built.")
    return manifest


def _fingerprint(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenRelease(f"{path.name} cannot be read.") from error
    if not isinstance(data, dict):
        raise BrokenRelease(f"{path.name} does not hold what it should.")
    return data


def _write_json(path: Path, data: dict[str, Any]) -> None:
    """Write a file so that a reader sees the old text or the new, never a part."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    part.replace(path)
