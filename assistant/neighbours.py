"""What the labelled messages of a release say about a new one, in the words of screening."""

from collections.abc import Mapping
from typing import get_args

from assistant.noticed import Noticed
from ingest.screening.rules import Misuse, Subject

CARD = 2
_OF_A_KIND = -0.2  # a refusal must be near the threshold of some kind: "tell me a joke" is misuse of none
_SUBJECTS: tuple[Subject, ...] = ("causing_harm", "professional", "other")


def heard(margins: Mapping[str, float]) -> Noticed:
    """What votes above their thresholds amount to; ``margins`` are those of ``ingest.screening.neighbours``.

    A card always has a need: the one with the most votes, if none is above its threshold.
    """
    card = margins.get("tier-2", -1.0) >= 0
    tier = next((tier for tier in (4, 3, 2) if card and margins.get(f"tier-{tier}", -1.0) >= 0), 0)
    kinds = [margin for name, margin in margins.items() if name.startswith("misuse-")]
    refused = margins.get("misuse", -1.0) >= 0 and max(kinds, default=-1.0) >= _OF_A_KIND
    return Noticed(
        tier=tier,
        routes=frozenset(_routes(margins)) if tier >= CARD else frozenset(),
        subject=next((s for s in _SUBJECTS if margins.get(f"subject-{s}", -1.0) >= 0), "unknown"),
        minor=margins.get("minor", -1.0) >= 0,
        misuse=_kind(margins) if refused else None,
    )


def _routes(margins: Mapping[str, float]) -> list[str]:
    votes = {name.removeprefix("route-"): m for name, m in margins.items() if name.startswith("route-")}
    above = [route for route, margin in votes.items() if margin >= 0]
    return above or sorted(votes, key=lambda route: -votes[route])[:1]


def _kind(margins: Mapping[str, float]) -> Misuse | None:
    kinds = {name.removeprefix("misuse-"): m for name, m in margins.items() if name.startswith("misuse-")}
    return next((kind for kind in get_args(Misuse) if kinds and kind == max(kinds, key=lambda k: kinds[k])), None)
