"""What a row of each table is made from: an entry and its answer, taken apart in the order of the response.

They are NamedTuples, since a hit makes half a dozen of them and a frozen dataclass takes five times as long. What an
answer leaves out is an empty struct here, so that a column is read without asking.
"""

from collections.abc import Iterator
from typing import NamedTuple

from batch.oppslag.anomalies import find_anomalies
from batch.oppslag.decoding import decode_oppslag
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
from batch.outcome import Entry
from batch.tables.one_line import one_line

_NO_OPPSLAG, _NO_PERSON, _NO_NAVN, _NO_ADRESSE = Oppslag(), Person(), Navn(), Adresse()
_NO_POSTSTED, _NO_KOMMUNE, _NO_HUSNUMMER = Poststed(), Kommune(), Husnummer()


class OppslagRecord(NamedTuple):
    """An entry with the register's answer and its anomalies; an empty Oppslag when there was no answer."""

    entry: Entry
    oppslag: Oppslag
    anomalies: tuple[str, ...]

    def __repr__(self) -> str:
        return "<OppslagRecord>"

    def ektepakter(self) -> Iterator["EktepaktRecord"]:
        fnr = self.entry.subject.fnr
        for index, ektepakt in enumerate(self.oppslag.ektepakt or (), 1):
            yield ektepakt_record(fnr, index, ektepakt)


class RolleRecord(NamedTuple):
    """One role of an ektepakt; `rolle_index` counts from 1, as the columns `rolle1_…` and `rolle2_…` do."""

    fnr: str | None
    ektepakt_index: int
    ektepaktnummer: int | None
    rolle_index: int
    rolle: Rolle
    navn: Navn
    adresse: Adresse
    nummer: Husnummer
    poststed: Poststed
    kommune: Kommune
    one_line: str | None

    def __repr__(self) -> str:
        return "<RolleRecord>"


class EktepaktRecord(NamedTuple):
    """One ektepakt of a person; `ektepakt_index` counts from 1 in the order of the response."""

    fnr: str | None
    ektepakt_index: int
    ektepakt: Ektepakt
    roller: list[RolleRecord]
    rolle1: RolleRecord
    rolle2: RolleRecord

    def __repr__(self) -> str:
        return "<EktepaktRecord>"

    def avtaler(self) -> list["AvtaleRecord"]:
        """Return the common avtaler first, then each role's own."""
        number = self.ektepakt.ektepaktnummer
        of_roller = [(each.rolle_index, each.rolle.avtaleinnhold) for each in self.roller]
        return [
            AvtaleRecord(self.fnr, self.ektepakt_index, number, rolle_index, index, avtale)
            for rolle_index, avtaler in [(None, self.ektepakt.avtaleinnhold), *of_roller]
            if avtaler
            for index, avtale in enumerate(avtaler, 1)
        ]


class AvtaleRecord(NamedTuple):
    """One avtale of an ektepakt; `rolle_index` is None when it is common to both roles."""

    fnr: str | None
    ektepakt_index: int
    ektepaktnummer: int | None
    rolle_index: int | None
    avtale_index: int
    avtale: Avtaleinnhold

    def __repr__(self) -> str:
        return "<AvtaleRecord>"


def read_entry(entry: Entry) -> OppslagRecord:
    """Decode the entry's answer, if it is one."""
    if entry.outcome.body is None:
        return OppslagRecord(entry, _NO_OPPSLAG, ())
    decoded = decode_oppslag(entry.outcome.body)
    return OppslagRecord(entry, decoded.oppslag, find_anomalies(decoded))


def ektepakt_record(fnr: str | None, index: int, ektepakt: Ektepakt) -> EktepaktRecord:
    number = ektepakt.ektepaktnummer
    roller = [_record_of(fnr, index, number, *each) for each in enumerate(ektepakt.rolle or (), 1)]
    return EktepaktRecord(fnr, index, ektepakt, roller, *(*roller[:2], _NO_ROLLE, _NO_ROLLE)[:2])


def _record_of(fnr: str | None, ektepakt_index: int, number: int | None, index: int, rolle: Rolle) -> RolleRecord:
    person = rolle.person or _NO_PERSON
    adresse = person.adresse or _NO_ADRESSE
    nummer, poststed = adresse.nummer or _NO_HUSNUMMER, adresse.poststed or _NO_POSTSTED
    return RolleRecord(
        fnr,
        ektepakt_index,
        number,
        index,
        rolle,
        person.navn or _NO_NAVN,
        adresse,
        nummer,
        poststed,
        adresse.kommune or _NO_KOMMUNE,
        one_line(adresse, nummer, poststed),
    )


_NO_ROLLE = _record_of(None, 0, None, 0, Rolle())
