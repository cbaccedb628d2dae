"""Counts a workbook as it lies on disk, in one pass and in memory for one block of it.

Every part is read to its end, where the archive's checksum of it is compared.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from zipfile import ZipFile

from xlsxwriter.utility import xl_col_to_name

from batch.export.book.titles import table_of_sheet
from batch.export.formats.recount import Outcomes
from batch.outcome import OutcomeKind
from batch.tables import OPPSLAG
from batch.tables.words.outcomes import OUTCOMES

_BLOCK_BYTES = 1 << 20
_SHEET_TITLE = re.compile(r'<sheet name="([^"]*)"')
_ROW, _ROW_END = b"<row ", b"</row>"  # no text of a cell has them: there they would be escaped
_KINDS = {said.encode(): kind for kind in OutcomeKind for said in OUTCOMES[kind]}


class BookCount(NamedTuple):
    """The rows of each table, and those of `oppslag` by outcome."""

    rows: Counter[str]
    outcomes: Outcomes


def count_book(path: Path) -> BookCount:
    """Count the rows of a workbook that this program wrote, in which the sheets lie in their order.

    Raises KeyError or ValueError where an outcome is none, or has no number of rows beside it.
    """
    rows: Counter[str] = Counter()
    outcomes = Outcomes(Counter(), Counter())
    with ZipFile(path) as package:
        titles = _SHEET_TITLE.findall(package.read("xl/workbook.xml").decode())
        tables = {f"xl/worksheets/sheet{number}.xml": table_of_sheet(title) for number, title in enumerate(titles, 1)}
        rows.subtract(tables.values())  # their headers
        for name in dict.fromkeys([*tables, *package.namelist()]):
            table = tables.get(name)
            with package.open(name) as file:
                for block in _blocks(file):
                    if table is not None:
                        rows[table] += block.count(_ROW)
                    if table == OPPSLAG.name:
                        _add_outcomes(block, outcomes)
    return BookCount(rows, outcomes)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in blocks that are cut behind a row."""
    left = b""
    while block := file.read(_BLOCK_BYTES):
        *whole, left = (left + block).rpartition(_ROW_END)
        yield b"".join(whole)
    yield left


def _cell(column: str, pattern: bytes) -> re.Pattern[bytes]:
    letters = xl_col_to_name(OPPSLAG.column_names.index(column)).encode()
    return re.compile(rb'<c r="%b[0-9]+"%b<' % (letters, pattern))


_OUTCOME = _cell("outcome", rb' t="inlineStr"><is><t[^>]*>([^<]*)')
_ROW_COUNT = _cell("row_count", rb"><v>([0-9]+)")


def _add_outcomes(block: bytes, outcomes: Outcomes) -> None:
    for said, count in zip(_OUTCOME.findall(block), _ROW_COUNT.findall(block), strict=True):
        kind = _KINDS[said].value
        outcomes.identifiers[kind] += 1
        outcomes.rows[kind] += int(count)
