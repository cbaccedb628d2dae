"""`import batch` costs nothing: what it offers is imported when it is used, and pandas when a frame is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

import batch

_HEAVY = "{'pandas', 'pyarrow', 'aiohttp', 'pydantic', 'structlog', 'batch.api', 'batch.errors'}"


def run(code: str, folder: Path) -> str:
    root = str(Path(batch.__file__).parent.parent)
    code = f"import sys; sys.path.insert(0, {root!r})\n{code}"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_to_import_the_package_imports_nothing_else(tmp_path: Path) -> None:
    assert run(f"import batch; print(sorted({_HEAVY} & set(sys.modules)))", tmp_path) == "[]"


def test_an_error_alone_needs_no_library(tmp_path: Path) -> None:
    assert run(f"import batch; batch.InputError; print(sorted({_HEAVY} & set(sys.modules)))", tmp_path) == (
        "['batch.errors']"
    )


def test_to_read_a_table_as_arrow_needs_no_pandas(tmp_path: Path) -> None:
    refusing = (
        "from batch.cli.entry import set_up_interpreter\nset_up_interpreter()\nimport batch\n"  # as where it is not
    )
    asked = "result = batch.look_up(['06821349425'], env='sandbox', out='out', progress=False)\n"
    assert run(f"{refusing}{asked}print(result.arrow('oppslag').num_rows)", tmp_path) == "1"


def test_every_name_that_it_lists_is_there() -> None:
    assert all(getattr(batch, name) is not None for name in batch.__all__)
    assert set(batch.__all__) <= set(dir(batch))
    with pytest.raises(AttributeError, match="look_upp"):
        _ = batch.look_upp  # type: ignore[attr-defined]
