"""The settings of a run, composed of the parts' own option classes: flags > environment > TOML > defaults.

`load_config` is in `loading`, which alone imports pydantic.
"""

from batch.config.addresses import Addresses, addresses_of
from batch.config.composed import Config
from batch.config.in_force import settings_in_force
from batch.config.setting_names import SETTINGS, Setting

__all__ = ["SETTINGS", "Addresses", "Config", "Setting", "addresses_of", "settings_in_force"]
