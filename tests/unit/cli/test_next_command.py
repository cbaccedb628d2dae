"""The commands that follow one: what was given, where it asked and wrote, and whole paths."""

import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from batch.cli import next_command
from batch.cli.flags import settings_read
from batch.cli.next_command import NextCommands


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["/opt/bin/ektepakt-batch", "run"])
    monkeypatch.delenv("EKTEPAKT_ENV", raising=False)
    return tmp_path


def after(name: str = "run", *inputs: str, **flags: Any) -> NextCommands:
    return NextCommands.after(name, [Path(each) for each in inputs], flags, settings_read(flags))


def words(command: str | None) -> list[str]:
    assert command is not None
    return shlex.split(command)[1:]


def test_the_same_again_names_environment_and_folder_though_they_were_not_given(here: Path) -> None:
    assert words(after("run", "our list.csv", rate=5.0).same()) == [
        *("run", f"{here}/our list.csv", "--rate", "5.0", "--env", "sandbox", "--out", f"{here}/out")
    ]


def test_what_was_given_is_said_once_and_folders_with_their_whole_path(here: Path) -> None:
    found = words(after("run", "a.csv", env="ppe", out=Path("mine"), state=Path("/var/s"), annotate=False).same())
    assert sorted(found[2:]) == sorted(["--env", "ppe", "--out", f"{here}/mine", "--state", "/var/s", "--no-annotate"])


def test_behind_a_sample_the_whole_list_has_no_sample(here: Path) -> None:
    found = words(after("run", "a.csv", sample=5, seed=2, language="nno").whole_list())
    assert "--sample" not in found
    assert "--seed" not in found
    assert "--language" in found


def test_a_retry_names_its_run_and_none_of_the_settings_that_are_its_own(here: Path) -> None:
    found = words(after("run", "a.csv", column=("fnr",), sheet=("Ark1",), limit=9, attempts=4).retry("2026-x"))
    assert found == ["retry", "2026-x", "--attempts", "4", "--env", "sandbox", "--out", f"{here}/out"]


def test_the_input_is_taken_again_without_those_who_were_answered_unless_it_was_piped(here: Path) -> None:
    found = words(after("run", "a.csv", max_age="7d").again_without_answered())
    assert found[found.index("--max-age") + 1] == "1d"
    assert found.count("--max-age") == 1
    assert after("run", "-").again_without_answered() is None
    assert after("retry").again_without_answered() is None


def test_a_copy_is_run_with_the_flags_of_its_run(here: Path) -> None:
    found = words(after("run", "a.csv", column=("fnr",)).run(Path("out/runs/x/a-ektepakt.csv")))
    assert found[:4] == ["run", f"{here}/out/runs/x/a-ektepakt.csv", "--column", "fnr"]


@pytest.mark.parametrize("has_desktop", [True, False])
def test_a_file_is_opened_by_the_desktop_where_there_is_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, *, has_desktop: bool
) -> None:
    monkeypatch.setattr(next_command.shutil, "which", lambda name: f"/bin/{name}" if has_desktop else None)
    opener = ["open" if sys.platform == "darwin" else "xdg-open"] if has_desktop else []
    assert shlex.split(after().open(Path("a b.csv"))) == [*opener, f"{here}/a b.csv"]
