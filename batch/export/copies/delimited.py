"""Copies delimited text, each record as it stands, with the answers behind it."""

import codecs
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from batch.cells.formulas import neutralised
from batch.export.copies.row_answers import Answers
from batch.inputs import InputFile
from batch.inputs.file import header_of
from batch.inputs.text.delimited import DelimitedText
from batch.inputs.text.delimiter import NO_DELIMITER
from batch.inputs.text.text_file import read_start
from batch.tables import Value

_LINES_AT_ONCE = 1000  # encoded and written together
_DELIMITER_OF_NONE = ";"  # what Norwegian spreadsheet programs cut at
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def copy_delimited(file: InputFile, sheet: DelimitedText, answers: Answers, target: BinaryIO) -> None:
    """Write the copy with the file's own delimiter, quoting, line ends and encoding.

    A letter of an answer that the encoding lacks becomes a question mark, so that the copy can be read as the file
    itself is; errors.csv has the letter.
    """
    mark, codec = _encoding(sheet)
    target.write(mark)
    lines = _Extender(file, sheet, answers, codec).lines()
    while block := "".join(islice(lines, _LINES_AT_ONCE)):
        target.write(block.encode(codec, "surrogateescape"))


def _encoding(sheet: DelimitedText) -> tuple[bytes, str]:
    """Return the byte order mark and the codec that writes none of its own."""
    start = read_start(sheet.text.path, sheet.text.compression)
    found = next(((mark, codec) for mark, codec in _MARKS.items() if start.startswith(mark)), None)
    return found or (b"", sheet.text.encoding.codec)


class _Extender:
    """Lengthens records to the table's width, and puts the answers behind them or in place of earlier ones."""

    def __init__(self, file: InputFile, sheet: DelimitedText, answers: Answers, codec: str) -> None:
        self._header_rows = file.header_rows
        self._sheet = sheet
        self._answers = answers
        self._codec = codec
        self._delimiter = _DELIMITER_OF_NONE if sheet.delimiter == NO_DELIMITER else sheet.delimiter
        header = header_of(file)
        self._width = sheet.shape(file.header_rows).width
        self._places = answers.places(header, width=self._width)
        self._replaces = min(self._places) < self._width or bool(answers.stale)

    def lines(self) -> Iterator[str]:
        for number, (cells, text) in enumerate(self._sheet.texts(), 1):
            if number < self._header_rows:
                yield text
            elif number == self._header_rows:
                yield self._extend(cells, text, self._answers.names)
            elif (values := self._answers.of(number)) is not None:
                yield self._extend(cells, text, [self._show(value) for value in values])
            else:
                yield self._extend(cells, text, []) if self._answers.stale and any(cells) else text

    def _extend(self, cells: Sequence[str], text: str, added: Sequence[str]) -> str:
        own = text.rstrip("\r\n")
        line_end = text[len(own) :]
        if self._replaces:
            return self._delimiter.join(map(self._quote, self._replace(cells, added))) + line_end
        if self._delimiter != self._sheet.delimiter and self._delimiter in own:
            own = self._quote(cells[0])
        fill = [""] * (self._width - len(cells))
        return self._delimiter.join([own, *fill, *map(self._quote, added)]) + line_end

    def _replace(self, cells: Sequence[str], added: Sequence[str]) -> list[str]:
        """Set the answers, none behind `--limit`, and leave out those that are not asked about now.

        A record with too many cells has those of an earlier copy as many cells further right.
        """
        surplus = max(0, len(cells) - self._width)
        length = max(self._width, max(self._places) + 1) + surplus
        replaced = [*cells, *[""] * (length - len(cells))]
        for place, value in zip(self._places, added, strict=False):
            replaced[place + surplus] = value
        stale = {place + surplus for place in self._answers.stale}
        return [cell for place, cell in enumerate(replaced) if place not in stale]

    def _quote(self, value: str) -> str:
        needs_quotes = any(char in value for char in (self._delimiter, '"', "\n", "\r"))
        return '"{}"'.format(value.replace('"', '""')) if needs_quotes else value

    def _show(self, value: Value) -> str:
        match value:
            case None:
                return ""
            case str():
                shown = neutralised(value)
                return shown if shown.isascii() else shown.encode(self._codec, "replace").decode(self._codec)
            case datetime():
                return value.isoformat()
            case _:
                return str(value)
