"""Copies for programs: codes in any language, and made-up answers that say so until real ones take their place."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import builders as make
from support.annotated import NAMES, annotated, opened

from batch.export.annotate import CopyStyle
from batch.options.export_options import Words

FIRST, SECOND, *_ = make.TENOR
MADE_UP = ("ektepakt_outcome SANDBOX", *NAMES[1:])


def as_csv(folder: Path) -> Path:
    (folder / "people.csv").write_text(f"navn;fnr\nOla;{FIRST}\nÅse;{SECOND}\n", "utf-8")
    return folder / "people.csv"


def as_json_lines(folder: Path) -> Path:
    lines = [json.dumps({"navn": "Ola", "fnr": digits}) for digits in (FIRST, SECOND)]
    (folder / "people.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "people.jsonl"


def as_parquet(folder: Path) -> Path:
    pq.write_table(pa.table({"navn": ["Ola", "Åse"], "fnr": [FIRST, SECOND]}), folder / "people.parquet")
    return folder / "people.parquet"


def header_and_outcomes(path: Path) -> tuple[Sequence[str], list[object]]:
    match path.suffix:
        case ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file, delimiter=";")
            return header, [row[2] for row in rows]
        case ".jsonl":
            objects = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            return list(objects[0]), [list(each.values())[2] for each in objects]
        case _:
            table = pq.read_table(path)
            return table.column_names, table.column(2).to_pylist()


@pytest.mark.parametrize("make_file", [as_csv, as_json_lines, as_parquet])
def test_fed_back_from_the_sandbox_it_has_one_set_of_columns(tmp_path: Path, make_file: Callable[[Path], Path]) -> None:
    made_up = annotated(opened(make_file(tmp_path)), style=CopyStyle(words=Words.EN, is_sandbox=True))
    assert made_up.stem == "people-ektepakt-SANDBOX"
    assert header_and_outcomes(made_up) == (["navn", "fnr", *MADE_UP], ["found", "found"])
    real = annotated(opened(made_up.rename(tmp_path / made_up.name)))
    assert real.stem == "people-ektepakt"
    assert header_and_outcomes(real) == (["navn", "fnr", *NAMES], ["found", "found"])


def test_copies_of_equal_names_are_numbered_before_what_says_that_they_are_made_up(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        files.append(opened(as_csv(tmp_path / name)))
    folder = annotated(*files, style=CopyStyle(is_sandbox=True)).parent
    assert {path.name for path in folder.glob("*.csv")} == {
        "people-ektepakt-SANDBOX.csv",
        "people-ektepakt-2-SANDBOX.csv",
    }
