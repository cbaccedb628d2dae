"""Recognises a file's format by its bytes, never by its name, and picks the reader."""

import re
from collections.abc import Sequence
from pathlib import Path

from batch.errors import EmptyInputError, InputError
from batch.inputs.expand import NO_TEXT_SUFFIXES
from batch.inputs.foreign_formats import refuse_foreign
from batch.inputs.sheet import Sheet
from batch.inputs.text.byte_stream import Compression
from batch.inputs.text.delimited import DelimitedText
from batch.inputs.text.encoding import decode_start
from batch.inputs.text.json_lines import open_json
from batch.inputs.text.text_file import TextFile, is_binary, read_start, refuse_nuls
from batch.inputs.workbook.package import BARE_RECORDS, OLE_MAGIC, ZIP_MAGIC
from batch.inputs.workbook.worksheet import open_sheets

_PARQUET = b"PAR1"
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\]\"]|\d+\s*,))")


def open_by_format(path: Path, *, wanted: Sequence[str]) -> Sequence[Sheet]:
    """Open one file with the reader of its format; only a workbook can have several sheets.

    `wanted` are the titles of those to open, when the user named any. Raises InputError, and OSError where the file
    can't be opened.
    """
    if not path.is_file():
        _refuse_no_file(path)
    compression = Compression.detect(path)
    try:
        start = read_start(path, compression)
    except EmptyInputError as error:
        if path.suffix.lower() in NO_TEXT_SUFFIXES:  # formats in which a table without rows has some bytes
            raise InputError(error.what, remedy=error.remedy) from error
        raise
    if compression is Compression.NONE and start.startswith(_PARQUET):
        from batch.inputs.parquet import ParquetSheet  # noqa: PLC0415 - pyarrow, which no other format needs

        return [ParquetSheet.open(path)]
    if compression is Compression.NONE and start.startswith((ZIP_MAGIC, OLE_MAGIC, BARE_RECORDS)):
        return open_sheets(path, wanted=wanted)
    return [_open_text(path, compression, start)]


def _refuse_no_file(path: Path) -> None:
    path.stat()
    if path.is_dir():
        raise InputError("is a folder", remedy="name the files in it", source=str(path))
    raise InputError("is no ordinary file", remedy="copy its content to one", source=str(path))


def _open_text(path: Path, compression: Compression, start: bytes) -> Sheet:
    if compression is Compression.NONE:
        refuse_nuls(path, start)
    shown = decode_start(start)
    refuse_foreign(start, shown)
    if is_binary(shown):
        raise InputError("is neither text, Parquet nor a workbook", remedy="save the table as CSV or .xlsx")
    text = TextFile.detect(path, compression)
    return open_json(text) if _JSON.match(shown) else DelimitedText.open(text)
