"""docs/python.md as its reader tries it: each block in order, in one session."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import batch
from batch.config import SETTINGS
from batch.sandbox import Sandbox

PAGE = (Path(__file__).parent.parent.parent / "docs" / "python.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def run_as_a_cell(code: str, names: dict[str, Any]) -> object:
    """Run a block, and return the value of its last line, as a notebook shows it."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "docs/python.md", "exec"), names)  # noqa: S102 - the page's own
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "docs/python.md", "eval"), names)  # noqa: S307


def test_its_blocks_run_in_order(
    sandbox: Sandbox, clean_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in sandbox.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_DATA_HOME", str(clean_folder))
    names: dict[str, Any] = {}
    shown = [run_as_a_cell(code, names) for code in BLOCKS]
    assert isinstance(shown[0], batch.Result)
    assert names["result"].counts["invalid_id"] == 1
    assert shown[3] == b"true"
    assert shown[5] == (True, names["result"].counts)
    assert "->" in capsys.readouterr().out
    assert (clean_folder / "ektepakt-batch" / "latest").is_symlink()


def test_each_name_of_the_package_that_it_names_is_there() -> None:
    for name in set(re.findall(r"batch\.([A-Za-z_]+)", PAGE)) - {"errors", "read_run"}:
        assert hasattr(batch, name)
    for name in set(re.findall(r"`([A-Z][A-Za-z]+Error)`", PAGE)) - {"TypeError"}:
        assert name in batch.__all__


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"([a-z_]+)=", PAGE)) - {"env", "column", "name", "out", "progress"})
)
def test_each_setting_that_it_names_exists(name: str) -> None:
    assert name in SETTINGS
