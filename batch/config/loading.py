"""Reads the settings and composes them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from batch.config.addresses import addresses_of, rate_of, timeout_of
from batch.config.composed import Config
from batch.config.setting_names import PARTS
from batch.config.sources import read_settings
from batch.config.variables import origins_that_count
from batch.identity import is_2032_rule_in_force


def load_config(flags: Mapping[str, Any], *, folder: Path, today: date) -> Config:
    """Read the settings, and compose them. Raises SettingsError for what is unknown or of the wrong form."""
    read = read_settings(flags, folder)
    parts = {part.name: part.make(read.values) for part in PARTS}
    run, lookup = parts["run"], parts["lookup"]
    origins = origins_that_count(read.origins, run.env)
    overrides = parts["overrides"] = replace(parts["overrides"], **dict.fromkeys(read.origins.keys() - origins))
    return Config(
        **parts,
        addresses=addresses_of(run.env, overrides, origins),
        timeout_seconds=run.timeout_seconds or timeout_of(run.env),
        rate=lookup.rate or rate_of(run.env),
        accepts_2032=run.accept_2032 or is_2032_rule_in_force(today),
        origins=origins,
        notes=read.notes,
    )
