"""The settings in force as lines for a person."""

from pathlib import Path

import pytest
from support import builders as make

from batch.cli.settings_shown import settings_lines
from batch.config.loading import load_config


@pytest.fixture
def long_origin(clean_folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("EKTEPAKT_TOKEN_BACKOFF_CEILING_SECONDS", "3")
    return "EKTEPAKT_TOKEN_BACKOFF_CEILING_SECONDS in the environment"


def lines(width: int | None) -> list[str]:
    return settings_lines(load_config({"env": "ppe"}, folder=Path.cwd(), today=make.TODAY), width=width)


@pytest.mark.usefixtures("long_origin")
def test_on_a_terminal_what_does_not_fit_goes_on_below_and_values_stay_whole() -> None:
    shown = lines(80)
    at = shown.index("token_backoff_ceiling_seconds 3")
    assert shown[at + 1 : at + 3] == [
        f"{'':30}EKTEPAKT_TOKEN_BACKOFF_CEILING_SECONDS in the",
        f"{'':30}environment",
    ]
    assert "register_url                  https://ektepaktregisteret.ppe.brreg.no/ektepakt" in shown
    assert max(map(len, shown)) <= 80


def test_a_pipe_gets_a_line_for_each(long_origin: str) -> None:
    [line] = [each for each in lines(None) if each.startswith("token_backoff_ceiling_seconds")]
    assert line.split() == ["token_backoff_ceiling_seconds", "3", *long_origin.split()]
