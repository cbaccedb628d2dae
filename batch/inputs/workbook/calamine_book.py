"""Opens workbooks by calamine, and translates what it raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import python_calamine as calamine

from batch.errors import DamagedInputError, InputError
from batch.errors.shown_text import shown_name

MOST_PLACES = 30_000_000
"""A sheet of so many rows times columns takes about 1 GB."""

FAR_CELLS_REMEDY = "delete stray cells far from the table, or save the table as CSV"


@contextmanager
def open_book(path: Path, content: IO[bytes] | None = None) -> Iterator[calamine.CalamineWorkbook]:
    """Open the file, or what is to be read in its place. Raises InputError.

    A panic of the library's Rust code is an exception that is no Exception.
    """
    try:
        with _load(path) if content is None else calamine.CalamineWorkbook.from_filelike(content) as workbook:
            yield workbook
    except calamine.PasswordError as error:
        raise InputError("is protected by a password", remedy="save it without one") from error
    except calamine.CalamineError as error:
        if "Cell limit" in str(error):
            raise InputError("a sheet reaches too far to be loaded", remedy=FAR_CELLS_REMEDY) from error
        raise DamagedInputError("a workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedInputError("a workbook") from error


def refuse_absurd(rows: int, columns: int) -> None:
    """Raise InputError for a sheet that would fill the memory: loaded, it has a place for every cell it could have."""
    if rows * columns > MOST_PLACES:
        what = f"the sheet takes up {rows} rows of {columns} columns, which is more than can be loaded"
        raise InputError(what, remedy=FAR_CELLS_REMEDY)


def _load(path: Path) -> calamine.CalamineWorkbook:
    """Let calamine go by the name's suffix, which gives the better errors, and else by the bytes.

    It finds no file whose name Python could not decode.
    """
    with path.open("rb") as file:
        if str(path) != shown_name(str(path)):
            return calamine.CalamineWorkbook.from_filelike(file)
        try:
            return calamine.CalamineWorkbook.from_path(path)
        except calamine.CalamineError as error:
            try:
                return calamine.CalamineWorkbook.from_filelike(file)
            except calamine.CalamineError:
                raise error from None
