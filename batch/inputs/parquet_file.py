"""Reads some columns of a Parquet file, so few rows at a time that they fit the memory.

A few bytes can stand for gigabytes: a text that is repeated lies in the file once, and in Arrow as often as it is
repeated. So texts are read by their dictionary, and values of a fixed length are counted beforehand.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from batch.errors import DamagedInputError, InputError

_GROUP_BYTES = 32 << 20  # of one batch in Arrow; what is made of it in Python is a few times larger
_BOMB_BYTES = 100 << 20  # a page is unpacked as a whole; less does no harm
_BOMB_RATIO = 200  # as of a packed text
_FOOTER_END = -8  # where its length stands
_PREFIXED = "DELTA_BYTE_ARRAY"  # each text by what it shares with the one before it; pyarrow reads no dictionary of it


class Field(NamedTuple):
    """A column as Arrow has it, and which columns it is made of in the file: several where it is nested."""

    arrow: Any
    leaves: Sequence[int]

    @property
    def is_nested(self) -> bool:
        return bool(pa.types.is_nested(_plain_type(self.arrow.type)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetColumns:
    """An open file; a struct without members is no column, since there is nothing of it in the file."""

    file: Any
    fields: Sequence[Field]

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Read the footer. Raises InputError."""
        with _translated_errors(), _open(path) as file:
            _refuse_encrypted(path, file.metadata)
            if dictionaries := _with_dictionaries(file.metadata):
                with _open(path, read_dictionary=dictionaries) as by_dictionary:
                    yield cls(file=by_dictionary, fields=fields_of(file.schema_arrow))
            else:
                yield cls(file=file, fields=fields_of(file.schema_arrow))

    @property
    def metadata(self) -> dict[bytes, bytes] | None:
        """What programs noted of the file."""
        found: dict[bytes, bytes] | None = self.file.schema_arrow.metadata
        return found

    @property
    def row_groups(self) -> range:
        return range(self.file.metadata.num_row_groups)

    def batches(self, columns: Sequence[int], row_group: int, *, most_rows: int) -> Iterator[Any]:
        """Yield rows with these columns, in ascending order; texts may be dictionaries. Raises InputError."""
        leaves = [leaf for column in sorted(columns) for leaf in self.fields[column].leaves]
        rows = self._rows_at_once(row_group, leaves, most_rows)
        yield from self.file.reader.iter_batches(
            batch_size=rows, row_groups=[row_group], column_indices=leaves, use_threads=True
        )

    def _rows_at_once(self, row_group: int, leaves: Sequence[int], most_rows: int) -> int:
        group = self.file.metadata.row_group(row_group)
        chunks = [group.column(leaf) for leaf in leaves]
        for chunk, leaf in zip(chunks, leaves, strict=True):
            in_lists = 8 * chunk.num_values if self.file.schema.column(leaf).max_repetition_level else 0
            if max(chunk.total_uncompressed_size, in_lists) > max(
                _BOMB_BYTES, _BOMB_RATIO * chunk.total_compressed_size
            ):
                what = f"its column “{chunk.path_in_schema}” unpacks to more than {_BOMB_RATIO} times its size"
                raise InputError(what, remedy="check where it comes from, and write it anew")
        row_count = max(1, group.num_rows)
        in_a_row = sum(
            _most_bytes(chunk, self.file.schema.column(leaf), row_count)
            for chunk, leaf in zip(chunks, leaves, strict=True)
        )
        return max(1, min(most_rows, int(_GROUP_BYTES / max(in_a_row, 1))))


def _most_bytes(chunk: Any, column: Any, row_count: int) -> float:  # noqa: ANN401 - pyarrow ships no types
    """Return what a row of the column takes at most, as far as the footer tells."""
    values = float(chunk.num_values / row_count)  # more than one in a list
    match chunk.physical_type:
        case "FIXED_LEN_BYTE_ARRAY":
            return values * int(column.length)
        case "BYTE_ARRAY" if _PREFIXED in chunk.encodings:
            return float(chunk.total_uncompressed_size)
        case "BYTE_ARRAY":
            return float(chunk.total_uncompressed_size) / row_count + 4 * values
        case _:
            return 8 * values


