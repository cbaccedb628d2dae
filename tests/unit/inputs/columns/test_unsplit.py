"""Tables whose records were never split into columns."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.made_workbooks import row, write_xlsx
from support.opened_input import open_input

from batch.errors import InputError
from batch.inputs import InputFile
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(9), 6))
OPTIONS = InputOptions()


def opened(folder: Path, rows: Sequence[Sequence[str]]) -> InputFile:
    path = write_xlsx(folder / "p.xlsx", {"Ark": [row(number, *each) for number, each in enumerate(rows, 1)]})
    return open_input(path, OPTIONS, accepts_2032=False)


@pytest.mark.parametrize(
    ("delimiter", "rows"),
    [
        ("semicolon", [["fnr;navn;by"], *([f"{number};Ola;Oslo"] for number in IDS)]),
        ("semicolon", [[f"{number};Ola;Oslo"] for number in IDS]),
        ("semicolon", [["Navn;fnr;id"], *([f"Ola;{number};{number}"] for number in IDS)]),
        ("semicolon", [["fnr;ektefelle"], *([f"{number};{number}"] for number in IDS)]),
        ("semicolon", [["fnr;adresse"], *([f"{number};Gata 1", "Oslo"] for number in IDS)]),
        ("comma", [["Liste"], [], ["fnr,navn"], *([f'{number},"Nordmann, Ola"'] for number in IDS)]),
    ],
)
def test_a_sheet_of_whole_records_is_refused_with_what_to_do(
    tmp_path: Path, delimiter: str, rows: list[list[str]]
) -> None:
    with pytest.raises(InputError) as caught:
        opened(tmp_path, rows)
    assert str(caught.value) == (
        f"p.xlsx / Ark: the rows hold whole records, with a {delimiter} between their values, that were never"
        " split into columns; split them (Text to Columns in a spreadsheet program), or name the text file that they"
        " come from"
    )


def test_a_text_whose_lines_are_quoted_as_a_whole_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("".join(f'"{each}"\n' for each in ["fnr,navn", *(f"{number},Ola" for number in IDS)]), "utf-8")
    with pytest.raises(InputError, match=r"^p\.csv: the rows hold whole records, with a comma between"):
        open_input(path, OPTIONS, accepts_2032=False)


@pytest.mark.parametrize(
    "rows",
    [
        [["fnr"], *([f"{number};{number}"] for number in IDS)],
        [["Ref", "fnr"], *([f"{number};Ola", number] for number in IDS)],
    ],
    ids=["two persons in one cell", "a column besides"],
)
def test_cells_of_several_values_are_not_taken_for_whole_records(tmp_path: Path, rows: list[list[str]]) -> None:
    assert len(list(opened(tmp_path, rows).rows())) == len(IDS)
