"""Copies of the input files with the answers beside their rows: one module for each format that a copy can have."""

from batch.copies.answers import Answers
from batch.copies.formats import ROWS_PREFIX, copy_input
from batch.copies.names import MARK, name_copies
from batch.copies.places import header_of

__all__ = ["MARK", "ROWS_PREFIX", "Answers", "copy_input", "header_of", "name_copies"]
