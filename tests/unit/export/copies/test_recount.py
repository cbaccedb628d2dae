"""A copy is read again as it lies on disk, and found to lack what was lost on the way there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import builders as make
from support.annotated import RULES, answer, opened
from support.made_workbooks import row, write_xlsx

from batch.export.annotate import CopyStyle, annotate
from batch.export.copies import copiers
from batch.intake.ledger_rows import add_rows
from batch.ledger import Ledger

FIRST, SECOND, THIRD, _ = make.TENOR


def _csv(path: Path) -> Path:
    path.write_text(f"fnr\n{FIRST}\n{SECOND}\n{THIRD}\n")
    return path


def _parquet(path: Path) -> Path:
    pq.write_table(pa.table({"fnr": [FIRST, SECOND, THIRD]}), path)
    return path


def _xlsx(path: Path) -> Path:
    rows = [row(1, "fnr"), row(2, FIRST), row(3, SECOND), row(5, THIRD)]
    return write_xlsx(path, {"Notes": [row(1, "x")], "People": rows})


def _lose_a_line(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _lose_an_answer(path: Path) -> None:
    table = pq.read_table(path).to_pandas()
    table.loc[1, "ektepakt_outcome"] = None
    pq.write_table(pa.Table.from_pandas(table), path)


def _lose_a_cell(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["People"]["B3"].value = None
    book.save(path)


def _lose_all(path: Path) -> None:
    path.write_bytes(b"")


CASES = [("a.csv", _csv, _lose_a_line), ("a.parquet", _parquet, _lose_an_answer), ("a.xlsx", _xlsx, _lose_a_cell)]


def rules(path: Path) -> dict[str, tuple[bool, dict[str, Any]]]:
    file = opened(path, "fnr")
    (path.parent / "run").mkdir()
    with Ledger(path.parent / "ledger.sqlite3") as ledger:
        add_rows([file], ledger, RULES)
        answer(ledger, {})
        (copy,) = annotate([file], ledger, path.parent / "run", CopyStyle())
    return {rule.name.split()[0]: (rule.holds, dict(rule.counted)) for rule in copy.rules}


@pytest.mark.parametrize(("name", "make_input"), [case[:2] for case in CASES])
def test_a_whole_copy_has_as_many_answers_as_rows(
    tmp_path: Path, name: str, make_input: Callable[[Path], Path]
) -> None:
    found = rules(make_input(tmp_path / name))
    assert found["rows"] == (True, {"in the ledger": 3, "given an answer": 3})
    assert found["answers"][0]


@pytest.mark.parametrize(("name", "make_input", "lose"), CASES)
@pytest.mark.parametrize("loses_all", [False, True])
def test_what_was_lost_on_its_way_to_the_disk_is_missed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    make_input: Callable[[Path], Path],
    lose: Callable[[Path], None],
    *,
    loses_all: bool,
) -> None:
    whole = copiers.output_file

    @contextmanager
    def losing(path: Path) -> Iterator[BinaryIO]:
        with whole(path) as file:
            yield file
        (_lose_all if loses_all else lose)(path)

    monkeypatch.setattr(copiers, "output_file", losing)
    found = rules(make_input(tmp_path / name))
    assert found["rows"][0]
    assert not found["answers"][0], found["answers"]


def test_answers_of_an_earlier_copy_behind_the_last_row_of_this_run_do_not_count(tmp_path: Path) -> None:
    rows = [
        row(1, "fnr", "ektepakt_outcome"),
        row(2, FIRST, "found"),
        row(3, SECOND, "found"),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"People": rows})
    file = opened(path, "fnr")
    (tmp_path / "run").mkdir()
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        add_rows([file], ledger, type(RULES)(guard=RULES.guard, reading=RULES.reading, limit=1))
        answer(ledger, {})
        (copy,) = annotate([file], ledger, tmp_path / "run", CopyStyle())
    assert [rule for rule in copy.rules if not rule.holds] == []
