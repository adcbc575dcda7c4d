"""A corpus as one frozen value: all that an organisation owns and all that a release is made from."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from ingest.calibration import Calibration, read_calibration
from ingest.documents import Document, read_document
from ingest.errors import ContentError
from ingest.faults import Fault
from ingest.lines import Line, read_lines
from ingest.phrases import read_phrases
from ingest.screening.content import ScreeningContent, read_screening
from ingest.sources import Source, read_sources
from ingest.unanswered import Unanswered, read_unanswered
from ingest.yaml_files import Model, read_yaml_model


class CorpusSettings(Model):
    """``corpus.yaml``: who this corpus is for and how its content is treated."""

    name: str
    page_title: str
    tagline: str
    jurisdiction: str
    here: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    abroad: tuple[str, ...] = ()
    languages: tuple[str, ...] = Field(min_length=1)
    strip: tuple[str, ...] = Field(min_length=1)
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """Everything that can be shown, and the rules for showing it."""

    settings: CorpusSettings
    documents: tuple[Document, ...]
    sources: dict[str, Source]
    lines: dict[str, Line]
    phrases: dict[str, dict[str, str]]
    screening: ScreeningContent
    unanswered: tuple[Unanswered, ...]
    calibration: Calibration


def read_corpus(folder: Path) -> tuple[Corpus, list[Fault]]:
    """Read a corpus folder. Faults of single files come back beside what could be read.

    Raises:
        ContentError: ``corpus.yaml`` cannot be used, so nothing else can be read in its light.
    """
    settings, faults = read_yaml_model(CorpusSettings, folder / "corpus.yaml")
    if settings is None:
        raise ContentError(tuple(faults))
    documents, document_faults = _read_documents(folder, settings.languages)
    sources, source_faults = read_sources(folder / "sources.yaml")
    lines, line_faults = read_lines(folder / "lines.yaml")
    phrases, phrase_faults = read_phrases(folder / "phrases", settings.languages)
    screening, screening_faults = read_screening(folder / "screening")
    unanswered, unanswered_faults = read_unanswered(folder / "unanswered")
    calibration, calibration_faults = read_calibration(folder)
    faults += document_faults + source_faults + line_faults + phrase_faults + screening_faults
    faults += unanswered_faults + calibration_faults
    return Corpus(settings, documents, sources, lines, phrases, screening, unanswered, calibration), faults


def _read_documents(folder: Path, languages: tuple[str, ...]) -> tuple[tuple[Document, ...], list[Fault]]:
    documents: list[Document] = []
    faults: list[Fault] = []
    for language in languages:
        for path in sorted((folder / "documents" / language).rglob("*.md")):
            document, more = read_document(path, folder, language)
            faults += more
            documents += [document] if document is not None else []
    return tuple(documents), faults
