"""Files polluted as in HPI's Pollock benchmark: what the csv module finds is found, and nobody else's identifier."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.pollution import FNR, Polluted, polluted_files

from batch.cells.evidence import gather_evidence
from batch.cells.reading import read_cells
from batch.cells.rules import ReadingRules
from batch.errors import InputError
from batch.inputs import open_inputs
from batch.options.input_options import InputOptions

RULES = ReadingRules(accepts_2032=False)
EVERY = 59  # of the files for each row and column; prime to the 27 of a row, so that all columns come
NO_NAME = "there is no column “fnr”"
NO_WIDTH = "nobody can tell which column is meant by its name"


def sample(*, are_couples: bool) -> Iterator[Polluted]:
    """Yield one file of each kind, those whose header is polluted, and every so many of the others."""
    files = polluted_files(are_couples=are_couples)
    return (file for n, file in enumerate(files) if not file.kind.startswith("row_") or n % EVERY == 0)


def asked(file: Polluted, path: Path, options: InputOptions) -> tuple[set[str], int, str]:
    """Return the identifiers that are asked for, how many rows are told of, and why the file was refused."""
    path.write_bytes(file.content)
    try:
        inputs = open_inputs(path, options, accepts_2032=False)
    except InputError as error:
        return set(), 0, str(error)
    cells = [cell for each in inputs for row in each.rows() if not row.is_blank for cell in row.cells]
    readings = read_cells(cells, gather_evidence(cells, RULES), RULES)
    assert all((reading.identity is None) == (reading.reason is not None) for reading in readings)
    return {reading.digits for reading in readings if reading.identity is not None}, len(readings), ""


def found_by_csv(file: Polluted) -> set[str]:
    records = csv.reader(io.StringIO(file.content.decode(), newline=""), delimiter=file.delimiter)
    return {record[FNR].strip() for record in records if len(record) > FNR} & {*file.identifiers}


def test_all_of_its_files_are_made_each_once() -> None:
    assert len({file.name for file in polluted_files()}) == 2290


def test_what_the_csv_module_finds_is_found_and_every_row_is_told_of(tmp_path: Path) -> None:
    for file in sample(are_couples=False):
        identifiers, count, refusal = asked(file, tmp_path / "p.csv", InputOptions())
        assert (refusal != "") == (file.kind == "no_payload"), (file.name, refusal)
        assert found_by_csv(file) <= identifiers <= {*file.identifiers}, file.name
        assert count >= len(file.identifiers), file.name


def test_nobodys_neighbour_is_asked_for(tmp_path: Path) -> None:
    for file in sample(are_couples=True):
        identifiers, count, refusal = asked(file, tmp_path / "p.csv", InputOptions(column=("fnr",)))
        assert not identifiers & file.of_others, file.name
        if refusal:
            is_headed = "_0_" not in file.name and file.kind not in {"no_header", "no_payload"}
            assert not is_headed, (file.name, refusal)
            continue
        assert found_by_csv(file) <= identifiers <= {*file.identifiers}, file.name
        assert count >= len(file.identifiers), file.name


@pytest.mark.parametrize(
    "name", [f"row_{kind}_0_{column}.csv" for kind in ("less_sep", "more_sep") for column in range(1, 5)]
)
def test_a_header_with_a_delimiter_too_few_or_too_many_has_nobodys_neighbour_asked_for(
    tmp_path: Path, name: str
) -> None:
    (file,) = (file for file in polluted_files(are_couples=True) if file.name == name)
    identifiers, _, refusal = asked(file, tmp_path / "p.csv", InputOptions(column=("fnr",)))
    assert not identifiers & file.of_others
    assert NO_NAME in refusal or NO_WIDTH in refusal or identifiers in (set(), {*file.identifiers})
