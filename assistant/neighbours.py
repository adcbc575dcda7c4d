"""Hearing what no pattern fits: a message near an example of a screening rule is screened as that rule would.

Patterns catch what their writer thought of; people in danger write something else. A neighbour may raise a tier and add
routes. It never lowers anything, never refuses, and the patterns have spoken before it: without a model they stand
alone.
"""

from collections.abc import Iterable, Sequence

from ingest.embedding import Vectors
from ingest.index import VectorIndex
from ingest.screening_rules import Rule

# Cosine. What this hears, misses and costs on 120 blind messages: docs/adr/0007-screening-by-rules-then-neighbours.md
NEAR = 0.50


class Neighbours:
    """The examples of a release's screening rules, with the harmless phrasings that are held against them."""

    def __init__(self, rules: Sequence[Rule], index: VectorIndex) -> None:
        """Search ``index``, the release's ``screening`` collection."""
        self._rules = {rule.id: rule for rule in rules}
        self._index = index

    def near(self, vectors: Iterable[Vectors]) -> list[Rule]:
        """The rules whose example is the nearest of all entries to one of these unit vectors, and near enough."""
        found = [hit for vector in vectors for hit in self._index.search(vector, 1)]
        return [
            self._rules[hit.document]
            for hit in found
            if hit.kind == "example" and hit.similarity >= NEAR and hit.document in self._rules
        ]
