"""How parts declare their options, and durations as people write them."""

from batch.options.declaration import OptionHelp, Secret, declared_options, option

__all__ = ["OptionHelp", "Secret", "declared_options", "option"]
