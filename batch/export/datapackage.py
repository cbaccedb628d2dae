"""Writes `datapackage.json`: what the CSV files hold, as Frictionless Data describes tables for programs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from batch.export.about_run import AboutRun
from batch.export.output_files import output_file
from batch.tables import ColumnType, OutputColumn, OutputTable

PACKAGE_NAME = "datapackage.json"
_TYPES: dict[ColumnType, dict[str, Any]] = {
    ColumnType.TEXT: {"type": "string"},
    ColumnType.INTEGER: {"type": "integer"},
    ColumnType.BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    ColumnType.TIMESTAMP: {"type": "datetime", "format": "default"},
    ColumnType.TEXT_LIST: {"type": "string"},
}
_JOINED = "In order, joined with “ | ”."
_NEUTRALISED = (
    "A text that a spreadsheet would run as a formula has an apostrophe before it, as has one that begins with one."
)
_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def write_package(path: Path, about: AboutRun, tables: Sequence[OutputTable]) -> None:
    """Describe the CSV files of these tables. Raises OutputError."""
    names = {table.name for table in tables}
    package = {
        "profile": "tabular-data-package",
        "name": f"ektepakt-batch-{about.run_id.lower()}",
        "created": about.started_at.isoformat(),
        **about.as_json(),
        "resources": [_resource(table, names) for table in tables],
    }
    with output_file(path) as file:
        file.write(json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n")


def _resource(table: OutputTable, names: set[str]) -> dict[str, Any]:
    texts = [table.description.en if table.description else "", _NEUTRALISED if table.is_opened_by_people else ""]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": " ".join(filter(None, texts)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": _schema(table, names),
    }


def _schema(table: OutputTable, names: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": list(map(_field, table.columns)), "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.reference is not None and table.reference.table in names:
        columns = list(table.reference.columns)
        reference = {"resource": table.reference.table, "fields": columns}
        schema["foreignKeys"] = [{"fields": columns, "reference": reference}]
    return schema


def _field(column: OutputColumn) -> dict[str, Any]:
    description = column.description.en
    if column.type is ColumnType.TEXT_LIST:
        description = f"{description} {_JOINED}"
    return {"name": column.name, **_TYPES[column.type], "description": description}
