"""Reading what an editor wrote in YAML, with file and line for whatever is wrong in it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.faults import Fault
from ingest.text_files import encoding_faults, read_text


class _Loader(yaml.CSafeLoader):
    """Safe YAML in which only ``true`` and ``false`` are truth values.

    YAML 1.1 also reads ``on``, ``off``, ``yes`` and ``no`` as such, so that the field ``on: 2026-11-22`` and the
    phrasing ``- no`` would turn into something else than what an editor wrote.
    """


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


class Model(BaseModel):
    """The base of everything read from outside: frozen, and a misspelt field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


ModelT = TypeVar("ModelT", bound=Model)


def parse_yaml(text: str, path: Path, first_line: int = 1) -> tuple[Any, list[Fault]]:
    """Parse YAML text that starts on ``first_line`` of ``path``; ``None`` with a fault if it cannot be."""
    try:
        return yaml.load(text, Loader=_Loader), []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or str(error)
        return None, [Fault(path, line, f"this is not valid YAML: {problem}.")]


def read_yaml(path: Path) -> tuple[Any, list[Fault]]:
    """Read a YAML file; a missing one is a fault, not an exception."""
    if not path.is_file():
        return None, [Fault(path, 1, "the file is missing.")]
    wrong = encoding_faults(path)
    return (None, wrong) if wrong else parse_yaml(read_text(path), path)


def read_yaml_model(model: type[ModelT], path: Path) -> tuple[ModelT | None, list[Fault]]:
    """Read a YAML file that holds one record."""
    data, faults = read_yaml(path)
    if data is None:
        return None, faults
    return validate(model, data, path, read_text(path))


def read_yaml_models(model: type[ModelT], path: Path) -> tuple[list[ModelT], list[Fault]]:
    """Read a YAML file that holds a list of records; faulty ones are left out and told."""
    data, faults = read_yaml(path)
    if data is None:
        return [], faults
    if not isinstance(data, list):
        return [], [Fault(path, 1, "this file must hold a list: each entry starts with “- id: …”.")]
    text = read_text(path)
    starts = [m.start() for m in re.finditer(r"^- ", text, flags=re.MULTILINE)]
    records: list[ModelT] = []
    for index, entry in enumerate(data):
        start = starts[index] if index < len(starts) else 0
        end = starts[index + 1] if index + 1 < len(starts) else len(text)
        record, more = validate(model, entry, path, text[:end], start)
        faults += more
        records += [record] if record is not None else []
    return records, faults


def read_yaml_folder(
    model: type[ModelT], folder: Path, key: Callable[[ModelT], str], where: str
) -> tuple[tuple[ModelT, ...], list[Fault]]:
    """Read every YAML file of a folder; none has to be there. Two records with one key are a fault of ``where``."""
    found: dict[str, ModelT] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        records, more = read_yaml_models(model, path)
        faults += more
        for record in records:
            if key(record) in found:
                faults.append(Fault(path, 1, f"“{key(record)}” stands twice among {where}."))
            found[key(record)] = record
    return tuple(found.values()), faults


def validate(
    model: type[ModelT], data: object, path: Path, text: str, start: int = 0
) -> tuple[ModelT | None, list[Fault]]:
    """Check one record against its model; faults name the line of the field, found from ``start`` in ``text``."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [
            Fault(path, _line_of(detail["loc"], text, start), _sentence(detail["loc"], detail["msg"]))
            for detail in error.errors()
        ]


def _line_of(where: tuple[int | str, ...], text: str, start: int) -> int:
    """The line on which a field stands; the record's first line if the field is missing."""
    field = re.escape(str(where[0])) if where else ""
    match = re.compile(rf"^(?:- |  )?{field}:", re.MULTILINE).search(text, start)
    return text.count("\n", 0, match.start() if match else start) + 1


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    field = ".".join(str(part) for part in where) or "this entry"
    return f"{field}: {message[0].lower()}{message[1:]}."
