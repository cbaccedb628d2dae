"""JSON lines."""

import json
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.errors import ColumnError, InputError
from batch.options.input_options import InputOptions

IDS = list(islice(made_identifiers(4), 6))
OPTIONS = InputOptions()


def test_objects_are_rows_and_their_names_columns(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    objects = [{"navn": "Åse", "fnr": IDS[0]}, {"fnr": int(IDS[1]), "saldo": 1.5}, {"navn": "Per", "fnr": None}]
    path.write_text("".join(json.dumps(each) + "\n" for each in objects), "utf-8")
    file = open_input(path, OPTIONS, accepts_2032=False)
    assert dict(file.reading_notes) == {
        "format": "JSON lines",
        "encoding": "utf-8",
        "column": "fnr",
        "column_evidence": "found by name; 100 % lawful",
    }
    assert [(row.row, list(row.cells)) for row in file.rows()] == [(1, [IDS[0]]), (2, [int(IDS[1])]), (3, [None])]


def test_lines_are_counted_with_empty_and_broken_ones(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    lines = [f'{{"fnr": "{IDS[0]}"}}', "", f'{{"fnr": "{IDS[1]}"', "{}", '{"fnr": " ", "x": null}', IDS[2]]
    path.write_text("\ufeff" + "\r\n".join(lines))
    rows = list(open_input(path, OPTIONS, accepts_2032=False).rows())
    assert [(row.row, row.is_blank) for row in rows] == [
        (1, False),
        (2, True),
        (3, False),
        (4, True),
        (5, True),
        (6, False),
    ]
    broken = "(this line is no JSON object)"
    assert [row.cells[0] for row in rows] == [IDS[0], None, broken, None, " ", broken]


@pytest.mark.parametrize("value", ["[1, 2]", '{"a": 1}', "9" * 40, "1e400", "[" * 2000 + "]" * 2000])
def test_a_value_that_is_no_cell_is_a_text_that_is_reported(tmp_path: Path, value: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(f'{{"fnr": "{IDS[0]}"}}\n{{"fnr": {value}}}\n{{"fnr": "{IDS[1]}"}}\n')
    rows = list(open_input(path, OPTIONS, accepts_2032=False).rows())
    assert [rows[0].cells[0], rows[2].cells[0]] == IDS[:2]
    assert rows[1].cells[0]
    assert not rows[1].is_blank


def test_without_identifiers_the_names_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"navn": "Ola"}\n{"alder": 7}\n')
    with pytest.raises(ColumnError, match=r"^p\.jsonl: no column holds .*“navn” \(0% lawful\), “alder” \(0% lawful\)"):
        open_input(path, OPTIONS, accepts_2032=False)


def test_an_object_over_several_lines_is_refused_and_not_taken_for_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text('{\n  "fnr": "1"\n}\n')
    with pytest.raises(InputError, match=r"^people\.json: is JSON, but not JSON lines; write one object on each line$"):
        open_input(path, OPTIONS, accepts_2032=False)
