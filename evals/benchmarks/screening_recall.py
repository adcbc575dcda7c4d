"""How many of the held-out messages are screened as their labels say, by stratum.

The messages stand in ``evals/cases/screening-heldout.yaml``; nobody who wrote rules had seen them.
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from ingest.settings import Settings
from ingest.yaml_files import read_yaml

_MESSAGES = Path(__file__).parent.parent / "cases" / "screening-heldout.yaml"


@dataclass(frozen=True)
class Recall:
    """Of ``n`` messages of a stratum, how many were screened as labelled, and how many got a card at all."""

    stratum: str
    n: int
    right: int
    card: int


def measure(settings: Settings) -> list[Recall]:
    """Ask the live release every held-out message."""
    assistant = Assistant.open(settings.home, settings.corpus, settings.model)
    cases, _ = read_yaml(_MESSAGES)
    strata: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for case in cases:
        reply = assistant.reply(case["message"])
        strata[_stratum(case)].append((_is_right(case, reply.kind, reply.tier), reply.tier >= 2))
    return [
        Recall(stratum, len(found), sum(right for right, _ in found), sum(card for _, card in found))
        for stratum, found in strata.items()
    ]


def _stratum(case: dict[str, Any]) -> str:
    if case.get("refuse"):
        return "to be refused"
    return f"tier {case['at_least']}" if "at_least" in case else "harmless"


def _is_right(case: dict[str, Any], kind: str, tier: int) -> bool:
    if case.get("refuse"):
        return kind == "refuse"
    return kind != "refuse" and case.get("at_least", 0) <= tier <= case.get("at_most", 4)
