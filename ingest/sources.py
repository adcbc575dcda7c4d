"""Sources: where each fact was checked, and what was seen there."""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from ingest.faults import Fault
from ingest.yaml_files import Model, read_yaml_models

Authority = Literal["statute", "official", "agency", "organisation", "secondary", "press"]
Grade = Literal["strong", "fair", "weak"]


class Source(Model):
    """One entry of ``sources.yaml``.

    ``url`` is where a reader may open the source, or ``None`` if no page fit for readers was seen; ``seen_at`` is where
    the checker read it. ``dated`` is the date that the source itself shows, in words; ``seen`` the day it was read.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$")
    title: str
    publisher: str
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    seen_at: str
    authority: Authority
    dated: str
    seen: date
    grade: Grade
    says: str
    review_note: str | None = None


def read_sources(path: Path) -> tuple[dict[str, Source], list[Fault]]:
    """Read ``sources.yaml``; two entries with one id are a fault."""
    records, faults = read_yaml_models(Source, path)
    sources: dict[str, Source] = {}
    for record in records:
        if record.id in sources:
            faults.append(Fault(path, 1, f"the source id {record.id} is used twice."))
        sources[record.id] = record
    return sources, faults
