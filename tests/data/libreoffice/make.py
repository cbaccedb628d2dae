"""Makes the workbooks of this folder with LibreOffice, from people.csv and by its own interface.

Run it with the Python that has LibreOffice's `uno` module (Debian: python3-uno): `/usr/bin/python3 make.py`.
All identifiers are of the synthetic Tenor series. The files are committed; tests do not run this.
"""

import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import NamedValue, PropertyValue

HERE = Path(__file__).parent
IDS = [line.split(",")[1] for line in (HERE / "people.csv").read_text("utf-8").splitlines()[1:]]
PORT = 20023


def convert(suffix: str) -> None:
    """Open people.csv as LibreOffice does when nobody says how, and save it."""
    command = ["soffice", "--headless", "--convert-to", suffix, "--outdir", HERE, HERE / "people.csv"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def properties(**values: object) -> tuple[Any, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connect() -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(100):
        try:
            return resolver.resolve(f"uno:socket,host=127.0.0.1,port={PORT};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001 - it is not up yet
            time.sleep(0.2)
    raise SystemExit("LibreOffice does not answer")


def fill(document: Any) -> None:
    """Titles in merged cells, a header on row 5, text, numbers, formulas and dates; a hidden and an empty sheet."""
    sheets = document.Sheets
    sheets.insertNewByName("Kunder", 0)
    sheets.removeByName(sheets.getElementNames()[1])
    sheet = sheets.getByName("Kunder")
    sheet.getCellRangeByName("B2").String = "Kundeliste med fødselsnummer"
    merged = sheet.getCellRangeByName("B2:E2")
    merged.merge(True)
    for column, name in enumerate(("Navn", "Fødselsnr.", "Saldo"), 1):
        sheet.getCellByPosition(column, 4).String = name
    cells = [
        ("text", lambda cell: setattr(cell, "String", IDS[0])),
        ("number", lambda cell: setattr(cell, "Value", float(IDS[1]))),
        ("number without its zero", lambda cell: setattr(cell, "Value", float(IDS[2]))),
        ("formula", lambda cell: setattr(cell, "Formula", "=C7")),
        ("formula of text", lambda cell: setattr(cell, "Formula", f'=CONCATENATE("{IDS[3][:6]}";"{IDS[3][6:]}")')),
        ("date", lambda cell: setattr(cell, "Formula", "1980-01-06")),
        ("error", lambda cell: setattr(cell, "Formula", "=1/0")),
        ("empty", lambda cell: setattr(cell, "String", "")),
        ("shown in scientific notation", lambda cell: setattr(cell, "Value", float(IDS[5]))),
    ]
    for row, (name, put) in enumerate(cells, 5):
        sheet.getCellByPosition(1, row).String = name
        put(sheet.getCellByPosition(2, row))
        sheet.getCellByPosition(3, row).Value = row
    formats, local = document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
    for row, code in ((13, "0.00E+00"), (7, "00000000000"), (10, "YYYY-MM-DD")):
        key = formats.queryKey(code, local, False)
        sheet.getCellByPosition(2, row).NumberFormat = formats.addNew(code, local) if key < 0 else key
    sheets.insertNewByName("Arkiv", 1)
    hidden = sheets.getByName("Arkiv")
    hidden.getCellRangeByName("A1").String = "fnr"
    hidden.getCellRangeByName("A2").String = IDS[0]
    hidden.IsVisible = False
    sheets.insertNewByName("Tom", 2)


def make_workbooks() -> None:
    desktop = (context := connect()).ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
    fill(document)
    old_password = properties(Password="hemmelig")
    new_password = properties(
        EncryptionData=uno.Any(
            "[]com.sun.star.beans.NamedValue",
            (NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", "hemmelig")),
        )
    )
    for name, filter_name, protection in (
        ("sheets.xlsx", "Calc MS Excel 2007 XML", ()),
        ("sheets.xls", "MS Excel 97", ()),
        ("sheets.ods", "calc8", ()),
        ("protected.xlsx", "Calc MS Excel 2007 XML", new_password),
        ("protected.xls", "MS Excel 97", old_password),
        ("protected.ods", "calc8", old_password),
    ):
        document.storeToURL((HERE / name).as_uri(), (*properties(FilterName=filter_name), *protection))
    document.close(True)
    desktop.terminate()


if __name__ == "__main__":
    for suffix in ("xlsx", "ods", "xls"):
        convert(suffix)
    convert("html")
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{profile}",
                f"--accept=socket,host=127.0.0.1,port={PORT};urp;",
            ]
        )
        make_workbooks()
        office.wait(30)
