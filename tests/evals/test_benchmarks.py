"""The measurements run on the small corpus and give figures that can be read."""

import shutil
from pathlib import Path

import pytest

from evals.benchmarks import abstention, reply_speed
from ingest.settings import Settings
from tests.conftest import TOOL_LIBRARY


def test_build_and_reply_are_measured_beside_the_encoder(tmp_path: Path) -> None:
    settings = Settings(corpus=TOOL_LIBRARY, home=tmp_path / "home")

    build, cold, warm = reply_speed.measure(settings, tmp_path / "measured")

    assert (build.n, cold.n, warm.n) == (34, 1, 24)
    for measurement in (build, cold, warm):
        assert measurement.seconds > 0
        assert measurement.ratio is not None
        assert measurement.ratio > 0.5
        assert measurement.peak_mib is not None
        assert measurement.peak_mib > 50


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="exit code 3"):
        reply_speed._run(["sh", "-c", "exit 3"])


def test_abstention_counts_add_up(tool_library_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(tool_library_home, tmp_path / "home")

    for counts in abstention.measure(Settings(corpus=TOOL_LIBRARY, home=home)):
        assert counts.answer + counts.partial + counts.no_answer == counts.n
        assert counts.n > 30
