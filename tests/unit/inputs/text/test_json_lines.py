"""JSON lines."""

import json
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.errors import ColumnError, EmptyInputError, InputError
from batch.inputs.text import json_lines
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


OBJECTS = [{"navn": "Åse }]", "fnr": number, "mer": [{"x": [1, {}]}]} for number in IDS]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(OBJECTS),
        json.dumps(OBJECTS, indent=2, ensure_ascii=False),
        "[\n" + ",\n".join(map(json.dumps, OBJECTS)) + "\n]\n",
        "".join(map(json.dumps, OBJECTS)),
        "\n".join(json.dumps(each, indent=2) for each in OBJECTS),
        "".join(f"\x1e{json.dumps(each)}\n" for each in OBJECTS),
    ],
    ids=["array", "pretty array", "array by lines", "concatenated", "pretty, concatenated", "text sequence"],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_objects_are_read_however_they_are_laid_out(tmp_path: Path, content: str, codec: str) -> None:
    path = tmp_path / "people.json"
    path.write_bytes(content.encode(codec))
    file = open_input(path, OPTIONS, accepts_2032=False)
    assert file.reading_notes["format"] == "JSON"
    assert [(row.row, row.cells[0]) for row in file.rows()] == list(enumerate(IDS, 1))


def test_an_element_that_is_no_object_is_a_row_that_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text(json.dumps([OBJECTS[0], 3, "x", None, OBJECTS[1]]))
    cells = [row.cells[0] for row in open_input(path, OPTIONS, accepts_2032=False).rows()]
    assert cells == [IDS[0], *["(this line is no JSON object)"] * 3, IDS[1]]


def test_objects_that_lie_across_blocks_and_make_a_line_of_any_length_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "_BLOCK", 7)
    path = tmp_path / "people.json"
    path.write_text(json.dumps(OBJECTS))
    assert [row.cells[0] for row in open_input(path, OPTIONS, accepts_2032=False).rows()] == IDS


def test_an_object_too_long_to_be_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "_LONGEST_OBJECT", 1000)
    monkeypatch.setattr(json_lines, "_BLOCK", 100)
    path = tmp_path / "people.json"
    path.write_text(json.dumps([OBJECTS[0], {"fnr": "1" * 5000}]))
    with pytest.raises(InputError, match=r"^people\.json: as JSON, its object 2 is broken or not complete"):
        open_input(path, OPTIONS, accepts_2032=False)


@pytest.mark.parametrize("value", [{"fnr": IDS[0]}, [{"fnr": IDS[0]}], [IDS[0]]], ids=["object", "objects", "list"])
def test_what_is_nested_is_named_where_nothing_else_holds_identifiers(tmp_path: Path, value: object) -> None:
    (tmp_path / "p.jsonl").write_text(json.dumps({"n": 1, "person": value}) + "\n", "utf-8")
    with pytest.raises(ColumnError) as raised:
        open_input(tmp_path / "p.jsonl", InputOptions(), accepts_2032=False)
    assert "write what is nested in “person” as a table of its own" in str(raised.value)


def test_a_lone_object_with_objects_within_it_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps({"fnr": IDS[0], "adresser": [{"by": "Bø"}]}), "utf-8")
    file = open_input(tmp_path / "p.json", InputOptions(column=("fnr",)), accepts_2032=False)
    assert [row.cells for row in file.rows()] == [(IDS[0],)]


def test_an_object_with_a_member_twice_is_told_of_and_neither_value_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(
        f'{{"fnr": "{IDS[0]}", "tid": "12:30"}}\n{{"fnr": "{IDS[1]}", "fnr": "{IDS[2]}"}}\n{{"fnr" : "{IDS[3]}"}}\n'
    )
    cells = [list(row.cells) for row in open_input(path, OPTIONS, accepts_2032=False).rows()]
    assert cells == [[IDS[0]], ["(this line is no JSON object)"], [IDS[3]]]


def test_objects_far_below_empty_ones_are_not_passed_over_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text("{}\n" * 500 + f'{{"fnr": "{IDS[0]}"}}\n')
    with pytest.raises(InputError, match="its first 500 objects are empty") as refused:
        open_input(path, OPTIONS, accepts_2032=False)
    assert not isinstance(refused.value, EmptyInputError)
