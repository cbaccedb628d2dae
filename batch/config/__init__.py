"""The settings of a run, composed of the parts' own option classes: flags > environment > TOML > defaults."""

from batch.config.addresses import Addresses, addresses_of
from batch.config.compose import Config, load_config
from batch.config.in_force import settings_in_force
from batch.config.own_options import CredentialOptions, LogFormat, RunOptions
from batch.config.setting_names import SETTINGS, Setting

__all__ = [
    "SETTINGS",
    "Addresses",
    "Config",
    "CredentialOptions",
    "LogFormat",
    "RunOptions",
    "Setting",
    "addresses_of",
    "load_config",
    "settings_in_force",
]
