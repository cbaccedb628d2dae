"""The wheel holds the package alone, and does the main job in an empty environment, however it is installed there."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from email.parser import Parser
from pathlib import Path

import pytest
from support.lists import some_identifiers
from support.wheel import ROOT, clean_environment, interpreters, pins

import batch

Install = Callable[[str, Path, Path], Path]

MADE = {"oppslag.csv", "oppslag.parquet", "ektepakt.xlsx", "report.html", "run.json"}
PEOPLE = some_identifiers(40)


def call(command: Sequence[str | Path], **environment: str) -> None:
    """Install, or skip the test where uv, which knows no configuration of pip, has no package index to install from."""
    ended = subprocess.run(command, check=False, env=clean_environment() | environment, capture_output=True, text=True)
    if ended.returncode and "Failed to fetch" in ended.stderr:
        pytest.skip("uv reaches no package index here")
    assert ended.returncode == 0, ended.stderr


def by_pip(python: str, wheel: Path, folder: Path) -> Path:
    call([python, "-m", "venv", folder / "venv"])
    call([folder / "venv/bin/python", "-m", "pip", "install", "-q", "-c", pins(folder), wheel])
    return folder / "venv" / "bin"


def by_pipx(python: str, wheel: Path, folder: Path) -> Path:
    pytest.importorskip("pipx")
    homes = {f"PIPX_{name}": str(folder / name.lower()) for name in ("HOME", "BIN_DIR", "MAN_DIR", "SHARED_LIBS")}
    pinned = f"--pip-args=--constraint={pins(folder)}"
    call([sys.executable, "-m", "pipx", "install", "-q", "--python", python, pinned, wheel], **homes)
    return folder / "bin_dir"


def by_uv(python: str, wheel: Path, folder: Path) -> Path:
    pytest.importorskip("uv")
    homes = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    command = [sys.executable, "-m", "uv", "tool", "install", "-q", "--python", python, "-c", pins(folder), wheel]
    call(command, **homes)
    return folder / "bin"


def test_the_wheel_holds_the_package_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = Parser().parsestr(archive.read(next(n for n in names if n.endswith("METADATA"))).decode())
    tops = {name.split("/")[0] for name in names}
    assert tops == {"batch", f"ektepakt_batch-{batch.__version__}.dist-info"}
    assert not [name for name in names if Path(name).match("test_*") or name.endswith((".pyc", ".sqlite3", ".p12"))]
    sources = {str(path.relative_to(ROOT)) for path in (ROOT / "batch").rglob("*.py")}
    assert sources == {name for name in names if name.endswith(".py")}
    assert metadata["Version"] == batch.__version__
    assert metadata["License-Expression"] == "MIT"


@pytest.mark.tools
@pytest.mark.timeout(900)
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("install", [by_pip, by_pipx, by_uv])
def test_it_does_the_main_job_where_there_is_nothing_else(
    install: Install, version: str, wheel: Path, tmp_path: Path
) -> None:
    if (interpreter := interpreters().get(version)) is None:
        pytest.skip(f"there is no Python {version} here")
    programs = install(interpreter, wheel, tmp_path)
    (work := tmp_path / "work").mkdir()
    (work / "people.csv").write_text("\n".join(["fnr", *PEOPLE]), "utf-8")
    command = [programs / "ektepakt-batch", "run", "people.csv", "--metrics-file", "run.prom"]
    ended = subprocess.run(command, cwd=work, env=clean_environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    told = (work / "run.prom").read_text("utf-8")
    assert f'python="{version}.' in told
    assert f'version="{batch.__version__}"' in told
    [folder] = (work / "out" / "runs").iterdir()
    assert {path.name for path in folder.iterdir()} >= MADE
