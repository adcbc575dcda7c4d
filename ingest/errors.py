"""Everything that can go wrong between a corpus folder and a served release.

IngestError
├── ContentError        the content is not right: a list of faults, each with file and line (exit code 1)
├── ModelError          the embedding model is missing, or is not the file that was vetted (exit code 2)
└── ReleaseError        a release cannot be served (exit code 2)
    ├── NoRelease       nothing has been built yet
    ├── BrokenRelease   files are missing, or are not the ones that were built
    └── IndexFailure    the vector index cannot be opened or searched
"""

from ingest.faults import Fault


class IngestError(Exception):
    """The root of this package's errors: its text is a sentence for the person at the keyboard."""


class ContentError(IngestError):
    """The corpus has faults. ``faults`` lists all of them, so that an editor mends them in one go."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Join the faults into one text, a line each."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class ModelError(IngestError):
    """The embedding model cannot be used."""


class ReleaseError(IngestError):
    """A release cannot be served."""


class NoRelease(ReleaseError):
    """No release has been built in this home folder."""


class BrokenRelease(ReleaseError):
    """A release's files are missing, or are not the ones that were built."""


class IndexFailure(ReleaseError):
    """The vector index cannot be opened or searched."""
