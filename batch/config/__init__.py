"""The settings of a run, composed of the parts' own option classes: flags > environment > TOML > defaults."""

from batch.config.compose import Config, load_config
from batch.config.environments import Addresses, addresses_of
from batch.config.names import SETTINGS, Setting
from batch.config.own_options import CredentialOptions, LogFormat, RunOptions

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
]
