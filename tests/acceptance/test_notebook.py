"""A notebook in an environment of the wheel and a kernel alone, run as Jupyter runs it; and frames of polars."""

import json
import os
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from support.lists import some_identifiers
from support.wheel import ROOT

import batch
from batch.sandbox import Sandbox

PEOPLE = some_identifiers(200)
SET_UP = f"""
import asyncio, batch, pandas as pd
people = pd.DataFrame({{"kunde": range(200), "fnr": {PEOPLE!r}}})
print(asyncio.get_running_loop().is_running(), batch.__file__)
"""
INTERRUPTED = """
import os, signal, threading
from batch.api.progress import ProgressLine

def interrupt():
    begun.wait()
    os.kill(os.getpid(), signal.SIGINT)  # as Jupyter's button does

def show(line, shown=ProgressLine.show):
    if line.tally is not None and line.tally.done > 5:
        begun.set()
    shown(line)

begun, ProgressLine.show = threading.Event(), show
threading.Thread(target=interrupt).start()
batch.look_up(people, env="sandbox", rate=10, concurrency=1)
"""
LOOKED_AT = """
from pathlib import Path
stopped = batch.read_run(*Path("data/ektepakt-batch/runs").iterdir())
print(stopped.complete, stopped.exit_code, 0 < stopped.counts["not_run"] < 200)
"""
RESUMED = """
result = batch.look_up(people, env="sandbox")
print(result.path == stopped.path, len(result.oppslag), result.merged(people)["ektepakt_outcome SANDBOX"].notna().all())
result
"""

pytestmark = [pytest.mark.tools, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel, what it depends on as it is pinned, and a kernel."""
    pytest.importorskip("nbclient")
    made = tmp_path_factory.mktemp("environment")
    venv.create(made / "venv", with_pip=True)
    interpreter = made / "venv" / "bin" / "python"
    install = [interpreter, "-I", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    subprocess.run([*install, "--no-deps", "--no-index", wheel], check=True)
    subprocess.run([*install, f"ipykernel=={version('ipykernel')}"], check=True)
    return interpreter


@contextmanager
def _kernel_of(python: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let Jupyter know a kernel that has nothing of this checkout, nor of anybody's settings."""
    spec = folder / "jupyter" / "kernels" / "wheel"
    spec.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "wheel"}), "utf-8")
    for name in [each for each in os.environ if each.startswith(("EKTEPAKT_", "MASKINPORTEN_", "PYTHON"))]:
        monkeypatch.delenv(name)
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(folder / "jupyter"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    yield "wheel"


def texts(cell: Any, stream: str) -> str:
    return "".join(each["text"] for each in cell["outputs"] if each.get("name") == stream)


@pytest.mark.filterwarnings("ignore")  # of Jupyter's own libraries
def test_a_notebook_looks_up_is_interrupted_and_goes_on(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    cells = [nbformat.v4.new_code_cell(code.strip()) for code in (SET_UP, INTERRUPTED, LOOKED_AT, RESUMED)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with _kernel_of(python, tmp_path, monkeypatch) as kernel:
        how = {"allow_errors": True, "timeout": 300, "resources": {"metadata": {"path": str(tmp_path)}}}
        client = nbclient.NotebookClient(notebook, kernel_name=kernel, **how)
        client.execute()
    set_up, interrupted, looked_at, resumed = notebook["cells"]
    assert texts(set_up, "stdout").startswith("True ")
    assert str(python.parent.parent) in texts(set_up, "stdout")
    [error] = [each for each in interrupted["outputs"] if each["output_type"] == "error"]
    assert error["ename"] == "KeyboardInterrupt"
    assert "the same call goes on" in error["evalue"]
    assert texts(looked_at, "stdout") == "False 75 True\n"
    assert texts(resumed, "stdout") == "True 200 True\n"
    assert "200 of 200 (100%)" in texts(resumed, "stderr")
    [shown] = [each["data"]["text/html"] for each in resumed["outputs"] if each["output_type"] == "execute_result"]
    assert "answers are made up" in shown
    said = json.dumps([cell["outputs"] for cell in notebook["cells"]])
    assert not any(each in said for each in PEOPLE)


def test_frames_and_series_of_polars_are_taken_as_they_are(
    sandbox: Sandbox, clean_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    polars = pytest.importorskip("polars")
    for name, value in sandbox.settings.items():
        monkeypatch.setenv(name, value)
    people = PEOPLE[:20]
    frame = polars.DataFrame({"kunde": range(20), "fnr": people})
    for given in (frame, frame["fnr"], frame.with_columns(polars.col("fnr").cast(polars.Categorical))):
        result = batch.look_up(given, env="sandbox", progress=False, out=clean_folder / "out")
        assert [*result.oppslag["fnr"]] == people
    merged = result.merged(frame)
    assert merged["kunde"].tolist() == list(range(20))
    assert merged["ektepakt_outcome SANDBOX"].tolist() == result.oppslag["outcome"].tolist()
