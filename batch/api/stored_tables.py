"""Reads the tables of a run as Arrow, from the format in which they were written, when they are as it wrote them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from batch.cells.formulas import restored
from batch.errors import OutputError
from batch.export.formats.arrow import arrow_schema
from batch.inputs.file import sha256_of
from batch.options.export_options import OutputFormat
from batch.tables import ERRORS, LIST_SEPARATOR, RESULT_TABLES, OutputTable
from batch.tables.changes import CHANGES

TABLES: Mapping[str, OutputTable] = {table.name: table for table in (*RESULT_TABLES, ERRORS, CHANGES)}
_FORMATS = (OutputFormat.PARQUET, OutputFormat.CSV)


def stored_table(folder: Path, manifest: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """Return a table by its declared schema, with what its columns hold and which run it is of in the metadata.

    Raises OutputError where it is in no format that holds its types, or not as the run wrote it.
    """
    table = TABLES[name]
    outputs = {str(each["name"]): each for each in manifest["outputs"]}
    for each in _FORMATS:
        if (written := outputs.get(f"{name}.{each}")) is not None:
            path = folder / f"{name}.{each}"
            _check(path, written["sha256"])
            return _read(path, table, manifest).replace_schema_metadata(_told(manifest))
    raise OutputError(
        f"run {folder.name} has no table {name} as Parquet or CSV",
        remedy=f"have it written with: ektepakt-batch retry {folder.name} --format parquet",
    )


def has_table(manifest: Mapping[str, Any], name: str) -> bool:
    """Whether the run has written it in a format that can be read."""
    return any(str(each["name"]) in {f"{name}.{form}" for form in _FORMATS} for each in manifest["outputs"])


def _check(path: Path, sha256: str) -> None:
    """Raise for a file that is gone, damaged or edited: what it says now is nobody's answer."""
    remedy = f"have it written anew with: ektepakt-batch retry {path.parent.name}"
    try:
        found = sha256_of(path)
    except OSError as error:
        raise OutputError(f"{path} can't be read ({error.strerror})", remedy=remedy) from error
    if found != sha256:
        raise OutputError(f"{path} is not as the run wrote it", remedy=f"restore it from a backup, or {remedy}")


def _read(path: Path, table: OutputTable, manifest: Mapping[str, Any]) -> Any:  # noqa: ANN401
    try:
        if path.suffix == f".{OutputFormat.PARQUET}":
            return pq.read_table(path)
        if manifest.get("settings", {}).get("csv_for_excel"):
            raise OutputError(
                f"{path} is CSV for Excel, which holds no types",
                remedy=f"have Parquet written with: ektepakt-batch retry {path.parent.name} --format parquet",
            )
        return _read_csv(path, table)
    except (pa.ArrowException, OSError) as error:
        raise OutputError(f"{path} can't be read as a table", remedy="restore it from a backup") from error


def _read_csv(path: Path, table: OutputTable) -> Any:  # noqa: ANN401
    """Read CSV for programs: an empty field is null, lists are joined, and texts that people see are neutralised."""
    schema = arrow_schema(table)
    plain = {field.name: pa.string() if pa.types.is_list(field.type) else field.type for field in schema}
    if path.stat().st_size == 0:
        return schema.empty_table()
    convert = pc_csv.ConvertOptions(
        column_types=plain, include_columns=schema.names, strings_can_be_null=True, null_values=[""]
    )
    parse = pc_csv.ParseOptions(newlines_in_values=True)
    read = pc_csv.read_csv(path, convert_options=convert, parse_options=parse)
    columns = []
    for field in schema:
        column = read.column(field.name)
        if table.is_opened_by_people and pa.types.is_string(column.type):
            column = pa.chunked_array(
                [pa.array([text and restored(text) for text in column.to_pylist()], type=pa.string())]
            )
        if pa.types.is_list(field.type):
            column = _split(column)
        columns.append(column.cast(field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _split(column: Any) -> Any:  # noqa: ANN401
    """Make lists of joined texts; an empty field is an empty list, which it nearly always was: CSV can't tell."""
    return pa.chunked_array([[text.split(LIST_SEPARATOR) if text else [] for text in column.to_pylist()]])


def _told(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Say of every table which run it is of; JSON in a text, as in Parquet."""
    made_up = "true" if manifest.get("answers_are_made_up") else "false"
    return {
        "environment": str(manifest.get("environment")),
        "run_id": str(manifest.get("run_id")),
        "answers_are_made_up": made_up,
    }
