"""The report as a file of the run, and what becomes of a run whose report can't be written."""

import json
import stat
from pathlib import Path

import pytest
from support.stories import story

from batch.errors import LedgerError
from batch.export.output_files import edited_files
from batch.options.export_options import Words
from batch.report.page import writing
from batch.report.page.story import Story
from batch.report.page.writing import REPORT_NAME, write_report


def test_it_is_a_private_file_described_for_the_manifest(tmp_path: Path) -> None:
    report = write_report(tmp_path, story, Words.NB)
    path = tmp_path / REPORT_NAME
    [file] = report.files
    assert (file.name, file.size_bytes, file.row_count) == (REPORT_NAME, path.stat().st_size, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert str(report) == "Look at report.html first."


def test_a_defect_of_the_report_is_told_and_no_earlier_report_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(tmp_path, story, Words.NB)
    monkeypatch.setattr(writing, "render", lambda _page: 1 / 0)
    report = write_report(tmp_path, story, Words.NB)
    assert not (tmp_path / REPORT_NAME).exists()
    assert (report.files, str(report)) == ((), "There is no report.html: a defect in the program (ZeroDivisionError).")


def test_a_file_system_that_refuses_it_is_told(tmp_path: Path) -> None:
    (tmp_path / REPORT_NAME).mkdir()
    report = write_report(tmp_path, story, Words.NB)
    assert "can't write" in (report.fault or "")


def test_a_damaged_ledger_is_no_fault_of_the_report(tmp_path: Path) -> None:
    def gather() -> Story:
        raise LedgerError("damaged")

    with pytest.raises(LedgerError):
        write_report(tmp_path, gather, Words.NB)


def test_what_a_person_wrote_into_it_is_kept(tmp_path: Path) -> None:
    [file] = write_report(tmp_path, story, Words.NB).files
    (tmp_path / "run.json").write_text(json.dumps({"outputs": [{"name": file.name, "sha256": file.sha256}]}), "utf-8")
    (tmp_path / REPORT_NAME).write_text("my notes", "utf-8")
    write_report(tmp_path, story, Words.NB)
    assert [each.name for each in edited_files(tmp_path)] == ["report (edited).html"]
    assert (tmp_path / "report (edited).html").read_text("utf-8") == "my notes"
