"""What the rows of each table are made from: entries and their answers, taken apart in the order of the response."""

from collections.abc import Sequence
from itertools import accumulate, chain, islice
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
    own = Columns.of(numbered)
    counts = [len(roller or ()) for roller in own.column("ektepakt.rolle")]
    roller = _roller(own, counts)
    ektepakter = own.joined()
    firsts = list(accumulate(counts, initial=0))[:-1]
    for place in (0, 1):
        at = [first + place if place < count else None for first, count in zip(firsts, counts, strict=True)]
        ektepakter.pick(f"rolle{place + 1}", roller, at)
    return EktepaktRows(ektepakter, roller, _avtaler(own, roller, counts))


def _roller(ektepakter: Columns, counts: Sequence[int]) -> Columns:
    """Number the roller of each ektepakt from 1."""
    rows = Columns(
        {
            "rolle_index": [number for count in counts for number in range(1, count + 1)],
            "rolle": [rolle for roller in ektepakter.column("ektepakt.rolle") for rolle in roller or ()],
        }
    )
    rows.pick("of", ektepakter, [place for place, count in enumerate(counts) for _ in range(count)])
    for part in ("navn", "adresse"):
        rows.add(part, rows.column(f"rolle.person.{part}"))
    rows.add("one_line", one_lines(lambda field: rows.column(f"adresse.{field}")))
    return rows


def _avtaler(ektepakter: Columns, roller: Columns, counts: Sequence[int]) -> Columns:
    """Put the common avtaler of an ektepakt first, whose `rolle_index` is None, then each role's own."""
    common, own = ektepakter.column("ektepakt.avtaleinnhold"), iter(roller.column("rolle.avtaleinnhold"))
    lists = [
        (place, rolle_index, avtaler)
        for place, count in enumerate(counts)
        for rolle_index, avtaler in ((None, common[place]), *enumerate(islice(own, count), 1))
        if avtaler
    ]
    rows = Columns(
        {
            "rolle_index": [rolle_index for _, rolle_index, avtaler in lists for _ in avtaler],
            "avtale_index": [index for _, _, avtaler in lists for index in range(1, len(avtaler) + 1)],
            "avtale": list(chain.from_iterable(avtaler for _, _, avtaler in lists)),
        }
    )
    rows.pick("of", ektepakter, [place for place, _, avtaler in lists for _ in avtaler])
    return rows
