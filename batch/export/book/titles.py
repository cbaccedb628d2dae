"""The names of the workbook and of its sheets, by which it is read again, too."""

from batch.tables import OutputTable

BOOK_NAME = "ektepakt.xlsx"


def sheet_title(table: OutputTable, number: int) -> str:
    """Name a sheet of a table, whose rows may take several; the same in whatever language the words are."""
    title = table.name.capitalize()
    return title if number == 1 else f"{title} {number}"


def table_of_sheet(title: str) -> str:
    """Return the name of the table that a sheet is of."""
    return title.split(" ", maxsplit=1)[0].lower()
