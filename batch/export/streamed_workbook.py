"""A new workbook whose rows wait on disk until it is put together, so that memory holds one of them."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

ROWS_PREFIX = ".rows-"
"""Begins the name of the folder beside the workbook that holds rows meanwhile; only a kill leaves it behind."""

DATE_TIME = "dd.mm.yyyy hh:mm:ss"
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_RICH = ("<r>", "</r>")  # xlsxwriter takes a text between these for markup of its own, and would not escape it


@contextmanager
def streamed_workbook(target: BinaryIO, *, created: datetime) -> Iterator[xlsxwriter.Workbook]:
    """Begin a workbook, written to `target` at the end; `created` is its date, so that equal rows give equal bytes.

    The rows are personal data: they wait in the run's own folder, not in that of everybody's temporary files.
    """
    with TemporaryDirectory(prefix=ROWS_PREFIX, dir=Path(target.name).parent) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "default_date_format": DATE_TIME,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        workbook = xlsxwriter.Workbook(target, options)
        workbook.use_zip64()  # only a sheet of more than 4 GB makes use of it
        workbook.set_properties({"created": created})
        try:
            yield workbook
            _put_together(workbook)
        finally:
            for worksheet in workbook.worksheets():
                worksheet.row_data_fh.close()


def remove_rows_of_killed_runs(folder: Path) -> None:
    for left in folder.glob(f"{ROWS_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def write_text(worksheet: Worksheet, row: int, column: int, text: str, look: Any = None) -> None:  # noqa: ANN401 - xlsxwriter ships no types
    """Write a text as it is, whatever it looks like; what no XML can hold becomes a replacement character."""
    clean = _NO_XML.sub("\ufffd", text)
    if clean.startswith(_RICH[0]) and clean.endswith(_RICH[1]):
        worksheet.write_rich_string(row, column, clean[0], clean[1], clean[2:], *([look] if look else []))
    else:
        worksheet.write_string(row, column, clean, look)


def _put_together(workbook: xlsxwriter.Workbook) -> None:
    try:
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error  # the OSError that it stands for