def decoded_type(array: Any) -> Any:  # noqa: ANN401
    return array.type.value_type if pa.types.is_dictionary(array.type) else array.type


def of_type(array: Any, kind: Any) -> Any:  # noqa: ANN401
    """Return what was read by its dictionary as it stands in the file's schema."""
    if array.type == kind:
        return array
    return (array.dictionary_decode() if pa.types.is_dictionary(array.type) else array).cast(kind)


def decoded_parts(batch: Any) -> Iterator[Any]:  # noqa: ANN401
    """Cut a batch into parts that fit the memory when dictionaries become values."""
    widths = [_decoded_bytes(column) for column in batch.columns if pa.types.is_dictionary(column.type)]
    parts = max(1, -(-int(sum(widths)) // _GROUP_BYTES))
    rows = max(1, batch.num_rows // parts)
    return (batch.slice(start, rows) for start in range(0, batch.num_rows, rows))


def _decoded_bytes(array: Any) -> int:  # noqa: ANN401
    """Return the most bytes that the values can take: their longest is taken for all."""
    kind = array.dictionary.type
    if not (pa.types.is_string(kind) or pa.types.is_binary(kind)):
        return 0
    longest = pc.max(pc.binary_length(array.dictionary)).as_py() or 0
    return longest * len(array)


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Raise InputError in place of what pyarrow raises for a file that it can't read."""
    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        if getattr(error, "errno", None) is not None:
            raise
        raise DamagedInputError("Parquet") from error


def _open(path: Path, **options: Any) -> Any:  # noqa: ANN401
    """Open the file by its bytes: pyarrow makes UTF-8 of a path that is a text, which a name need not be."""
    return pq.ParquetFile(pa.OSFile(os.fsencode(path)), pre_buffer=False, **options)


def _refuse_encrypted(path: Path, metadata: Any) -> None:  # noqa: ANN401
    """Raise InputError where a signature follows the footer: pyarrow dies of an encrypted column."""
    with path.open("rb") as file:
        file.seek(_FOOTER_END, os.SEEK_END)
        (length,) = struct.unpack("<I", file.read(4))
    if length > metadata.serialized_size:
        raise InputError("holds encrypted columns", remedy="write it without encryption")


def _with_dictionaries(metadata: Any) -> list[str]:  # noqa: ANN401
    """Return the columns of texts that are read by their dictionary, in every row group."""
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    found = (
        index
        for index in range(metadata.num_columns)
        if metadata.schema.column(index).physical_type == "BYTE_ARRAY"
        and metadata.schema.column(index).max_repetition_level == 0
        and any(group.column(index).has_dictionary_page for group in groups)
        and not any(_PREFIXED in group.column(index).encodings for group in groups)
    )
    return [metadata.schema.column(index).path for index in found]


def fields_of(schema: Any) -> list[Field]:  # noqa: ANN401
    """Return the columns that have anything in the file."""
    fields, first = [], 0
    for field in schema:
        count = _count_leaves(field.type)
        if count:
            fields.append(Field(field, range(first, first + count)))
        first += count
    return fields


def _count_leaves(kind: Any) -> int:  # noqa: ANN401
    kind = _plain_type(kind)
    if not pa.types.is_nested(kind):
        return 1
    return sum(_count_leaves(kind.field(index).type) for index in range(kind.num_fields))


def _plain_type(kind: Any) -> Any:  # noqa: ANN401
    if isinstance(kind, pa.BaseExtensionType):
        return _plain_type(kind.storage_type)
    return _plain_type(kind.value_type) if pa.types.is_run_end_encoded(kind) else kind
