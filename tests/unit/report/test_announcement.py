"""The first lines: where it asks, within which limits, and how each input is read."""

from pathlib import Path

import pytest

from batch.identity.environment import Environment
from batch.report.announcement import Announcement
from batch.report.reading_notes import describe_reading

TEXT = {"format": "delimited text", "encoding": "cp1252", "delimiter": "semicolon", "header_row": "4", "column": "Fnr"}


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (
            TEXT | {"column_evidence": "found by name; 99 % lawful"},
            "Windows-1252, semicolons, header in row 4, column Fnr (found by name; 99 % lawful)",
        ),
        (TEXT | {"header_row": "none", "column": "column 2"}, "Windows-1252, semicolons, no header, column 2"),
        (TEXT | {"delimiter": "none"}, "Windows-1252, one value a line, header in row 4, column Fnr"),
        (TEXT | {"delimiter": "!"}, "Windows-1252, delimiter !, header in row 4, column Fnr"),
        (
            TEXT | {"compression": "gzip", "encoding": "utf-8, in parts another from line 22 on"},
            "gzip, UTF-8, in parts another from line 22 on, semicolons, header in row 4, column Fnr",
        ),
        ({"format": "Parquet", "column": "fnr, ektefelle"}, "Parquet, column fnr, ektefelle"),
        (
            {"format": "Excel workbook", "sheet": "Liste", "hidden_sheets": "Gammel", "header_row": "1", "column": "f"},
            "Excel workbook, header in row 1, hidden sheets Gammel, column f",
        ),
    ],
)
def test_what_was_decided_is_said_in_plain_words(decided: dict[str, str], said: str) -> None:
    assert describe_reading("members.csv", decided) == f"members.csv: {said}"


def announcement(inputs: int, passed_over: int = 0) -> Announcement:
    return Announcement(
        environment=Environment.PPE,
        register_url="https://register.example",
        token_url="https://token.example",
        way_out="",
        inputs=[(f"{number}.csv", TEXT) for number in range(inputs)],
        passed_over=[Path(f"{number}.doc") for number in range(passed_over)],
        run_id="r",
        manifest=Path("out/runs/r/run.json"),
        is_continued=False,
        left_behind=None,
        limits=["at most 8 in flight"],
    )


def test_each_input_has_a_line_after_the_first() -> None:
    first, *others = announcement(2).lines()
    assert first == (
        "ppe: run r begins; register https://register.example, Maskinporten https://token.example; "
        "input 0.csv, 1.csv; at most 8 in flight"
    )
    assert [line.split(":")[0] for line in others] == ["0.csv", "1.csv"]


def test_of_many_inputs_the_first_ten_are_told() -> None:
    lines = announcement(25, passed_over=12).lines()
    assert len(lines) == 13
    assert "9.csv and 15 more;" in lines[0]
    assert lines[11] == "and 15 more inputs; all are in out/runs/r/run.json, when the command ends"
    assert lines[12].endswith("8.doc, 9.doc and 2 more")
