"""Writes `report.html` when a run ends; what goes wrong with it is told, and takes nothing from the run.

The answers are in the tables, whole, before the report is begun. So a report that can't be written changes neither the
outcome nor the exit code of a run: its fault is logged, told in the summary and in run.json, and no report of an
earlier command stays behind as if it were this one's. A damaged ledger is no fault of the report, and ends the command.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from batch.errors import EktepaktBatchError, LedgerError, OutputError
from batch.export.output_files import output_file, remove_output
from batch.export.written_files import WrittenFile, written
from batch.options.export_options import Words
from batch.report.page.composition import page_of
from batch.report.page.rendering import render
from batch.report.page.story import Story

REPORT_NAME = "report.html"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """The report's file, or why there is none."""

    files: tuple[WrittenFile, ...] = ()
    fault: str | None = None

    def __str__(self) -> str:
        """Say it below the folder's name, in the closing lines."""
        return f"Look at {REPORT_NAME} first." if self.fault is None else f"There is no {REPORT_NAME}: {self.fault}."


def write_report(folder: Path, gather: Callable[[], Story], words: Words) -> WrittenReport:
    """Write the report of a run, with what `gather` returns. Raises LedgerError."""
    try:
        html = render(page_of(gather(), words))
        with output_file(folder / REPORT_NAME) as file:
            file.write(html.encode("utf-8", "backslashreplace"))
        return WrittenReport(files=(written(folder / REPORT_NAME),))
    except LedgerError:
        raise
    except EktepaktBatchError as error:
        return _unwritten(folder, str(error))
    except Exception as error:  # noqa: BLE001 - a defect of the report must not make the run a failed one
        _log.debug("defect of the report", exc_info=True)
        return _unwritten(folder, f"a defect in the program ({type(error).__name__})")


def _unwritten(folder: Path, fault: str) -> WrittenReport:
    _log.warning("there is no report of this run", fault=fault)
    with suppress(OutputError):
        remove_output(folder / REPORT_NAME)
    return WrittenReport(fault=fault)
