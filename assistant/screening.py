"""Screening: what is noticed in a message before anything else, on all of its text, by readable rules and no model.

A tier, once raised in a conversation, is never lowered: not by later words, not by a filter, not by a model.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.screening_rules import Rule, Subject, matches, normalise

# Some patterns look for two words far apart, which takes time that grows with the square of a text: so texts are read
# in windows (characters). Two words of one thought stand nearer than the overlap.
_WINDOW, _OVERLAP = 2000, 400
# A few words that a Spanish sentence can hardly do without, and that are not English ones.
_SPANISH = frozenset(
    """
    que como donde cuando por para una los las esta estoy tengo puedo necesito ayuda quiero mi hija hijo soy hay
    porque cual quien ellos ella nos muy policia denunciar gratis salir hola gracias alguien trabajo sexo novio
    esposo marido jefe pareja fui otros hombres mujer miedo tiene anos pueden deportar denuncio prueba estan ya
    aqui
    """.split()
)


@dataclass(frozen=True)
class Screening:
    """What was noticed. ``tier`` is that of the whole conversation, ``message_tier`` of the newest message alone."""

    tier: int
    message_tier: int
    routes: tuple[str, ...]
    subject: Subject
    language: str
    misuse: bool


def screen(message: str, rules: Sequence[Rule], turns: Sequence[str] = (), language: str | None = None) -> Screening:
    """Screen a message in the light of the earlier messages of the same person."""
    now = _matches(normalise(message), rules)
    before = [rule for turn in turns for rule in _matches(normalise(turn), rules)]
    message_tier = max((rule.tier for rule in now), default=0)
    subject: Subject = next((rule.subject for rule in [*now, *before] if rule.subject), "unknown")
    return Screening(
        tier=max([message_tier, *(rule.tier for rule in before)]),
        message_tier=message_tier,
        routes=_routes([*now, *before]),
        subject=subject,
        language=language or language_of(message),
        misuse=any(rule.misuse for rule in now),
    )


def language_of(message: str) -> str:
    """``es`` for a message that reads like Spanish, else ``en``."""
    words = re.findall(r"[a-zñáéíóú]+", message.casefold())
    plain = [normalise(word) for word in words]
    spanish = sum(word in _SPANISH for word in plain)
    return "es" if "¿" in message or "¡" in message or spanish * 4 > len(plain) else "en"


def raised(screening: Screening, rules: Sequence[Rule]) -> Screening:
    """The same screening, with whatever further rules add to it. Nothing is taken away.

    ``message_tier`` stays what the patterns said: a raised tier brings the card, and does not cut an answer short.
    """
    subject: Subject = next((rule.subject for rule in rules if rule.subject), "unknown")
    return replace(
        screening,
        tier=max([screening.tier, *(rule.tier for rule in rules)]),
        routes=tuple(dict.fromkeys([*screening.routes, *_routes(rules)])),
        subject=subject if screening.subject == "unknown" else screening.subject,
    )


def names_elsewhere(message: str, here: Sequence[str], elsewhere: Sequence[str]) -> bool:
    """True if a message names a place that the corpus does not speak for: "Kansas", but not in "Kansas City"."""
    text = normalise(message)
    for place in here:
        text = text.replace(normalise(place), " ")
    return any(re.search(rf"\b{re.escape(normalise(place))}\b", text) for place in elsewhere)


def _matches(text: str, rules: Sequence[Rule]) -> list[Rule]:
    """The rules that apply to any window of a normalised text. All of it is read, in time that grows only with it."""
    step = _WINDOW - _OVERLAP
    windows = [text[start : start + _WINDOW] for start in range(0, max(len(text) - _OVERLAP, 1), step)]
    return [rule for rule in rules if any(matches(rule, window) for window in windows)]


def _routes(rules: Sequence[Rule]) -> tuple[str, ...]:
    """The routes of the rules that matched, the most pressing first, each once."""
    ordered = sorted(rules, key=lambda rule: -rule.tier)
    return tuple(dict.fromkeys(route for rule in ordered for route in rule.routes))
