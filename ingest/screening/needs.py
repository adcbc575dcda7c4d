"""The needs that screening can notice: the one list of routes that rules, examples and lines share."""

from pathlib import Path
from typing import Literal

from ingest.faults import Fault
from ingest.yaml_files import Model, read_yaml_models

NeedKind = Literal["need", "topic", "circumstance", "misuse"]


class Need(Model):
    """One route. ``notices`` says in plain words what it stands for, as ``/safety`` shows it.

    A ``need`` brings a card, a ``topic`` is what a question is about, a ``circumstance`` decides which lines suit,
    and a ``misuse`` is refused.
    """

    id: str
    kind: NeedKind
    notices: str


def read_needs(path: Path) -> tuple[dict[str, Need], list[Fault]]:
    """Read ``needs.yaml``; order is kept, and it is the order in which needs press."""
    records, faults = read_yaml_models(Need, path)
    return {record.id: record for record in records}, faults
