"""``python -m ingest``: check a corpus and build the release that is served."""

import argparse
import sys
import time
from pathlib import Path

from ingest.build import build_checked, checked
from ingest.checks import check_corpus
from ingest.errors import ContentError, IngestError
from ingest.exported_model import encoder
from ingest.releases import built_releases, open_release
from ingest.settings import add_options


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if the content is not right, 2 if the command was not."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"{len(error.faults)} faults. Nothing was built.", file=sys.stderr)
        return 1
    except IngestError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, text in (
        ("check", _check, "look for faults in the corpus; build nothing"),
        ("build", _build, "check the corpus, build its release and make it live"),
        ("status", _status, "say which release is live and which are kept"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        add_options(command)
        command.set_defaults(run=run)
    return parser


def _check(options: argparse.Namespace) -> int:
    corpus, faults = check_corpus(options.corpus)
    for fault in faults:
        print(fault)
    errors = sum(fault.severity == "error" for fault in faults)
    statements = sum(len(document.statements) for document in corpus.documents)
    print(
        f"{len(corpus.documents)} documents, {statements} statements, {len(corpus.sources)} sources, "
        f"{len(corpus.lines)} lines: {errors} errors, {len(faults) - errors} warnings."
    )
    return 1 if errors else 0


def _build(options: argparse.Namespace) -> int:
    started = time.monotonic()
    corpus = checked(options.corpus)  # before a model is loaded and exported for it
    report = build_checked(corpus, options.home, encoder(options.home, options.model))
    what = "built" if report.was_built else "unchanged"
    print(
        f"Release {report.manifest.release} is live ({what}): {report.documents} documents, "
        f"{report.statements} statements; {report.embedded} of {report.texts} texts "
        f"embedded in {time.monotonic() - started:.1f} s."
    )
    return 0


def _status(options: argparse.Namespace) -> int:
    release = open_release(Path(options.home))
    print(f"live: {release.manifest.release} ({release.manifest.model})")
    for name in built_releases(Path(options.home)):
        if name != release.manifest.release:
            print(f"kept: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
