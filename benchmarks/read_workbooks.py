"""Compares opening and reading workbooks with what calamine alone takes to open them and to go through their rows once.

Processor time in one process, the least of several rounds that alternate: only the ratio means anything. Wide sheets
are compared with the same rows without the stray cell.
"""

import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
import python_calamine as calamine
from identifiers import tenor_identifiers

from batch.inputs import open_inputs
from batch.options.input_options import InputOptions

ROWS = 100_000
FEW_ROWS = 500
ROUNDS = 5
MOST = 2.5
HEADER = ("Kundenr", "Navn", "Fødselsnummer", "Poststed", "Beløp", "Endret")
PLACES = ("OSLO", "BERGEN", "TRONDHEIM", "KÁRÁŠJOHKA", "SØR-FRON")


def main() -> None:
    identifiers = tenor_identifiers(ROWS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = _make(folder / "whole.xlsx", identifiers)
        errors = _make(folder / "errors.xlsx", ["#REF!" if n % 50 == 0 else each for n, each in enumerate(identifiers)])
        print(f"{ROWS:,} rows of {len(HEADER)} columns, as openpyxl writes them; wanted: at most {MOST} times")
        _compare("whole", read, whole, _read_with_calamine, whole)
        _compare("one in fifty is #REF!", read, errors, _read_with_calamine, errors)
        odd = _spell_oddly(whole, folder / "odd.xlsx")
        _compare("in single quotes, by the parser", read, odd, _read_with_calamine, odd)
        print(f"{FEW_ROWS} rows, and one stray cell, against the same without")
        few = _make(folder / "few.xlsx", identifiers[:FEW_ROWS])
        for place in ("XFD2", "A1048576", "XFD1048576"):
            stray = _make(folder / f"{place}.xlsx", identifiers[:FEW_ROWS], stray=place)
            _compare(place, read, stray, read, few)


def _make(path: Path, identifiers: Iterable[str], *, stray: str | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for number, each in enumerate(identifiers):
        place, changed = PLACES[number % len(PLACES)], f"2026-01-{number % 28 + 1:02}"
        sheet.append((100_000 + number, f"Nordmann, Ola {number}", each, place, number * 1.25, changed))
    if stray is not None:
        sheet[stray] = "x"
    book.save(path)
    return path


def _spell_oddly(path: Path, odd: Path) -> Path:
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(odd, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            xml = archive.read(name)
            copy.writestr(name, xml.replace(b'"', b"'") if "worksheets" in name else xml)
    return odd


def _compare(what: str, job: Callable[[Path], int], path: Path, other: Callable[[Path], int], other_path: Path) -> None:
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        theirs.append(_seconds(other, other_path))
        ours.append(_seconds(job, path))
    least, other_least = min(ours), min(theirs)
    print(f"  {what:32} {least:6.3f} s against {other_least:6.3f} s, ratio {least / other_least:5.2f}", flush=True)


def _seconds(job: Callable[[Path], int], path: Path) -> float:
    start = time.process_time()
    job(path)
    return time.process_time() - start


def read(path: Path) -> int:
    """Open the file as a run does, and read all its rows."""
    (file,) = open_inputs(path, InputOptions(), accepts_2032=False)
    rows = sum(len(group.blanks) for group in file.groups())
    file.release()
    return rows


def _read_with_calamine(path: Path) -> int:
    with calamine.CalamineWorkbook.from_path(path) as workbook:
        rows: Iterable[Sequence[object]] = workbook.get_sheet_by_index(0).iter_rows()
        return sum(1 for _ in rows)


if __name__ == "__main__":
    main()
