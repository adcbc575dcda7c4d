"""What can go wrong while evals are read or run.

EvalsError
├── FaultyCases         the cases are not right: a list of faults, each with file and line
└── TooFewCases         there are not enough cases to fit on
"""

from ingest.faults import Fault


class EvalsError(Exception):
    """The root of this package's errors."""


class FaultyCases(EvalsError):
    """Cases cannot be read, or point at what is not there."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Join the faults into one text, a line each."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class TooFewCases(EvalsError):
    """There are not enough cases to fit on."""
