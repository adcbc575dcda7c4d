"""``python -m evals``: run the cases, and measure how long a build and a reply take."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from evals import answering_cases, calibration
from evals.answering_cases import AnsweringCase
from evals.benchmarks import peers, reply_speed, screening_recall, screening_speed
from evals.benchmarks.reply_speed import Measurement
from evals.errors import EvalsError
from evals.metrics import Figure
from evals.reporting import answering_report, screening_report
from evals.suites import answering, screening
from ingest.calibration import CALIBRATION_FILE, to_yaml
from ingest.errors import IngestError
from ingest.settings import Settings, add_options

_SUITES = ("screening", "answering")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it measured and every target was met, 1 if one was not, 2 if it could not be run."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (EvalsError, AssistantError, IngestError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run a suite of cases against the live release")
    run.add_argument("--suite", choices=_SUITES, default=_SUITES[0])
    run.add_argument("--split", choices=("check", "fit"), default="check", help="the part that measures, or the other")
    run.add_argument("--json", action="store_true", help="print all of it as JSON")
    run.set_defaults(run=_run)
    calibrate = commands.add_parser(
        "calibrate", help="fit how sure retrieval is on the cases of the fitting half, and write it into the corpus"
    )
    calibrate.set_defaults(run=_calibrate)
    for command in (run, calibrate):
        command.add_argument(
            "--cases", type=Path, metavar="DIR", default=answering_cases.FOLDER, help="the cases of answering"
        )
        add_options(command)
    bench = commands.add_parser(
        "bench",
        help="build, ask and screen beside the bare encoder; reply beside LlamaIndex; recall on held-out messages",
    )
    add_options(bench)
    bench.set_defaults(run=_bench)
    return parser


def _run(options: argparse.Namespace) -> int:
    assistant = _open(options)
    return _SUITE_RUNNERS[options.suite](assistant, options)


def _open(options: argparse.Namespace) -> Assistant:
    settings = Settings.from_options(options)
    assistant = Assistant.open(settings.home, settings.corpus, settings.model)
    if assistant.failure:
        raise EvalsError(assistant.failure)
    return assistant


def _run_screening(assistant: Assistant, options: argparse.Namespace) -> int:
    content = assistant.corpus.screening
    examples = [example for example in content.examples if example.split == options.split]
    report = screening.run(examples, assistant.screen, content.needs)
    _show(report, screening_report(report, len(examples), options.split), options.json)
    return _verdict([*report.figures, *report.disguised])


def _run_answering(assistant: Assistant, options: argparse.Namespace) -> int:
    cases = _cases(options, options.split)
    report = answering.run(cases, answering.asking(assistant, date.today()))
    _show(report, answering_report(report, len(cases), options.split), options.json)
    return _verdict(report.figures)


_SUITE_RUNNERS: dict[str, Callable[[Assistant, argparse.Namespace], int]] = {
    "screening": _run_screening,
    "answering": _run_answering,
}


def _cases(options: argparse.Namespace, split: str) -> list[AnsweringCase]:
    cases = [case for case in answering_cases.read_cases(options.cases) if case.split == split]
    if not cases:
        raise EvalsError(f"there is no case of the {split} half in {options.cases}.")
    return cases


def _calibrate(options: argparse.Namespace) -> int:
    assistant = _open(options)
    found = calibration.calibrate(_cases(options, "fit"), answering.finding(assistant, date.today()))
    path = options.corpus / CALIBRATION_FILE
    part = path.with_suffix(".part")
    part.write_text(to_yaml(found), encoding="utf-8")
    part.replace(path)  # a file that is half written is never read
    print(f"{path}: {to_yaml(found)}\nBuild a release to serve it: python -m ingest build")
    return 0


def _show(report: object, text: str, as_json: bool) -> None:
    print(json.dumps(asdict(report), default=str, ensure_ascii=False) if as_json else text)  # type: ignore[call-overload]  # both reports are dataclasses


def _verdict(figures: Sequence[Figure]) -> int:
    return 0 if all(figure.met for figure in figures) else 1


def _bench(options: argparse.Namespace) -> int:
    settings = Settings.from_options(options)
    print(f"{'':24}{'n':>6}{'seconds':>10}{'encoder':>10}{'ratio':>8}{'peak MiB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for measurement in reply_speed.measure(settings, Path(folder) / "home"):
            print(_row(measurement), flush=True)
    for measurement in screening_speed.measure(settings):
        print(_row(measurement), flush=True)
    cases = [case for case in answering_cases.read_cases(answering_cases.FOLDER) if case.split == "check"]
    print(f"\n{'':34}{'n':>6}{'p50 ms':>10}{'p95 ms':>10}{'right first':>13}")
    for one in peers.measure(settings, cases):
        right = "-" if one.right is None else str(one.right)
        print(f"{one.system:34}{one.n:>6}{one.p50 * 1000:>10.1f}{one.p95 * 1000:>10.1f}{right:>13}", flush=True)
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
