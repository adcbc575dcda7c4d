"""``python -m evals``: measure how long a build and a reply take."""

import argparse
import sys
import tempfile
from pathlib import Path

from evals.benchmarks.reply_speed import Measurement, measure
from ingest.settings import Settings, add_options


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it measured."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    bench = commands.add_parser("bench", help="build and ask, timed beside the bare encoder")
    add_options(bench)
    bench.set_defaults(run=_bench)
    return parser


def _bench(options: argparse.Namespace) -> int:
    print(f"{'':24}{'n':>6}{'seconds':>10}{'encoder':>10}{'ratio':>8}{'peak MiB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for measurement in measure(Settings.from_options(options), Path(folder) / "home"):
            print(_row(measurement), flush=True)
    return 0


def _row(m: Measurement) -> str:
    encoder = f"{m.encoder_seconds:.4f}" if m.encoder_seconds else "-"
    ratio = f"{m.ratio:.2f}" if m.ratio else "-"
    peak = f"{m.peak_mib:.0f}" if m.peak_mib else "-"
    return f"{m.what:24}{m.n:>6}{m.seconds:>10.4f}{encoder:>10}{ratio:>8}{peak:>10}"


if __name__ == "__main__":
    sys.exit(main())
