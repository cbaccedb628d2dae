"""The settings of a run, composed of the parts' own option classes: flags > environment > TOML > defaults.

`load_config` is in `loading`, which alone imports pydantic.
"""

from batch.config.addresses import Addresses, addresses_of
from batch.config.composed import Config
from batch.config.described import DescribedSetting, described_settings
from batch.config.foreign import ForeignAddress, foreign_addresses, refuse_untrusted_addresses, said_origin
from batch.config.in_force import settings_in_force
from batch.config.secret_files import with_secrets_read
from batch.config.setting_names import SETTINGS, Setting

__all__ = [
    "SETTINGS",
    "Addresses",
    "Config",
    "DescribedSetting",
    "ForeignAddress",
    "Setting",
    "addresses_of",
    "described_settings",
    "foreign_addresses",
    "refuse_untrusted_addresses",
    "said_origin",
    "settings_in_force",
    "with_secrets_read",
]
