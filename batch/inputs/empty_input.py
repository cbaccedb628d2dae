"""Stands for an input without any row, as a program that writes a table in parts leaves one: it is no fault."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from batch.cells.rows import Cell, RowGroup
from batch.errors.shown_text import shown_name
from batch.inputs.file import InputFile, sha256_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptySheet:
    """A sheet of nothing."""

    @property
    def names(self) -> None:
        return

    @property
    def mixes_types(self) -> bool:
        return False

    @property
    def reading_notes(self) -> Mapping[str, str]:
        return {"format": "no rows"}

    def sample(self, limit: int) -> list[Sequence[Cell]]:  # noqa: ARG002 - as every sheet has it
        return []

    def groups(self, *, columns: Sequence[int], after: int) -> Iterator[RowGroup]:  # noqa: ARG002 - as above
        return iter(())


def empty_input(path: Path) -> InputFile:
    """Make the input of a file in which nothing is."""
    sheet = EmptySheet()
    return InputFile(
        name=shown_name(path.name),
        path=path,
        sha256=sha256_of(path),
        reading_notes=sheet.reading_notes,
        columns=("column 1",),
        sheet=sheet,
        indices=[0],
        header_rows=0,
    )
