"""Files that LibreOffice makes at this moment, damaging as it does."""

import shutil
import subprocess
from itertools import islice
from pathlib import Path

import pytest
from support.made_identifiers import made_identifiers
from support.opened_input import open_input

from batch.cells.evidence import gather_evidence
from batch.cells.reading import read_cell
from batch.cells.rules import ReadingRules
from batch.options.input_options import InputOptions

RULES = ReadingRules(accepts_2032=False, pads_only_tenor=True)
SOFFICE = shutil.which("soffice")
IDS = [*islice(made_identifiers(11), 150), *islice(made_identifiers(12, day_from=41, day_to=68), 50)]

pytestmark = [
    pytest.mark.tools,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list as LibreOffice opens it when nobody says how, saved in four formats."""
    folder = tmp_path_factory.mktemp("libreoffice")
    source = folder / "list.csv"
    lines = [f'"{number}","Ærlig, Åse",{index}' for index, number in enumerate(IDS)]
    source.write_text("\n".join(["Fødselsnummer,Navn,Saldo", *lines]), "utf-8")
    for suffix in ("xlsx", "ods", "xls"):
        _convert(source, suffix, folder)
    _convert(folder / "list.xlsx", "csv:Text - txt - csv (StarCalc):59,34,ANSI,1", folder / "again")
    return folder


def _convert(source: Path, target: str, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", target, "--outdir", folder, source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize(
    ("name", "repair"),
    [("list.xlsx", "number_cell"), ("list.ods", "number_cell"), ("list.xls", "number_cell"), ("again/list.csv", None)],
)
def test_every_identifier_is_recovered_and_every_repair_is_marked(folder: Path, name: str, repair: str | None) -> None:
    file = open_input(folder / name, InputOptions(), accepts_2032=False)
    rows = list(file.rows())
    evidence = gather_evidence([row.cells[0] for row in rows], RULES)
    readings = [read_cell(row.cells[0], evidence, RULES) for row in rows]
    assert [row.row for row in rows] == list(range(2, len(IDS) + 2))
    assert [reading.digits for reading in readings] == IDS
    lost_zero = "+".join(filter(None, [repair, "leading_zero"]))
    assert [reading.repair for reading in readings] == [lost_zero if each[0] == "0" else repair for each in IDS]


def test_what_was_decided_to_read_the_text_is_said(folder: Path) -> None:
    decided = open_input(folder / "again" / "list.csv", InputOptions(), accepts_2032=False).reading_notes
    assert (decided["delimiter"], decided["header_row"]) == ("semicolon", "1")
