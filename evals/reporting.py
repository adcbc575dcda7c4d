"""Reports of suites as text: figures with their intervals and targets, then what was not right."""

from collections.abc import Iterator, Sequence

from evals.metrics import Figure
from evals.suites import answering, screening


def screening_report(report: screening.Report, n: int, split: str) -> str:
    """The figures of screening, plain, by form and disguised, and the misses."""
    lines = [f"screening: {n} labelled messages of the {split} part\n"]
    for title, figures in (
        ("figures", report.figures),
        ("recall by form, need found by route, refusals by kind", report.breakdown),
        ("disguised, of those recalled plain", report.disguised),
    ):
        lines += [*_table(title, figures), ""]
    for miss in report.misses:
        found = f"{miss.found.tier} {','.join(miss.found.routes)} {miss.found.misuse or ''}"
        wanted = f"{miss.example.tier} {','.join(miss.example.routes)} {miss.example.misuse or ''}"
        lines.append(f"{miss.what}: [{wanted.strip()}] found [{found.strip()}] “{miss.example.say}”")
    return "\n".join(lines)


def answering_report(report: answering.Report, n: int, split: str) -> str:
    """The figures of answering, over all and by category, and what was not right."""
    lines = [f"answering: {n} cases of the {split} half\n", *_table("figures", report.figures)]
    lines += [
        f"area under the risk-coverage curve: {report.risk_coverage:.3f}\n",
        *_table("by category", report.breakdown),
    ]
    for result in report.misses:
        wanted = ", ".join(sorted(result.case.documents)) or "nothing"
        found = f"{result.reply.kind}: {', '.join(result.ranked[:2])} ({result.probability:.2f})"
        lines.append(f"{result.case.id}: wants {wanted}; {found} “{result.case.query}”")
    return "\n".join(lines)


def _table(title: str, figures: Sequence[Figure]) -> Iterator[str]:
    yield f"{title:54}{'hits':>6}{'n':>6}{'share':>8}   95 % interval   target"
    for figure in figures:
        low, high = figure.share.interval()
        target = "" if figure.target is None else f"{'≤' if figure.at_most else '≥'} {figure.target:.2f}"
        short = "" if figure.met else "  SHORT"
        counts = f"{figure.share.hits:>6}{figure.share.n:>6}{figure.share.value:>8.3f}"
        yield f"{figure.name:54}{counts}   {low:.3f} to {high:.3f}   {target}{short}"
