"""Opens a file that is a single input, as nearly all are."""

from pathlib import Path

from batch.inputs import InputFile, open_inputs
from batch.options.input_options import InputOptions


def open_input(path: Path, options: InputOptions, *, accepts_2032: bool, folder: str = "") -> InputFile:
    (file,) = open_inputs(path, options, accepts_2032=accepts_2032, folder=folder)
    return file
