"""The rules by which the package stays readable."""

import ast
import graphlib
from pathlib import Path

import pytest

import laniakea_plugin_sdk

NAME = "laniakea_plugin_sdk"
PACKAGE = Path(laniakea_plugin_sdk.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_FILES = 300, 50, 15


def module_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(file: Path) -> set[str]:
    """The modules of the package that it imports."""
    modules = {module_of(one) for one in FILES}
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    # A package's own __init__ has nothing in it that its modules import.
    return (found & modules) - {NAME}


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {module_of(file): imports_of(file) for file in FILES}
    assert len(graph) > 50
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_file_and_its_functions_are_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno is not None:
            assert node.end_lineno - node.lineno < MOST_LINES_OF_A_FUNCTION, node.name


def test_a_folder_has_few_files() -> None:
    for folder in {file.parent for file in FILES}:
        assert len(list(folder.glob("*.py"))) <= MOST_FILES, folder.name


@pytest.mark.parametrize("folder", ["version", "log", "output", "http2", "listen", "frames"])
def test_what_knows_the_protocol_knows_nothing_of_plugins(folder: str) -> None:
    for file in (PACKAGE / folder).glob("*.py"):
        above = {name for name in imports_of(file) if name.split(".")[1] in ("services", "plugin", "serve", "session")}
        assert above == set(), module_of(file)
