"""What a shell is told when somebody presses Tab, and the scripts with which it asks."""

import shutil
import subprocess
from pathlib import Path

import pytest
from support import in_process

OLD, NEW = "20260101T020000Z-1a2b3c4d", "20260201T020000Z-1a2b3c4d"


def completed(folder: Path, *words: str, settings: dict[str, str] | None = None) -> list[str]:
    """Return what bash is told for the last of the words, as type and value."""
    line = "\n".join(["ektepakt-batch", *words])
    environment = {
        "_EKTEPAKT_BATCH_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words)),
        **(settings or {}),
    }
    _, stdout, stderr = in_process.call([], folder=folder, environment=environment)
    assert stderr == ""
    return stdout.split()


@pytest.fixture
def with_runs(tmp_path: Path) -> Path:
    for name in (OLD, NEW, "notes"):
        (tmp_path / "out" / "runs" / name).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (("run", "--env", ""), ["plain,sandbox", "plain,ppe", "plain,prod"]),
        (("run", "--env", "p"), ["plain,ppe", "plain,prod"]),
        (("run", "--words", ""), ["plain,nb", "plain,en"]),
        (("run", "--log-format", ""), ["plain,json", "plain,console"]),
        (("run", "--format", "parquet,c"), ["plain,parquet,csv"]),
        (("run", "--format", "csv,"), ["plain,csv,parquet", "plain,csv,xlsx"]),
        (("run", "--out", ""), ["dir,"]),
        (("run", "--skip-list", ""), ["file,"]),
        (("run", ""), ["file,"]),
        (("completion", ""), ["plain,bash", "plain,zsh", "plain,fish"]),
        (("runs", "pu"), ["plain,purge"]),
    ],
)
def test_values_are_completed(tmp_path: Path, words: tuple[str, ...], values: list[str]) -> None:
    assert completed(tmp_path, *words) == values


def test_runs_are_completed_newest_first_where_one_is_meant(with_runs: Path) -> None:
    runs = [f"plain,{NEW}", f"plain,{OLD}"]
    assert completed(with_runs, "compare", "") == runs
    assert completed(with_runs, "compare", OLD, "202602") == runs[:1]
    assert completed(with_runs, "retry", "") == ["file,", *runs]
    assert completed(with_runs, "runs", "show", "") == ["plain,latest", *runs]
    assert completed(with_runs, "runs", "purge", "2026") == runs
    assert completed(with_runs, "run", "--compare-with", "") == ["plain,previous", "plain,none", *runs]


def test_they_are_those_of_the_folder_that_the_command_would_use(with_runs: Path) -> None:
    (with_runs / "out").rename(with_runs / "elsewhere")
    assert completed(with_runs, "compare", "") == []
    runs = [f"plain,{NEW}", f"plain,{OLD}"]
    assert completed(with_runs, "compare", "--out", "elsewhere", "") == runs
    assert completed(with_runs, "runs", "--out", "elsewhere", "purge", "") == runs
    assert completed(with_runs, "compare", "", settings={"EKTEPAKT_OUT": "elsewhere"}) == runs
    (with_runs / "ektepakt-batch.toml").write_text('out = "elsewhere"\n')
    assert completed(with_runs, "compare", "") == runs
    (with_runs / "ektepakt-batch.toml").write_text("no settings\n")
    assert completed(with_runs, "compare", "") == [], "a shell is told nothing of faults"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_takes_its_script(tmp_path: Path, shell: str) -> None:
    code, script, _ = in_process.call(["completion", shell], folder=tmp_path, environment={"PATH": "/usr/bin:/bin"})
    assert code == 0
    assert f"_EKTEPAKT_BATCH_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


def test_an_unknown_shell_is_refused(tmp_path: Path) -> None:
    assert in_process.call(["completion", "tcsh"], folder=tmp_path, environment={})[0] == 2
