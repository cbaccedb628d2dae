"""The settings: the option class of each part, with defaults, units and help, and how they are declared.

Nothing is imported here but the standard library, so that help and completion of the command line come at once.
"""

from batch.options.declaration import OptionHelp, Secret, declared_options, option

__all__ = ["OptionHelp", "Secret", "declared_options", "option"]
