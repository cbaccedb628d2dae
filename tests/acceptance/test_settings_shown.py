"""`config` shows what is in force and where it came from; a run announces addresses that are not its own."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.program import Program

from batch.config import SETTINGS
from batch.sandbox import Sandbox

ROOT = Path(__file__).parent.parent.parent


def test_config_shows_each_setting_with_its_origin(program: Program, sandbox: Sandbox) -> None:
    (program.folder / ".env").write_text("EKTEPAKT_ENV=ppe\n", "utf-8")
    (program.folder / "ektepakt-batch.toml").write_text("# mine\nattempts = 2\n", "utf-8")
    ended = program.run("config", "--rate", "3", "--json")
    assert ended.code == 0, ended.stderr
    shown = json.loads(ended.stdout)["settings"]
    assert shown.keys() == SETTINGS.keys()
    origins = {name: shown[name]["origin"] for name in ("env", "attempts", "rate", "client_id", "concurrency")}
    assert {name: each["kind"] for name, each in origins.items()} == {
        "env": "file",
        "attempts": "file",
        "rate": "flag",
        "client_id": "environment",
        "concurrency": "default",
    }
    assert (origins["attempts"]["path"], origins["attempts"]["line"]) == (
        str(program.folder / "ektepakt-batch.toml"),
        2,
    )
    assert (shown["rate"]["value"], shown["keystore_password"]["value"]) == (3.0, "***")
    lines = program.run("config").stdout
    assert sandbox.settings["EKTEPAKT_KEYSTORE_PASSWORD"] not in lines + ended.stdout
    assert f".env in {program.folder}, line 1" in lines


def test_config_shows_what_a_run_would_refuse(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EKTEPAKT_TOKEN_URL=https://elsewhere.example/token\n", "utf-8")
    program = Program(tmp_path)
    assert "would refuse this: " in program.run("config", "--env", "ppe").stdout
    shown = json.loads(program.run("config", "--env", "ppe", "--json").stdout)
    assert (shown["foreign_addresses"], shown["refused"]["type"]) == (["token_url"], "SettingsError")
    assert json.loads(program.run("config", "--env", "ppe", "--json", "--trust-folder").stdout)["refused"] is None


@pytest.mark.parametrize("command", ["run", "plan", "doctor"])
def test_an_address_of_a_file_in_the_folder_is_refused_by_every_command_that_would_ask(
    tmp_path: Path, command: str
) -> None:
    write_list(tmp_path / "people.csv", some_identifiers(1))
    (tmp_path / ".env").write_text("EKTEPAKT_REGISTER_URL=https://elsewhere.example/ektepakt\n", "utf-8")
    ended = Program(tmp_path).run(command, "people.csv", "--env", "ppe")
    assert ended.code == 2
    assert f"{tmp_path / '.env'}, line 1: EKTEPAKT_REGISTER_URL would lead grants" in ended.stdout + ended.stderr
    assert not (tmp_path / "out").exists()


def test_an_address_that_is_not_the_environments_own_is_announced_with_its_origin(
    program: Program, sandbox: Sandbox
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(1))
    settings = sandbox.settings
    (program.folder / ".env").write_text(f"\nEKTEPAKT_TOKEN_URL={settings['EKTEPAKT_TOKEN_URL']}\n", "utf-8")
    environment = {name: value for name, value in program.environment.items() if name != "EKTEPAKT_TOKEN_URL"}
    ended = Program(program.folder, environment).run("run", "people.csv", "--env", "ppe")
    first, *others = ended.stderr.splitlines()
    assert f"{settings['EKTEPAKT_REGISTER_URL']} (from EKTEPAKT_REGISTER_URL in the environment)" in first
    assert f"{settings['EKTEPAKT_TOKEN_URL']} (from .env in {program.folder}, line 2)" in first
    assert any(line.startswith("not the environment's own: audience http") for line in others)
    for command in (("doctor",), ("plan", "people.csv")):
        said = Program(program.folder, environment).run(*command, "--env", "ppe").stdout
        assert f"{settings['EKTEPAKT_TOKEN_URL']} (from .env in {program.folder}, line 2)" in said


def test_a_sample_ends_with_what_the_whole_list_would_take_and_the_command_for_it(
    program: Program, sandbox: Sandbox
) -> None:
    write_list(program.folder / "our people.csv", some_identifiers(6))
    ended = program.run("run", "our people.csv", "--sample", "2", "--rate", "20", "--no-annotate", "--out", "o")
    *_, outlook, last = ended.stdout.splitlines()
    assert outlook == "The whole list, 6 identifiers, would take about 1 s at the speed seen:"
    words = shlex.split(last)
    at = words.index("run")
    flags = ["--rate", "20", "--no-annotate", "--out", str(program.folder / "o"), "--env", "sandbox"]
    assert sorted(words[at:]) == sorted(["run", str(program.folder / "our people.csv"), *flags])
    assert program.run(*words[at:]).code == 0
    assert len(sandbox.memory.asks) == 6


def test_a_sample_of_everybody_has_no_outlook(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(2))
    assert "The whole list" not in program.run("run", "people.csv", "--sample", "2").stdout


@pytest.mark.parametrize(("code", "made"), [(0, 0), (3, 0), (2, 2), (4, 2)])
def test_a_plan_that_could_be_made_is_a_success_of_make(tmp_path: Path, code: int, made: int) -> None:
    """A stand-in for the program, since make would build a virtual environment."""
    (tmp_path / "bin").mkdir()
    for name, text in (("bin/python", ""), ("bin/ektepakt-batch", f"#!/bin/sh\nexit {code}\n"), (".run", "")):
        (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / name).chmod(0o755)
    ended = subprocess.run(["make", "ppe-plan", f"VENV={tmp_path}"], cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == made, ended.stderr
