"""Settings: what a user may say about the input files."""

from dataclasses import dataclass

from batch.options.declaration import option


@dataclass(frozen=True, slots=True, kw_only=True)
class InputOptions:
    """Which column and sheet to read, where the file alone does not tell."""

    column: tuple[str, ...] = option(
        (),
        "column with the identifiers, by name or number; may be repeated (default: found by name and content)",
        metavar="NAME",
    )
    sheet: tuple[str, ...] = option(
        (), "sheet of a workbook; may be repeated (default: the one that holds identifiers)", metavar="NAME"
    )
