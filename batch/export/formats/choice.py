"""Decides in which formats the tables are written, where the user did not say."""

from collections.abc import Iterable, Sequence

from batch.inputs.workbook.package import WorkbookFormat
from batch.ledger import LedgerFile
from batch.options.export_options import OutputFormat

MOST_IN_A_BOOK = 10_000
"""Identifiers up to which a workbook is written unasked: it takes as long as all else that is written, or longer."""

_BOOK_FORMATS = frozenset(each.value for each in WorkbookFormat)


def formats_of(
    asked: Sequence[OutputFormat], *, identifier_count: int, inputs: Iterable[LedgerFile]
) -> tuple[OutputFormat, ...]:
    """Return the formats asked for, or else all of them: the workbook only for a list that is short or in one."""
    if asked:
        return tuple(dict.fromkeys(asked))
    takes_a_book = identifier_count <= MOST_IN_A_BOOK or any(
        file.decided.get("format") in _BOOK_FORMATS for file in inputs
    )
    return tuple(each for each in OutputFormat if each is not OutputFormat.XLSX or takes_a_book)
