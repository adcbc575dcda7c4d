"""What is counted, and how sure a count of that size can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from scipy.stats import binomtest


@dataclass(frozen=True)
class Share:
    """``hits`` of ``n``."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; not a number if there is nothing to count."""
        return self.hits / self.n if self.n else float("nan")

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share: Wilson's, which holds near 0 and 1 where the usual one does not."""
        if not self.n:
            return 0.0, 1.0
        found = binomtest(self.hits, self.n).proportion_ci(0.95, method="wilson")
        return float(found.low), float(found.high)


@dataclass(frozen=True)
class Figure:
    """One measured share. ``target`` is the least it should be, or, if ``at_most``, the most; ``None`` for a
    breakdown.
    """

    name: str
    share: Share
    target: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool:
        """True if there is no target or the share reaches it."""
        if self.target is None or not self.share.n:
            return True
        return self.share.value <= self.target if self.at_most else self.share.value >= self.target


def share_of(found: list[bool]) -> Share:
    """How many of these are true."""
    return Share(sum(found), len(found))


def risk_coverage_area(cases: Sequence[tuple[float, bool]]) -> float:
    """The area under the risk-coverage curve (El-Yaniv and Wiener 2010) of pairs of certainty and being right.

    The mean, over how many of the surest cases are answered, of the share of them that is wrong: 0 is perfect, and the
    share of all that is wrong is what certainty without meaning gets.
    """
    wrong, count, total = 0.0, 0, 0.0
    for _, tied in groupby(sorted(cases, key=lambda case: -case[0]), key=lambda case: case[0]):
        # Equal certainty says nothing of their order: each stands for the share of them that is wrong.
        rights = [right for _, right in tied]
        for _ in rights:
            wrong, count = wrong + rights.count(False) / len(rights), count + 1
            total += wrong / count
    return total / count if count else 0.0
