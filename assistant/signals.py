"""What speaks for and against the best document's answering a message: the signals of ``ingest.calibration``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.documents import Document
from ingest.keywords import KeywordIndex, WordScores
from ingest.words import letter_runs

_SHORT = 5  # content words; a shorter message is no less likely to be answered


@dataclass(frozen=True)
class Compared:
    """How near a document is in meaning: cosines of its nearest entry, its three nearest, and its nearest statement.

    ``place`` is where the keyword index has it.
    """

    document: Document
    place: int
    nearest: float
    three_nearest: float
    statement: float


def signals_of(
    text: str,
    words: Sequence[str],
    ranked: Sequence[tuple[Compared, float, float]],
    by_words: WordScores,
    keywords: KeywordIndex,
) -> dict[str, float]:
    """All signals but the votes. ``ranked`` are the candidates, best first: how near, score, and score by letters."""
    best, score, letters = ranked[0]
    others = ranked[1:]
    weights = {word: keywords.rarity(word) for word in set(words)}
    rarest = max(weights.values(), default=0.0)
    key_words = [word for word, weight in weights.items() if weight == rarest]
    bm25 = by_words.bm25[[one.place for one, _, _ in ranked]]
    firsts = (
        all(best.three_nearest >= one.three_nearest for one, _, _ in others),
        all(letters >= other for _, _, other in others),
        bool(bm25[0] >= bm25.max()),
    )
    return {
        "nearest": best.nearest,
        "three_nearest": best.three_nearest,
        "statement": best.statement,
        "lead": score - max((other for _, other, _ in others), default=0.0),
        "near_lead": best.three_nearest - max((one.three_nearest for one, _, _ in others), default=0.0),
        "letters": letters / max(len(letter_runs(text)), 1),
        "words": float(bm25[0]) / max(len(words), 1),
        "coverage": float(by_words.coverage[best.place]),
        "letter_coverage": keywords.letter_coverage(text, best.place),
        "unknown": sum(w for word, w in weights.items() if word not in keywords) / (sum(weights.values()) or 1.0),
        "names_key_word": float(all(best.place in keywords.using(word) for word in key_words)),
        "length": math.log(max(len(words), _SHORT)),
        "agrees": sum(firsts) / len(firsts),
    }
