"""All that an organisation owns of its screening, as one frozen value."""

from dataclasses import dataclass
from pathlib import Path

from ingest.faults import Fault
from ingest.screening.examples import Example, read_examples
from ingest.screening.needs import Need, read_needs
from ingest.screening.rules import RuleBook, read_rules


@dataclass(frozen=True)
class ScreeningContent:
    """The needs that can be noticed, the rules that notice them, and the labelled messages."""

    needs: dict[str, Need]
    book: RuleBook
    examples: tuple[Example, ...]

    @property
    def fit_part(self) -> tuple[Example, ...]:
        """The labelled messages that may be fitted on; the others only measure."""
        return tuple(example for example in self.examples if example.split == "fit")


def read_screening(folder: Path) -> tuple[ScreeningContent, list[Fault]]:
    """Read a corpus's ``screening`` folder."""
    needs, faults = read_needs(folder / "needs.yaml")
    book, rule_faults = read_rules(folder)
    examples, example_faults = read_examples(folder)
    return ScreeningContent(needs, book, examples), faults + rule_faults + example_faults
