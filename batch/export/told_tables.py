"""Reads from the Parquet tables of a run what the register told, where its ledger has forgotten it.

The columns that a comparison looks at are those of the tables, so that what is read back differs from what was
answered in nothing that is compared.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from batch.errors import AnswersForgottenError
from batch.export.comparison import ComparableRun
from batch.export.output_files import is_unchanged
from batch.ledger import ComparableLedger, ComparedRow, comparable_run
from batch.oppslag.ektepakt import (
    Adresse,
    Avtaleinnhold,
    Ektepakt,
    Husnummer,
    Kommune,
    Navn,
    Oppslag,
    Person,
    Poststed,
    Rolle,
)
from batch.options.export_options import OutputFormat
from batch.outcome import OutcomeKind
from batch.tables import AVTALEINNHOLD, EKTEPAKTER, ROLLER, OutputTable

_GROUPS_AT_HAND = 4  # row groups of each table: identifiers come in their own order, rows in that of the input
_Row = Mapping[str, Any]


@contextmanager
def told_run(folder: Path) -> Iterator[ComparableRun]:
    """Open a run that nobody writes in, to be compared with another.

    Raises LedgerError, LedgerCorruptError, and AnswersForgottenError where neither ledger nor tables have the answers.
    """
    with comparable_run(folder) as ledger:
        yield ledger if ledger.has_answers else ToldByTables(ledger, folder)


class ToldByTables:
    """A run whose ledger knows who differs, and whose tables say in what."""

    def __init__(self, ledger: ComparableLedger, folder: Path) -> None:
        self.run_id, self.is_cut = ledger.run_id, ledger.is_cut
        self._ledger = ledger
        self._ektepakter, self._roller, self._avtaler = (
            _Rows(_whole_table(folder, table)) for table in (EKTEPAKTER, ROLLER, AVTALEINNHOLD)
        )

    def rows(self, *, first: str = "") -> Iterator[ComparedRow]:
        return self._ledger.rows(first=first)

    def oppslag(self, row: ComparedRow) -> Oppslag:
        if row.kind is not OutcomeKind.FOUND:
            return Oppslag(antall_ektepakt=0)
        roller, avtaler = self._roller.of(row.fnr), self._avtaler.of(row.fnr)
        ektepakter = [_ektepakt(each, roller, avtaler) for each in self._ektepakter.of(row.fnr)]
        return Oppslag(antall_ektepakt=row.gist[0], ektepakt=tuple(ektepakter))


class _Rows:
    """The rows of a table by identifier. Memory holds the identifiers and their order, and a few groups of rows."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        fnrs = self._file.read(columns=["fnr"]).column("fnr").combine_chunks()
        self._order = pc.sort_indices(fnrs)
        self._fnrs = fnrs.take(self._order)
        self._starts = [0]
        for group in range(self._file.num_row_groups):
            self._starts.append(self._starts[-1] + self._file.metadata.row_group(group).num_rows)
        self._group = lru_cache(_GROUPS_AT_HAND)(self._file.read_row_group)

    def of(self, fnr: str) -> list[_Row]:
        begin = bisect_left(self._fnrs, fnr, key=_text)
        end = bisect_right(self._fnrs, fnr, lo=begin, key=_text)
        return [self._row(self._order[each].as_py()) for each in range(begin, end)]

    def _row(self, number: int) -> _Row:
        group = bisect_right(self._starts, number) - 1
        [row] = self._group(group).slice(number - self._starts[group], 1).to_pylist()
        return cast("_Row", row)


def _text(scalar: pa.Scalar) -> str:
    return str(scalar.as_py())


def _whole_table(folder: Path, table: OutputTable) -> Path:
    path = folder / f"{table.name}.{OutputFormat.PARQUET}"
    if not is_unchanged(path):
        raise AnswersForgottenError(
            f"the answers of run {folder.name} were forgotten, and its {path.name} is not there as it was written",
            remedy="compare other runs; --format parquet, which is the default, keeps what a comparison needs",
        )
    return path


def _ektepakt(row: _Row, roller: list[_Row], avtaler: list[_Row]) -> Ektepakt:
    index = row["ektepakt_index"]
    mine = [each for each in avtaler if each["ektepakt_index"] == index]
    innkommet = row["innkomsttidspunkt"]
    return Ektepakt(
        ektepaktnummer=row["ektepaktnummer"],
        innkomsttidspunkt=innkommet and innkommet.isoformat(),
        ektepakttype=row["ektepakttype"],
        status=row["status"],
        opprettelse=row["opprettelse"],
        har_supplerende_opplysninger_i_dokument=row["har_supplerende_opplysninger_i_dokument"],
        paategning=tuple(row["paategning"] or ()),
        avtaleinnhold=_avtaleinnhold(mine, None),
        rolle=tuple(_rolle(each, mine) for each in roller if each["ektepakt_index"] == index),
    )


def _rolle(row: _Row, avtaler: list[_Row]) -> Rolle:
    return Rolle(
        rolletype=row["rolletype"],
        avtaleinnhold=_avtaleinnhold(avtaler, row["rolle_index"]),
        person=Person(navn=Navn(**_named(Navn, row)), adresse=_adresse(row)),
    )


def _adresse(row: _Row) -> Adresse:
    own = {name: row[name] for name in Adresse.__struct_fields__ if name in row and name not in _NESTED}
    return Adresse(
        **own,
        nummer=Husnummer(nummer=row["husnummer"], bokstav=row["husbokstav"]),
        poststed=Poststed(postnummer=row["postnummer"], navn=row["poststed"]),
        kommune=Kommune(**_named(Kommune, row)),
    )


def _avtaleinnhold(avtaler: list[_Row], rolle_index: int | None) -> tuple[Avtaleinnhold, ...]:
    return tuple(Avtaleinnhold(avtaletype=each["avtaletype"]) for each in avtaler if each["rolle_index"] == rolle_index)


def _named(struct: type[Navn | Kommune], row: _Row) -> dict[str, Any]:
    return {name: row[name] for name in struct.__struct_fields__}


_NESTED = frozenset({"nummer", "poststed", "kommune"})
