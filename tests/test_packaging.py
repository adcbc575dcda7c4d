"""The package names are common words: here they are ours, and each third party that we import is declared."""

import importlib
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.test_architecture import FILES

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["ingest", "assistant", "evals"])
def test_each_package_is_the_one_of_this_checkout(name: str) -> None:
    module = importlib.import_module(name)

    assert Path(str(module.__file__)).parent == REPOSITORY / name
    assert set(packages_distributions().get(name, [])) <= {"waypost"}


def test_only_our_three_packages_are_shipped() -> None:
    included = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]

    assert included == ["ingest", "ingest.*", "assistant", "assistant.*", "evals", "evals.*"]


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    declared = [line for line in lines if re.match(r'  "[a-z0-9-]+[<>=]', line)]

    assert declared
    assert [line for line in declared if "#" not in line] == []


def test_what_is_imported_is_declared() -> None:
    declared = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"]
    names = {re.split(r"[<>=\[ ]", entry)[0].lower() for entry in declared}
    owners = packages_distributions()
    imported = {
        match
        for path in FILES
        for match in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    foreign = {name for name in imported if name not in sys.stdlib_module_names | {"ingest", "assistant", "evals"}}

    assert {n for n in foreign if not {owner.lower() for owner in owners.get(n, [n])} & names} == set()
