"""``python -m evals``: measure how long a build and a reply take, and when nothing answers."""

import argparse
import sys
import tempfile
from pathlib import Path

from evals.benchmarks import abstention, reply_speed, screening_recall
from evals.benchmarks.reply_speed import Measurement
from ingest.settings import Settings, add_options


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it measured."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    bench = commands.add_parser(
        "bench", help="build and ask, timed beside the bare encoder; then what is answered that should not be"
    )
    add_options(bench)
    bench.set_defaults(run=_bench)
    return parser


def _bench(options: argparse.Namespace) -> int:
    settings = Settings.from_options(options)
    print(f"{'':24}{'n':>6}{'seconds':>10}{'encoder':>10}{'ratio':>8}{'peak MiB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for measurement in reply_speed.measure(settings, Path(folder) / "home"):
            print(_row(measurement), flush=True)
    print(f"\n{'':24}{'n':>6}{'answer':>10}{'partial':>10}{'none':>8}{'right':>10}")
    for counts in abstention.measure(settings):
        right = "-" if counts.right is None else str(counts.right)
        row = f"{counts.what:24}{counts.n:>6}{counts.answer:>10}{counts.partial:>10}"
        print(f"{row}{counts.no_answer:>8}{right:>10}")
    print(f"\n{'held-out messages':24}{'n':>6}{'right':>10}{'a card':>10}")
    for recall in screening_recall.measure(settings):
        print(f"{recall.stratum:24}{recall.n:>6}{recall.right:>10}{recall.card:>10}")
    return 0


def _row(m: Measurement) -> str:
    encoder = f"{m.encoder_seconds:.4f}" if m.encoder_seconds else "-"
    ratio = f"{m.ratio:.2f}" if m.ratio else "-"
    peak = f"{m.peak_mib:.0f}" if m.peak_mib else "-"
    return f"{m.what:24}{m.n:>6}{m.seconds:>10.4f}{encoder:>10}{ratio:>8}{peak:>10}"


if __name__ == "__main__":
    sys.exit(main())
