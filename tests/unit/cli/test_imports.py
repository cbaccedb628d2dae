"""Commands import what they use: help, completion and light commands come at once, since they load little."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

_LIST_MODULES = """
import atexit, os, sys
from pathlib import Path
atexit.register(lambda: Path(os.environ["MODULES"]).write_text("\\n".join(sys.modules)))
from batch.cli.entry import main
main()
"""
_HTTP = {"aiohttp", "uvloop", "yarl", "batch.sandbox", "batch.register", "batch.lookup"}
_DATA = {"pyarrow", "numpy", "pandas", "xlsxwriter", "batch.export.formats"}
_KEYS = {"cryptography", "jwt"}
_READERS = {"python_calamine", "olefile", "msgspec", "batch.inputs", "batch.cells"}
_SETTINGS = {"pydantic", "dotenv"}
_SHOWN = {"structlog", "asyncio", "tenacity"}
_LEDGER = {"sqlite3", "batch.ledger"}
_EVERYTHING = _HTTP | _DATA | _KEYS | _READERS | _SETTINGS | _SHOWN | _LEDGER


def modules_of(arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> set[str]:
    """Run a command in a fresh interpreter, and return the names of all modules that it has imported at its end."""
    listed = folder / "modules.txt"
    result = subprocess.run(
        [sys.executable, "-c", _LIST_MODULES, *arguments],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("EKTEPAKT_")},
            "MODULES": str(listed),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            **(environment or {}),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in result.stderr, result.stderr
    assert result.stdout, result.stderr
    return set(listed.read_text("utf-8").split())


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        pytest.param(["--help"], {}, id="--help"),
        pytest.param(["--version"], {}, id="--version"),
        pytest.param(["run", "--help"], {}, id="run --help"),
        pytest.param(["plan", "--help"], {}, id="plan --help"),
        pytest.param(["slow", "--help"], {}, id="slow --help"),
        pytest.param(["runs", "purge", "--help"], {}, id="runs purge --help"),
        pytest.param([], {}, id="nothing"),
        pytest.param(["completion", "bash"], {}, id="completion bash"),
        pytest.param(
            [],
            {
                "_EKTEPAKT_BATCH_COMPLETE": "bash_complete",
                "COMP_WORDS": "ektepakt-batch run --env p",
                "COMP_CWORD": "3",
            },
            id="completion of a value",
        ),
        pytest.param([], {"_EKTEPAKT_BATCH_COMPLETE": "bash_source"}, id="completion script"),
        pytest.param(
            [],
            {"_EKTEPAKT_BATCH_COMPLETE": "bash_complete", "COMP_WORDS": "ektepakt-batch run --o", "COMP_CWORD": "2"},
            id="completion of a flag",
        ),
    ],
)
def test_what_only_tells_of_the_program_imports_nothing_that_works(
    arguments: Sequence[str], environment: Mapping[str, str], tmp_path: Path
) -> None:
    assert modules_of(arguments, tmp_path, environment).isdisjoint(_EVERYTHING)


def test_the_memory_of_slow_identities_needs_settings_and_sqlite_alone(tmp_path: Path) -> None:
    found = modules_of(["slow", "--env", "ppe", "add", "06821349425"], tmp_path)
    checksums = {"batch.cells", "msgspec"}  # what a ledger's rows are read with
    assert found.isdisjoint(_HTTP | _DATA | _KEYS | (_READERS - checksums) | {"structlog", "tenacity"})
    assert found >= _LEDGER | _SETTINGS


def test_the_list_of_runs_needs_settings_and_sqlite_alone(tmp_path: Path) -> None:
    found = modules_of(["runs"], tmp_path)
    assert found.isdisjoint(_HTTP | _DATA | _KEYS)
    assert found >= _LEDGER | _SETTINGS


def test_a_plan_of_a_csv_needs_no_network_and_no_other_format(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("fnr\n06821349425\n41819077302\n", "utf-8")
    found = modules_of(["plan", "list.csv"], tmp_path)
    assert found.isdisjoint(_HTTP | _DATA)
    assert found >= {"batch.inputs.text.delimited", "batch.ledger.survey"}


def test_a_run_that_writes_parquet_leaves_pandas_alone(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("fnr\n06821349425\n41819077302\n", "utf-8")
    found = modules_of(["run", "list.csv"], tmp_path)
    assert "pandas" not in found
    assert "pyarrow.parquet" in found


def test_a_plan_that_looks_at_a_key_needs_no_network_either(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("fnr\n06821349425\n41819077302\n", "utf-8")
    own = {"EKTEPAKT_CLIENT_ID": "made-up", "EKTEPAKT_KEYSTORE": "nowhere.p12"}
    found = modules_of(["plan", "list.csv", "--env", "ppe"], tmp_path, own)
    assert found.isdisjoint(_HTTP | _DATA)
    assert found >= {"cryptography", "batch.maskinporten.keys.loading"}
