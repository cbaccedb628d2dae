"""Settings: where the files of a run are written, in which formats, and whether the inputs are copied."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from batch.options.declaration import option


class OutputFormat(StrEnum):
    """A format the tables can be written in; the value is the file's suffix too."""

    PARQUET = "parquet"
    CSV = "csv"
    XLSX = "xlsx"  #: all of them in one workbook


class Words(StrEnum):
    """The language of what people read in a workbook."""

    NB = "nb"  #: Norwegian bokmål
    EN = "en"  #: English


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What is written, and where."""

    out: Path = option(Path("out"), "folder of all runs, their ledgers and outputs", metavar="DIR")
    state: Path | None = option(
        None,
        "folder on a local disk for lock, ledgers and slow memory, where --out is a share that can't keep them",
        metavar="DIR",
    )
    format: tuple[OutputFormat, ...] = option(
        (),
        "formats of the tables, separated by commas (default: parquet,csv,xlsx; xlsx only for up to 10,000 identifiers"
        " or where an input is a workbook)",
        metavar="LIST",
    )
    csv_for_excel: bool = option(
        False, "CSV that Norwegian Excel opens by a double click, in place of CSV that programs read"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotateOptions:
    """Whether annotated copies of the inputs are written, and in which words."""

    annotate: bool = option(True, "write a copy of each input, with the answers beside its rows")
    words: Words = option(
        Words.NB, "language of workbooks and report.html: nb (Norwegian bokmål) or en", metavar="nb|en"
    )
