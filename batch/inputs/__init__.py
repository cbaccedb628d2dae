"""Reads the files people have: rows of cells, and where the identifiers stand in them."""

from batch.inputs.expand import expand_inputs, passed_over
from batch.inputs.file import InputFile
from batch.inputs.open_inputs import open_inputs
from batch.inputs.path_text import path_as_text, path_of_text
from batch.inputs.same_names import tell_apart, telling_folders

__all__ = [
    "InputFile",
    "expand_inputs",
    "open_inputs",
    "passed_over",
    "path_as_text",
    "path_of_text",
    "tell_apart",
    "telling_folders",
]
