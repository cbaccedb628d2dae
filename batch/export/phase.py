"""Phase 3: writes all files of a run from its ledger: the tables, the error report and the annotated copies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from batch.export.annotate import AnnotatedCopy, annotate
from batch.export.result_files import export
from batch.export.whole_files import WrittenFile
from batch.inputs import InputFile
from batch.ledger import Ledger
from batch.options.export_options import OutputFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files that were written, how often each anomaly was met, and what became of each input's copy."""

    files: tuple[WrittenFile, ...]
    anomaly_counts: dict[str, int]
    copies: tuple[AnnotatedCopy, ...]


def export_run(
    ledger: Ledger, folder: Path, *, formats: Iterable[OutputFormat], inputs: Sequence[InputFile]
) -> Exported:
    """Write the files of a run, complete or not; `inputs` are those that get an annotated copy.

    Raises LedgerError, and OutputError when a file can't be written.
    """
    with ledger.answers_read():
        tables = export(ledger.entries(), folder, formats)
        copies = annotate(inputs, ledger, folder)
    return Exported(
        files=(*tables.files, *(copy.file for copy in copies if copy.file is not None)),
        anomaly_counts=tables.anomaly_counts,
        copies=copies,
    )
