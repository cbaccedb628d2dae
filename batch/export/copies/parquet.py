"""Copies a Parquet file with its schema, row group by row group, and adds the answers as columns."""

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from batch.cells.rows import Cell
from batch.cells.shown import identifier_text
from batch.export.copies.row_answers import Answers
from batch.export.formats.arrow import ARROW_TYPES
from batch.inputs import InputFile
from batch.inputs.parquet import ParquetSheet, to_cells
from batch.inputs.parquet_file import ParquetColumns, decoded_parts, decoded_type, of_type
from batch.tables import Row

_COPY_GROUP_ROWS = 65_536  # memory holds one group; a copy's groups need not be those of its input
_PANDAS = b"pandas"


def copy_parquet(file: InputFile, sheet: ParquetSheet, answers: Answers, target: BinaryIO) -> None:
    """Write the copy; identifier columns that are no text become text, and pandas is told so."""
    with ParquetColumns.open(sheet.path) as source:
        own = pa.schema([field.arrow for field in source.fields], metadata=source.metadata)
        places = answers.places(own.names, width=len(own.names))
        schema = _schema(own, file, answers, places)
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            first = 1
            for batch in _batches(source):
                rows = [answers.of(number) or answers.nothing for number in range(first, first + batch.num_rows)]
                writer.write_batch(_extend(batch, schema, file.indices, answers, rows), row_group_size=_COPY_GROUP_ROWS)
                first += batch.num_rows


def _batches(source: ParquetColumns) -> Iterator[Any]:
    columns = range(len(source.fields))
    for row_group in source.row_groups:
        for batch in source.batches(columns, row_group, most_rows=_COPY_GROUP_ROWS):
            yield from decoded_parts(batch)


def _schema(own: Any, file: InputFile, answers: Answers, places: Sequence[int]) -> Any:  # noqa: ANN401 - pyarrow ships no types
    fields = {index: own.field(index) for index in range(len(own.names)) if index not in answers.stale}
    for index in file.indices:
        if not _is_text(fields[index].type):
            fields[index] = pa.field(fields[index].name, pa.string(), metadata=fields[index].metadata)
    for place, name, type_ in zip(places, answers.names, answers.types, strict=True):
        fields[place] = pa.field(name, ARROW_TYPES[type_])
    gone = {own.names[index] for index in answers.stale}
    metadata = _tell_pandas(own.metadata, file.columns, gone)
    return pa.schema([fields[index] for index in sorted(fields)], metadata=metadata)


def _extend(group: Any, schema: Any, indices: Sequence[int], answers: Answers, rows: Sequence[Row]) -> Any:  # noqa: ANN401
    columns = {index: column for index, column in enumerate(group.columns) if index not in answers.stale}
    kinds = dict(zip(sorted({*columns, *answers.placed}), schema.types, strict=True))
    for index, array in columns.items():
        if index in indices and not _is_text(decoded_type(array)):
            columns[index] = _as_text(to_cells(array))
        elif index not in answers.placed:
            columns[index] = of_type(array, kinds[index])
    for place, values in zip(answers.placed, zip(*rows, strict=True), strict=True):
        columns[place] = pa.array(values, type=kinds[place])
    return pa.RecordBatch.from_arrays([columns[index] for index in sorted(columns)], schema=schema)


def _as_text(cells: Iterable[Cell]) -> Any:  # noqa: ANN401
    return pa.array(map(identifier_text, cells), type=pa.string())


def _is_text(kind: Any) -> bool:  # noqa: ANN401
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _tell_pandas(
    metadata: dict[bytes, bytes] | None, identifiers: Sequence[str], gone: Container[str]
) -> dict[bytes, bytes] | None:
    """Correct what pandas noted of the identifier columns, which it would cast to numbers again, and of those gone."""
    if not metadata or _PANDAS not in metadata:
        return metadata
    noted = json.loads(metadata[_PANDAS])
    noted["columns"] = [
        each for each in noted.get("columns", ()) if each.get("field_name", each.get("name")) not in gone
    ]
    for column in noted["columns"]:
        if column.get("field_name", column.get("name")) in identifiers:
            column |= {"pandas_type": "unicode", "numpy_type": "object", "metadata": None}
    return metadata | {_PANDAS: json.dumps(noted).encode()}
