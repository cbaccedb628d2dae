"""The sandbox knows nothing of the client but how an identifier is built, so it can't repeat the client's mistakes."""

import ast
from pathlib import Path

import pytest

import batch.sandbox

FOLDER = Path(batch.sandbox.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))


def _imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name for name in names if name.split(".")[0] == "batch"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_module_of_the_sandbox_imports_of_the_client_only_identifiers(module: Path) -> None:
    assert {name for name in _imported(module) if not f"{name}.".startswith("batch.sandbox.")} <= {"batch.identity"}
