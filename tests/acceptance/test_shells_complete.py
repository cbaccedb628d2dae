"""Tab in bash, zsh and fish, set up by the line that `completion --help` prints, in a home that has nothing else."""

import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support.program import wait_until

from batch.cli.help.examples import EXAMPLES

OLD, NEW = "20260101T020000Z-1a2b3c4d", "20260201T020000Z-1a2b3c4d"
# Ctrl-T writes down what stands on the line; Tab takes the first of several.
_BASH = 'bind "TAB:menu-complete"; show() { printf %s "$READLINE_LINE" > "$HOME/line"; }; bind -x \'"\\C-t": show\'\n'
_ZSH = 'setopt MENU_COMPLETE; show() { print -rn -- "$BUFFER" > "$HOME/line" }; zle -N show; bindkey "^T" show\n'
_TAB_AND_SHOW = b"\t\x14"
CASES = [
    pytest.param("run --env pr", "run --env prod", id="a value"),
    pytest.param("run --env=pr", "run --env=prod", id="a value behind ="),
    pytest.param("run --format csv,p", "run --format csv,parquet", id="the last of several values"),
    pytest.param("run --format=csv,p", "run --format=csv,parquet", id="the last of several values behind ="),
    pytest.param("run li", "run liste-æøå.csv", id="a file"),
    pytest.param("run --skip-list=li", "run --skip-list=liste-æøå.csv", id="a file behind ="),
    pytest.param("run --out=else", "run --out=elsewhere/", id="a folder behind ="),
    pytest.param("runs sh", "runs show", id="a command"),
    pytest.param("run --max-err", "run --max-errors", id="a flag"),
    pytest.param("compare ", f"compare {NEW}", id="the newest run"),
    pytest.param("retry 2026", f"retry {NEW}", id="the newest run where a file may stand"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in (OLD, NEW):
        (tmp_path / "out" / "runs" / name).mkdir(parents=True)
    (tmp_path / "work" / "elsewhere").mkdir(parents=True)
    (tmp_path / "work" / "liste-æøå.csv").touch()
    (tmp_path / "empty").mkdir()
    program = tmp_path / "bin" / "ektepakt-batch"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom batch.cli.entry import main\nmain()\n", "utf-8")
    program.chmod(0o755)
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "EKTEPAKT_OUT": str(home / "out"),
    }


def printed_line(shell: str) -> str:
    [line] = [example.line for example in EXAMPLES["completion"] if f" {shell} " in example.line]
    return line


def on_the_line(shell: str, rc: str, keys: str, home: Path, folder: Path) -> str:
    """Start a shell that has read what the printed line left, press the keys and Tab, and return what stands there."""
    subprocess.run(["sh", "-c", printed_line(shell)], env=environment(home), check=True)
    with (home / rc).open("a", encoding="utf-8") as file:
        file.write({"bash": _BASH, "zsh": _ZSH}[shell])
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe(shell, [shell, "-i"], environment(home))  # noqa: S606
    try:
        os.write(terminal, keys.encode() + _TAB_AND_SHOW)
        wait_until(lambda: (home / "line").exists() and (home / "line").read_text("utf-8") != "")
        return (home / "line").read_text("utf-8")
    finally:
        os.close(terminal)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def by_bash(keys: str, home: Path, folder: Path) -> str:
    return on_the_line("bash", ".bashrc", keys, home, folder)


def by_zsh(keys: str, home: Path, folder: Path) -> str:
    return on_the_line("zsh", ".zshrc", keys, home, folder)


def by_fish(keys: str, home: Path, folder: Path) -> str:
    """Ask fish itself, which says what it would put for the last word."""
    script = f"{printed_line('fish')}\ncomplete -C '{keys}'"
    told = subprocess.run(
        ["fish", "-c", script], cwd=folder, env=environment(home), capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    first = told.stdout.splitlines()[0].partition("\t")[0]
    return f"{keys.rpartition(' ')[0]} {first}"


SHELLS: Mapping[str, Callable[[str, Path, Path], str]] = {"bash": by_bash, "zsh": by_zsh, "fish": by_fish}


@pytest.fixture(
    params=[pytest.param("bash"), *(pytest.param(each, marks=pytest.mark.tools) for each in ("zsh", "fish"))]
)
def shell(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if shutil.which(name) is None:
        pytest.skip(f"needs {name} (Debian: {name})")
    return name


@pytest.mark.parametrize(("begun", "completed"), CASES)
def test_tab_completes(shell: str, begun: str, completed: str, home: Path) -> None:
    line = SHELLS[shell](f"ektepakt-batch {begun}", home, home / "work")
    assert line.rstrip() == f"ektepakt-batch {completed}"


@pytest.mark.tools
@pytest.mark.parametrize("name", ["zsh", "fish"])
def test_runs_are_offered_where_no_word_is_begun_and_a_file_may_stand(name: str, home: Path) -> None:
    """Not in bash, which drops what it was told once it hears that files are wanted."""
    if shutil.which(name) is None:
        pytest.skip(f"needs {name} (Debian: {name})")
    assert SHELLS[name]("ektepakt-batch retry ", home, home / "empty").rstrip() == f"ektepakt-batch retry {NEW}"
