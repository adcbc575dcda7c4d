"""The tree keeps its shape: imports point one way, without cycles, and files and functions stay small."""

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
ORDER = ("ingest", "assistant", "evals")  # each may import those before it
MAX_FILE, MAX_FUNCTION = 300, 50  # lines

FILES = [path for package in ORDER for path in sorted((REPOSITORY / package).rglob("*.py"))]
NAMES = [str(path.relative_to(REPOSITORY)) for path in FILES]


def module_of(path: Path) -> str:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path) for path in FILES}


def imports_of(path: Path) -> set[str]:
    """The modules of this repository that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (parts & MODULES) or {node.module}
    return {name for name in found if name.split(".")[0] in ORDER}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_imports_point_one_way(path: Path) -> None:
    allowed = ORDER[: ORDER.index(module_of(path).split(".")[0]) + 1]

    assert [name for name in imports_of(path) if name.split(".")[0] not in allowed] == []


def test_nobody_imports_a_command_line() -> None:
    assert [str(path) for path in FILES if any(name.endswith("__main__") for name in imports_of(path))] == []


def test_there_is_no_import_cycle() -> None:
    graph = {module_of(path): imports_of(path) & MODULES - {module_of(path)} for path in FILES}
    seen: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail, module])
        if module not in seen:
            for other in sorted(graph[module]):
                visit(other, (*trail, module))
            seen.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert text.count("\n") <= MAX_FILE
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= MAX_FUNCTION] == []


def test_only_the_doors_catch_everything() -> None:
    """A broad handler hides faults; the one here still shows the strip, and Chroma's maps its panics."""
    broad = {
        str(path.relative_to(REPOSITORY))
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    }

    assert broad == {"assistant/assistant.py", "ingest/index.py"}
