"""Loads an Excel 97 workbook in a process of its own first, since a damaged one can end the process that loads it.

This format has no checksums: one wrong byte can be a count for which calamine asks for more memory than there is, and
Rust ends the process then. The ZIP formats notice damage before it is read.
"""

import os
import subprocess
import sys
from pathlib import Path

from batch.errors import DamagedInputError

_MEMORY_BYTES = 4 << 30  # several times what a full sheet of this format takes (65,536 rows of 256 cells)
_PATIENCE_SECONDS = 300  # a damaged count can keep it busy for ever
_LOAD_ALL_SHEETS = f"""
import resource, sys
import python_calamine
resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY_BYTES}, {_MEMORY_BYTES}))
try:
    with open(sys.argv[1], "rb") as file, python_calamine.CalamineWorkbook.from_filelike(file) as workbook:
        for title in workbook.sheet_names:
            workbook.get_sheet_by_name(title)
except python_calamine.CalamineError:
    pass
"""


def probe_xls(path: Path) -> None:
    """Raise InputError when loading the workbook does not end in an orderly way; what it says is not looked at."""
    command = [sys.executable, "-I", "-c", _LOAD_ALL_SHEETS, os.fspath(path)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_SECONDS)  # noqa: S603 - our own program
    except subprocess.SubprocessError as error:
        raise DamagedInputError("a workbook") from error
