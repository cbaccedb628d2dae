"""Gives the changes their sheets of a workbook: they lie on disk by then, and are read from there."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from batch.export.copies.excel.dates import local_time
from batch.export.formats.writers import TableWriter
from batch.options.export_options import Words
from batch.tables import LIST_SEPARATOR
from batch.tables.words.avtaletyper import avtaletype_said
from batch.tables.words.outcomes import outcome_in_words
from batch.tables.words.said import Said

_YES_OR_NO = {"true": Said("ja", "yes"), "false": Said("nei", "no")}


def copy_changes(path: Path, sheets: TableWriter, words: Words) -> None:
    """Copy the Parquet file group by group, with its codes in words."""
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            sheets.write(_in_words(file.read_row_group(number), words))


def value_said(field: str | None, value: str, words: Words) -> str:
    """Say an old or new value as the sheets of the other tables say the same; most are no codes, and stay."""
    match field:
        case "outcome":
            return outcome_in_words(value, words)
        case "avtaletyper" | "rolle_avtaletyper":
            return LIST_SEPARATOR.join(avtaletype_said(code, words) for code in value.split(LIST_SEPARATOR))
        case "har_supplerende_opplysninger_i_dokument":
            return _YES_OR_NO[value].by(words)
        case "innkomsttidspunkt":
            local = local_time(datetime.fromisoformat(value))
            return value if local is None else f"{local:%d.%m.%Y %H:%M:%S}"
        case _:
            return value


def _in_words(group: pa.Table, words: Words) -> pa.Table:
    fields = group["field"].to_pylist()
    for name in ("old", "new"):
        said = [
            value and value_said(field, value, words)
            for field, value in zip(fields, group[name].to_pylist(), strict=True)
        ]
        group = group.set_column(group.column_names.index(name), group.field(name), pa.array(said, pa.string()))
    return group
