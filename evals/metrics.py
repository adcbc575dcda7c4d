"""What is counted, and how sure a count of that size can be."""

from dataclasses import dataclass

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


def share_of(found: list[bool]) -> Share:
    """How many of these are true."""
    return Share(sum(found), len(found))
