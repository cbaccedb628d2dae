"""What the README says is so."""

import re
import subprocess
from pathlib import Path

import pytest

from batch.config import SETTINGS
from batch.jobs.exit_codes import ExitCode
from batch.outcome import OutcomeKind
from batch.tables import RESULT_TABLES

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text("utf-8")
OF_A_COMMAND_ITSELF = {
    *("--help", "--json", "--version", "--env-file", "--credentials", "--calm", "--faults"),
    *("--older-than", "--stopped"),
}


def test_every_setting_it_names_exists() -> None:
    named = set(re.findall(r"EKTEPAKT_[A-Z0-9_]+[A-Z0-9]", README))
    assert named
    assert named <= {setting.environment_name for setting in SETTINGS.values()}


def test_every_flag_it_names_exists() -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", README))
    assert named
    flags = [setting.flag for setting in SETTINGS.values() if setting.about.is_flag]
    switches = [setting.flag for setting in SETTINGS.values() if setting.about.is_flag and setting.is_switch]
    opposites = {f"--no-{flag.removeprefix('--')}" for flag in switches}
    assert named <= {*flags, *opposites} | OF_A_COMMAND_ITSELF


def test_its_exit_codes_are_all_there_are() -> None:
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)} == set(ExitCode)


@pytest.mark.parametrize("kind", OutcomeKind)
def test_it_explains_every_outcome(kind: OutcomeKind) -> None:
    assert f"`{kind.value}`" in README


@pytest.mark.parametrize("table", [table.name for table in RESULT_TABLES])
def test_it_explains_every_table(table: str) -> None:
    assert f"| `{table}." in README


def test_its_make_targets_can_be_made() -> None:
    targets = set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE)) | {"help"}
    assert {"run", "test", "ppe-run", "nightly"} <= targets
    for target in targets:
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)
