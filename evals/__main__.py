"""``python -m evals``: run the cases, and measure how long a build and a reply take."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from assistant.assistant import Assistant
from evals.benchmarks import abstention, reply_speed, screening_recall, screening_speed
from evals.benchmarks.reply_speed import Measurement
from evals.suites import screening
from evals.suites.screening import Figure, Report
from ingest.settings import Settings, add_options

_SUITES = ("screening",)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it measured and every target was met, 1 if one was not."""
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run a suite of cases against the live release")
    run.add_argument("--suite", choices=_SUITES, default=_SUITES[0])
    run.add_argument("--split", choices=("check", "fit"), default="check", help="the part that measures, or the other")
    run.add_argument("--json", action="store_true", help="print all of it as JSON")
    add_options(run)
    run.set_defaults(run=_run)
    bench = commands.add_parser(
        "bench", help="build, ask and screen, timed beside the bare encoder; then what is answered that should not be"
    )
    add_options(bench)
    bench.set_defaults(run=_bench)
    return parser


def _run(options: argparse.Namespace) -> int:
    settings = Settings.from_options(options)
    assistant = Assistant.open(settings.home, settings.corpus, settings.model)
    if assistant.failure:
        print(f"error: {assistant.failure}", file=sys.stderr)
        return 2
    content = assistant.corpus.screening
    examples = [example for example in content.examples if example.split == options.split]
    report = screening.run(examples, assistant.screen, content.needs)
    if options.json:
        print(json.dumps(asdict(report), default=str, ensure_ascii=False))
    else:
        _print(report, len(examples), options.split)
    return 0 if all(figure.met for figure in (*report.figures, *report.disguised)) else 1


def _print(report: Report, n: int, split: str) -> None:
    print(f"screening: {n} labelled messages of the {split} part\n")
    for title, figures in (
        ("figures", report.figures),
        ("recall by form, need found by route, refusals by kind", report.breakdown),
        ("disguised, of those recalled plain", report.disguised),
    ):
        print(f"{title:42}{'hits':>6}{'n':>6}{'share':>8}   95 % interval   target")
        for figure in figures:
            print(_figure_row(figure))
        print()
    for miss in report.misses:
        found = f"{miss.found.tier} {','.join(miss.found.routes)} {miss.found.misuse or ''}"
        wanted = f"{miss.example.tier} {','.join(miss.example.routes)} {miss.example.misuse or ''}"
        print(f"{miss.what}: [{wanted.strip()}] found [{found.strip()}] “{miss.example.say}”")


def _figure_row(figure: Figure) -> str:
    low, high = figure.share.interval()
    target = "" if figure.target is None else f"{'≤' if figure.at_most else '≥'} {figure.target:.2f}"
    short = "" if figure.met else "  SHORT"
    counts = f"{figure.share.hits:>6}{figure.share.n:>6}{figure.share.value:>8.3f}"
    return f"{figure.name:42}{counts}   {low:.3f} to {high:.3f}   {target}{short}"


def _bench(options: argparse.Namespace) -> int:
    settings = Settings.from_options(options)
    print(f"{'':24}{'n':>6}{'seconds':>10}{'encoder':>10}{'ratio':>8}{'peak MiB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for measurement in reply_speed.measure(settings, Path(folder) / "home"):
            print(_row(measurement), flush=True)
    for measurement in screening_speed.measure(settings):
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
