"""What the rows of each table are made from: entries and their answers, taken apart in the order of the response."""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from batch.oppslag.anomalies import find_anomalies
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Ektepakt, Oppslag
from batch.outcome import Entry
from batch.tables.columns import Columns
from batch.tables.one_line import one_lines

_NO_OPPSLAG = Oppslag()


class OppslagRecord(NamedTuple):
    """An entry with the register's answer and its anomalies; an empty Oppslag when there was no answer."""

    entry: Entry
    oppslag: Oppslag
    anomalies: tuple[str, ...]

    def __repr__(self) -> str:
        return "<OppslagRecord>"


class NumberedEktepakt(NamedTuple):
    """One ektepakt of a person; `ektepakt_index` counts from 1 in the order of the response."""

    fnr: str | None
    ektepakt_index: int
    ektepakt: Ektepakt

    def __repr__(self) -> str:
        return "<NumberedEktepakt>"


class EktepaktRows(NamedTuple):
    """What the rows of some ektepakter are read from: those of the ektepakter, of their roller, of what was agreed."""

    ektepakter: Columns
    roller: Columns
    avtaler: Columns


def read_entry(entry: Entry) -> OppslagRecord:
    """Decode the entry's answer, if it is one."""
    if entry.outcome.body is None:
        return OppslagRecord(entry, _NO_OPPSLAG, ())
    decoded = decode_oppslag(entry.outcome.body)
    return OppslagRecord(entry, decoded.oppslag, find_anomalies(decoded))


def ektepakt_rows(numbered: Sequence[NumberedEktepakt]) -> EktepaktRows:
    """Take ektepakter apart; a row of them has its first two roller as `rolle1` and `rolle2`."""
    own, roller = Columns.of(numbered), _roller(numbered)
    counts = [len(each.ektepakt.rolle or ()) for each in numbered]
    firsts = list(accumulate(counts, initial=0))[:-1]
    for place in (0, 1):
        at = [first + place if place < count else -1 for first, count in zip(firsts, counts, strict=True)]
        own.pick(f"rolle{place + 1}", roller, at)
    return EktepaktRows(own, roller, _avtaler(numbered))


def _roller(numbered: Sequence[NumberedEktepakt]) -> Columns:
    """Number the roller of each ektepakt from 1."""
    of = [(each, number) for each in numbered for number, _ in enumerate(each.ektepakt.rolle or (), 1)]
    rows = Columns(
        {
            "fnr": [each.fnr for each, _ in of],
            "ektepakt_index": [each.ektepakt_index for each, _ in of],
            "ektepaktnummer": [each.ektepakt.ektepaktnummer for each, _ in of],
            "rolle_index": [number for _, number in of],
            "rolle": list(chain.from_iterable(each.ektepakt.rolle or () for each in numbered)),
        }
    )
    for part in ("navn", "adresse"):
        rows.add(part, rows.column(f"rolle.person.{part}"))
    rows.add("one_line", one_lines(lambda field: rows.column(f"adresse.{field}")))
    return rows


def _avtaler(numbered: Sequence[NumberedEktepakt]) -> Columns:
    """Put the common avtaler of an ektepakt first, whose `rolle_index` is None, then each role's own."""
    lists = [
        (each, rolle_index, avtaler)
        for each in numbered
        for rolle_index, avtaler in (
            (None, each.ektepakt.avtaleinnhold),
            *((number, rolle.avtaleinnhold) for number, rolle in enumerate(each.ektepakt.rolle or (), 1)),
        )
        if avtaler
    ]
    return Columns(
        {
            "fnr": [each.fnr for each, _, avtaler in lists for _ in avtaler],
            "ektepakt_index": [each.ektepakt_index for each, _, avtaler in lists for _ in avtaler],
            "ektepaktnummer": [each.ektepakt.ektepaktnummer for each, _, avtaler in lists for _ in avtaler],
            "rolle_index": [rolle_index for _, rolle_index, avtaler in lists for _ in avtaler],
            "avtale_index": [index for _, _, avtaler in lists for index in range(1, len(avtaler) + 1)],
            "avtale": list(chain.from_iterable(avtaler for _, _, avtaler in lists)),
        }
    )
