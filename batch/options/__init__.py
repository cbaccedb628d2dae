"""The settings: the option class of each part, with defaults, units and help, and how they are declared.

Only the standard library and the enums of identity are imported here, so that help and completion come at once.
"""

from batch.options.declaration import OptionHelp, Secret, declared_options, option

__all__ = ["OptionHelp", "Secret", "declared_options", "option"]
