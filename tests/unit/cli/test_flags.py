"""The flags of a command are the declared settings, written once."""

from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from batch.cli.flags import given, settings_flags
from batch.config import SETTINGS

FLAGS = {name: setting for name, setting in SETTINGS.items() if setting.about.is_flag}


def invoke(*arguments: str, settings: tuple[str, ...] = ()) -> tuple[Result, dict[str, Any]]:
    """Run a command that has the flags of these settings, or of every one; return how it went and the flags it got."""
    seen: dict[str, Any] = {}

    @click.command()
    @settings_flags(*settings)
    def command(**flags: Any) -> None:
        seen.update(given(flags))

    return CliRunner().invoke(command, arguments), seen


def test_a_flag_that_is_not_given_says_nothing() -> None:
    assert invoke()[1] == {}


SWITCHES = [name for name, setting in FLAGS.items() if setting.is_switch]


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_is_turned_on_and_off_by_its_flag_alone(name: str) -> None:
    flag = FLAGS[name].flag
    assert invoke(flag)[1] == {name: True}
    assert invoke(f"--no-{flag.removeprefix('--')}")[1] == {name: False}


@pytest.mark.parametrize("name", sorted(set(FLAGS) - set(SWITCHES)))
def test_every_other_setting_that_is_a_flag_takes_a_value(name: str) -> None:
    _, seen = invoke(FLAGS[name].flag, "7")
    assert seen in ({name: "7"}, {name: ("7",)})


def test_a_column_can_be_given_more_than_once() -> None:
    assert invoke("--column", "Fnr, mann", "--column", "Fnr, kone")[1] == {"column": ("Fnr, mann", "Fnr, kone")}


@pytest.mark.parametrize("name", sorted(set(SETTINGS) - set(FLAGS)))
def test_a_setting_that_is_no_flag_is_refused_as_one(name: str) -> None:
    result, _ = invoke(SETTINGS[name].flag, "7")
    assert result.exit_code == 2


def test_a_command_can_have_the_flags_of_some_settings_only() -> None:
    assert invoke("--env", "ppe", settings=("env", "out"))[1] == {"env": "ppe"}
    assert invoke("--concurrency", "7", settings=("env", "out"))[0].exit_code == 2


def test_an_unknown_flag_is_refused() -> None:
    assert invoke("--concurency", "7")[0].exit_code == 2


@pytest.mark.parametrize("name", FLAGS)
def test_the_help_tells_each_flag_its_environment_name_and_its_default(name: str) -> None:
    shown = " ".join(invoke("--help")[0].output.split())
    setting = FLAGS[name]
    assert setting.flag in shown
    assert f"[{setting.environment_name}]" in shown
    if setting.is_switch:
        assert f"[default: {'on' if setting.field.default else 'off'}] [{setting.environment_name}]" in shown
    elif isinstance(setting.field.default, int | float):
        assert f"[default: {setting.field.default}] [{setting.environment_name}]" in shown
