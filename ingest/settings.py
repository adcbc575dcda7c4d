"""Where a corpus, a home folder and a model are: flag, then environment, then default, in one typed place."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from ingest.embedding import DEFAULT_MODEL


@dataclass(frozen=True)
class Settings:
    """What every command takes."""

    corpus: Path = Path("corpus")
    home: Path = Path(".waypost")
    model: str = DEFAULT_MODEL

    @classmethod
    def from_environment(cls) -> "Settings":
        """The defaults, with whatever ``WAYPOST_CORPUS``, ``WAYPOST_HOME`` and ``WAYPOST_MODEL`` say instead."""
        default = cls()
        return cls(
            corpus=Path(os.environ.get("WAYPOST_CORPUS", default.corpus)),
            home=Path(os.environ.get("WAYPOST_HOME", default.home)),
            model=os.environ.get("WAYPOST_MODEL", default.model),
        )

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> "Settings":
        """The settings of a parsed command line."""
        return cls(options.corpus, options.home, options.model)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--corpus``, ``--home`` and ``--model`` to a command."""
    known = Settings.from_environment()
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        default=known.corpus,
        help="the corpus folder (WAYPOST_CORPUS; default: corpus)",
    )
    parser.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        default=known.home,
        help="where releases and state live (WAYPOST_HOME; default: .waypost)",
    )
    parser.add_argument(
        "--model",
        default=known.model,
        help="the embedding model: the packaged one, a folder, or a hub name (WAYPOST_MODEL)",
    )
