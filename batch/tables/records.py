"""What a row of each table is made from: an entry and its answer, taken apart in the order of the response."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from batch.oppslag.anomalies import find_anomalies
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Avtaleinnhold, Ektepakt, Oppslag, Rolle
from batch.outcome import Entry

_NO_OPPSLAG = Oppslag()


@dataclass(frozen=True, slots=True, kw_only=True)
class OppslagRecord:
    """An entry with the register's answer and its anomalies; an empty Oppslag when there was no answer."""

    entry: Entry
    oppslag: Oppslag
    anomalies: tuple[str, ...]

    @property
    def fnr(self) -> str | None:
        return self.entry.subject.fnr

    def ektepakter(self) -> Iterator["EktepaktRecord"]:
        for index, ektepakt in enumerate(self.oppslag.ektepakt or (), 1):
            yield EktepaktRecord(fnr=self.fnr, index=index, ektepakt=ektepakt)


@dataclass(frozen=True, slots=True, kw_only=True)
class EktepaktRecord:
    """One ektepakt of a person; `index` counts from 1 in the order of the response."""

    fnr: str | None = field(repr=False)
    index: int
    ektepakt: Ektepakt

    def roller(self) -> Iterator["RolleRecord"]:
        for index, rolle in enumerate(self.ektepakt.rolle or (), 1):
            yield RolleRecord(of=self, index=index, rolle=rolle)

    def avtaler(self) -> Iterator["AvtaleRecord"]:
        """Yield the common avtaler first, then each role's own."""
        for index, avtale in enumerate(self.ektepakt.avtaleinnhold or (), 1):
            yield AvtaleRecord(of=self, rolle_index=None, index=index, avtale=avtale)
        for rolle in self.roller():
            for index, avtale in enumerate(rolle.rolle.avtaleinnhold or (), 1):
                yield AvtaleRecord(of=self, rolle_index=rolle.index, index=index, avtale=avtale)


@dataclass(frozen=True, slots=True, kw_only=True)
class RolleRecord:
    """One role of an ektepakt; `index` counts from 1, as the columns `rolle1_…` and `rolle2_…` do."""

    of: EktepaktRecord
    index: int
    rolle: Rolle


@dataclass(frozen=True, slots=True, kw_only=True)
class AvtaleRecord:
    """One avtale of an ektepakt; `rolle_index` is None when it is common to both roles."""

    of: EktepaktRecord
    rolle_index: int | None
    index: int
    avtale: Avtaleinnhold


def read_entry(entry: Entry) -> OppslagRecord:
    """Decode the entry's answer, if it is one."""
    if entry.outcome.body is None:
        return OppslagRecord(entry=entry, oppslag=_NO_OPPSLAG, anomalies=())
    decoded = decode_oppslag(entry.outcome.body)
    return OppslagRecord(entry=entry, oppslag=decoded.oppslag, anomalies=find_anomalies(decoded))
