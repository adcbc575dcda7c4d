"""The README shows the commands that exist, and all of them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def commands_of(package: str) -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-m", package, "--help"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"^    (\w+)", shown, re.MULTILINE))


@pytest.mark.parametrize("package", ["ingest", "assistant", "evals"])
def test_every_command_stands_in_the_readme_and_every_shown_one_exists(package: str) -> None:
    shown = set(re.findall(rf"python -m {package} (\w+)", README))

    assert commands_of(package) == shown


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE)) <= targets


def test_every_folder_of_the_map_exists() -> None:
    shown = re.findall(r"^([a-z./_]+/) ", README, re.MULTILINE)

    assert shown
    assert [folder for folder in shown if not (REPOSITORY / folder).is_dir()] == []
