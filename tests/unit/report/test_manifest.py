"""The manifest of a run: what went in, how it was asked, what came out."""

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import builders as make

from batch import __version__
from batch.export.phase import Exported
from batch.export.written_files import WrittenFile
from batch.ledger import Ledger, LedgerFile
from batch.outcome import OutcomeKind
from batch.report.account import Account
from batch.report.manifest import MANIFEST_NAME, write_manifest
from batch.report.page.writing import WrittenReport

FIRST, SECOND, THIRD, _ = make.TENOR
FILE = LedgerFile(
    file_id=1,
    name="people.csv",
    path="/in/people.csv",
    sha256="ab" * 32,
    decided={"encoding": "utf-8", "delimiter": ";", "column": "fødselsnr"},
    row_count=5,
    blank_count=2,
)
OUTPUT = WrittenFile(name="oppslag.csv", sha256="cd" * 32, size_bytes=123, row_count=4)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """One ledger of five rows: an answer twice, a repaired one, an invalid value, one still pending."""
    with Ledger(tmp_path / "ledger.sqlite3") as opened:
        opened.note({"fingerprint": "x", "started_at": make.NOW.isoformat()})
        opened.add_rows(
            1,
            [
                make.ledger_row(2, FIRST),
                make.ledger_row(3, SECOND, input_value="6821349425", repair="leading_zero"),
                make.ledger_row(4, None, input_value="abc"),
                make.ledger_row(5, FIRST),
                make.ledger_row(6, THIRD),
            ],
        )
        opened.add_file(FILE)
        opened.finish_intake(make.NOW)
        make.settle(opened, [make.outcome(lookup_id=1), make.outcome(OutcomeKind.TIMEOUT, lookup_id=2, attempts=4)])
        yield opened


def written(
    ledger: Ledger, *, facts: dict[str, Any] | None = None, report: WrittenReport | None = None, **changes: Any
) -> dict[str, Any]:
    parts: dict[str, Any] = {"files": (OUTPUT,), "anomaly_counts": {}, "copies": ()}
    write_manifest(
        ledger.path.parent,
        facts=facts or {"environment": "ppe"},
        account=Account.of(ledger),
        exported=Exported(**(parts | changes)),
        report=report or WrittenReport(),
    )
    manifest: dict[str, Any] = json.loads((ledger.path.parent / MANIFEST_NAME).read_text("utf-8"))
    return manifest


def test_it_says_what_went_in(ledger: Ledger) -> None:
    (described,) = written(ledger)["inputs"]
    assert described == {
        "file_id": 1,
        "name": "people.csv",
        "path": "/in/people.csv",
        "sha256": "ab" * 32,
        "decided": {"encoding": "utf-8", "delimiter": ";", "column": "fødselsnr"},
        "row_count": 5,
        "blank_count": 2,
        "observations": [],
    }


def test_it_says_what_came_out(ledger: Ledger) -> None:
    assert written(ledger)["outputs"] == [
        {"name": "oppslag.csv", "sha256": "cd" * 32, "size_bytes": 123, "row_count": 4}
    ]


def test_its_counts_add_up_to_the_input(ledger: Ledger) -> None:
    manifest = written(ledger)
    assert manifest["outcomes"] == {
        "found": {"identifiers": 1, "rows": 2},
        "invalid_id": {"identifiers": 1, "rows": 1},
        "timeout": {"identifiers": 1, "rows": 1},
        "not_run": {"identifiers": 1, "rows": 1},
    }
    assert manifest["totals"] == {
        "identifier_cells": 5,
        "repaired_cells": 1,
        "attempts": 5,
        "reused": 0,
        "identifiers": 4,
        "rows": 5,
    }


def test_it_carries_the_facts_of_the_run_under_their_names(ledger: Ledger) -> None:
    manifest = written(
        ledger, facts={"environment": "sandbox", "answers_are_made_up": True, "settings": {"rate": None}}
    )
    assert (manifest["environment"], manifest["answers_are_made_up"]) == ("sandbox", True)
    assert manifest["settings"] == {"rate": None}


def test_it_names_the_versions_of_what_made_it(ledger: Ledger) -> None:
    versions = written(ledger)["versions"]
    assert versions["ektepakt-batch"] == __version__
    assert {"python", "aiohttp", "msgspec", "pyarrow"} <= set(versions)


def test_anomalies_are_counted_and_no_identifier_in_them_is_shown(ledger: Ledger) -> None:
    counts = {"antall_mismatch": 2, f"unknown_code:{FIRST}": 1, f"unknown_field:ektepakt.fnr{FIRST}": 1}
    manifest = written(ledger, anomaly_counts=counts)
    assert manifest["anomalies"]["antall_mismatch"] == 2
    assert sum(manifest["anomalies"].values()) == 4
    assert FIRST not in json.dumps(manifest)


def test_anomalies_that_differ_only_in_an_identifier_are_all_counted(ledger: Ledger) -> None:
    """Masking makes two names one."""
    counts = {f"unknown_code:{FIRST}": 1, f"unknown_code:{SECOND}": 3}
    assert sum(written(ledger, anomaly_counts=counts)["anomalies"].values()) == 4


def test_no_identifier_of_a_file_name_or_column_is_in_it(ledger: Ledger) -> None:
    """A list of one person is named after the person."""
    named = LedgerFile(
        file_id=2, name=f"{FIRST}.csv", path=f"/in/{FIRST}/{FIRST}.csv", sha256="", decided={"column": FIRST}
    )
    ledger.add_file(named)
    assert FIRST not in json.dumps(written(ledger))


def test_no_identifier_of_the_input_is_in_it(ledger: Ledger) -> None:
    assert not re.search("[0-9]{11}", json.dumps(written(ledger)["outcomes"]))
    text = (ledger.path.parent / MANIFEST_NAME).read_text("utf-8")
    assert not [digits for digits in make.TENOR if digits in text]


def test_it_is_private_and_replaces_an_earlier_one(ledger: Ledger) -> None:
    written(ledger, facts={"token_count": 1})
    manifest = written(ledger, facts={"token_count": 2})
    assert manifest["token_count"] == 2
    path = ledger.path.parent / MANIFEST_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob(".*"))


def test_a_run_is_complete_when_nothing_is_pending(ledger: Ledger) -> None:
    assert written(ledger)["is_complete"] is False
    make.settle(ledger, [make.outcome(lookup_id=4)])
    assert written(ledger)["is_complete"] is True


def test_the_report_is_one_of_the_outputs(ledger: Ledger) -> None:
    page = WrittenFile(name="report.html", sha256="ef" * 32, size_bytes=9)
    manifest = written(ledger, report=WrittenReport(files=(page,)))
    assert [each["name"] for each in manifest["outputs"]] == ["oppslag.csv", "report.html"]
    assert manifest["report_fault"] is None


def test_why_there_is_no_report_is_said_without_what_could_be_an_identifier(ledger: Ledger) -> None:
    manifest = written(ledger, report=WrittenReport(fault=f"can't write /in/{FIRST}/report.html"))
    assert manifest["report_fault"] == "can't write /in/***/report.html"
