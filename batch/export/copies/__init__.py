"""Copies of the input files with the answers beside their rows: one module for each format that a copy can have."""

from batch.export.copies.copiers import copy_input
from batch.export.copies.file_names import MARK, name_copies
from batch.export.copies.row_answers import Answers

__all__ = ["MARK", "Answers", "copy_input", "name_copies"]
