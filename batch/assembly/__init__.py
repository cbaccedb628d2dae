"""Builds the parts of a command from its settings, and hands them down: the composition root."""
