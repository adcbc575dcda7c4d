"""Reading files of NumPy arrays that a release holds: whatever is wrong with one is a sentence."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ingest.errors import BrokenRelease


@contextmanager
def arrays_of(path: Path, what: str) -> Iterator[Mapping[str, Any]]:
    """The arrays of a ``.npz`` file, by name, without pickles.

    Raises:
        BrokenRelease: the file is missing, damaged or cut short, or an array that is asked for is not in it.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            yield data
    except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile) as error:
        raise BrokenRelease(f"{what} of the release cannot be read.") from error
