"""Reads the settings and composes them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from batch.config.addresses import addresses_of, rate_of, timeout_of
from batch.config.composed import Config
from batch.config.setting_names import PARTS
from batch.config.sources import read_settings
from batch.identity import is_2032_rule_in_force


def load_config(flags: Mapping[str, Any], *, folder: Path, today: date) -> Config:
    """Read the settings, and compose them. Raises SettingsError for what is unknown or of the wrong form."""
    values = read_settings(flags, folder)
    parts = {part.name: part.make(values) for part in PARTS}
    run, overrides, lookup = parts["run"], parts["overrides"], parts["lookup"]
    return Config(
        **parts,
        addresses=addresses_of(run.env, overrides),
        timeout_seconds=run.timeout_seconds or timeout_of(run.env),
        rate=lookup.rate or rate_of(run.env),
        accepts_2032=run.accept_2032 or is_2032_rule_in_force(today),
    )
