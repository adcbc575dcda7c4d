"""The measurements run on the small corpus and give figures that can be read."""

import shutil
from pathlib import Path

import pytest

from evals.answering_cases import read_cases
from evals.benchmarks import peers, reply_speed, screening_recall
from ingest.settings import Settings
from tests.conftest import TOOL_LIBRARY


def test_build_and_reply_are_measured_beside_the_encoder(tmp_path: Path) -> None:
    settings = Settings(corpus=TOOL_LIBRARY, home=tmp_path / "home")

    build, cold, warm = reply_speed.measure(settings, tmp_path / "measured")

    assert (build.n, cold.n, warm.n) == (47, 1, 24)
    for measurement in (build, cold, warm):
        assert measurement.seconds > 0
        assert measurement.ratio is not None
        assert measurement.ratio > 0.05
        assert measurement.peak_mib is not None
        assert measurement.peak_mib > 50


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="exit code 3"):
        reply_speed._run(["sh", "-c", "exit 3"])


def test_screening_is_counted_by_stratum(tool_library_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(tool_library_home, tmp_path / "home")

    strata = {r.stratum: r for r in screening_recall.measure(Settings(corpus=TOOL_LIBRARY, home=home))}

    assert {name: recall.n for name, recall in strata.items()} == {
        "tier 4": 25, "tier 3": 25, "tier 2": 20, "harmless": 25, "to be refused": 25
    }  # fmt: skip
    assert strata["to be refused"].right == 0  # the tool library's rules refuse only theft of tools
    assert strata["harmless"].right >= 20


def test_every_system_is_asked_every_answerable_case(tool_library_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(tool_library_home, tmp_path / "home")
    cases = read_cases(TOOL_LIBRARY.parent / "tool_library_cases")

    measured = peers.measure(Settings(corpus=TOOL_LIBRARY, home=home), cases)

    assert [one.system for one in measured] == [
        "bare encoder", "Waypost, whole reply", "LlamaIndex, top 3", "LlamaIndex, CitationQueryEngine"
    ]  # fmt: skip
    assert {one.n for one in measured} == {sum(bool(case.answers) for case in cases)}
    assert all(one.p95 >= one.p50 > 0 for one in measured)
    assert measured[1].right == measured[1].n
