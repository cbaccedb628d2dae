"""Decides what differs between two answers about one person: ektepakter by number, and their fields by the tables.

What is compared are the columns of the tables `ektepakter` and `roller`, so that a change can be seen in them; never
the descriptions of codes. A value that says nothing (null, an empty text or list) equals any other that does.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import zip_longest
from typing import NamedTuple

from batch.oppslag.ektepakt import Ektepakt, Oppslag
from batch.tables.avtaleinnhold import avtaletyper
from batch.tables.changes import ChangeKind
from batch.tables.columns import LIST_SEPARATOR, Columns, ColumnType, OutputColumn, OutputTable, Value
from batch.tables.ektepakter import EKTEPAKTER
from batch.tables.records import NumberedEktepakt, ektepakt_rows
from batch.tables.roller import ROLLER


def _compared(name: str) -> bool:
    is_description = "beskrivelse" in name
    return not (is_description or name in _PLACES | _DERIVED or name.startswith(_ROLLE_PREFIXES))


_PLACES = frozenset({"fnr", "ektepakt_index", "rolle_index", "ektepaktnummer"})
_DERIVED = frozenset({"avtaletypegrupper", "antall_roller", "ektefelle_fra_paategning"})
_ROLLE_PREFIXES = ("rolle1_", "rolle2_")  # their order says nothing, so roller are compared by themselves
_OWN = OutputTable(EKTEPAKTER.name, tuple(each for each in EKTEPAKTER.columns if _compared(each.name)))
_OF_ROLLE = OutputTable(
    ROLLER.name,
    (
        *(each for each in ROLLER.columns if _compared(each.name)),
        OutputColumn(
            "avtaletyper",
            ColumnType.TEXT_LIST,
            "rolle.avtaleinnhold",
            next(each.description for each in EKTEPAKTER.columns if each.name == "rolle1_avtaletyper"),
            read=avtaletyper,
        ),
    ),
)
_ADRESSE = ROLLER.column_names[ROLLER.column_names.index("adresse_type") :]
_LINE = "adresse"
_NAVN = ("fornavn", "mellomnavn", "etternavn")
_HASH_BYTES = 8

Fields = dict[str, str | None]
_NOTHING: Fields = dict.fromkeys(_OF_ROLLE.column_names)


class Difference(NamedTuple):
    """One thing that differs between two answers: a row of `changes` but for the person and the runs."""

    ektepaktnummer: int | None
    kind: ChangeKind
    field: str | None = None
    old: str | None = None
    new: str | None = None

    def __repr__(self) -> str:
        return f"<Difference {self.kind}>"


def differences(old: Oppslag, new: Oppslag) -> Iterator[Difference]:
    """Yield what differs, by ektepaktnummer; the order of the ektepakter and of their roller says nothing."""
    sides = _Side(old), _Side(new)
    if sides[0].surplus != sides[1].surplus:
        counts = (_text(each.antall_ektepakt) for each in (old, new))
        yield Difference(None, ChangeKind.CHANGED, "antall_ektepakt", *counts)
    numbers = sides[0].by_number.keys() | sides[1].by_number.keys()
    for number in sorted(number for number in numbers if number is not None):
        yield from _of_number(number, *sides)
    if None in numbers:
        yield from _unkeyed(*sides)


def numbers_only_in(one: Oppslag, other: Oppslag) -> set[int]:
    """Return the numbers of the ektepakter that one answer has and the other has not."""
    mine, theirs = ({each.ektepaktnummer for each in oppslag.ektepakt or ()} for oppslag in (one, other))
    return {number for number in mine - theirs if number is not None}


class _Side:
    """One of the answers: where its ektepakter stand, by their numbers, and a hash of each.

    Memory holds a hash and a place of each, since a large answer is decoded piece by piece.
    """

    def __init__(self, oppslag: Oppslag) -> None:
        self._ektepakter: Sequence[Ektepakt] = oppslag.ektepakt or ()
        antall = oppslag.antall_ektepakt
        self.surplus = None if antall is None else antall - len(self._ektepakter)
        self.by_number: dict[int | None, list[tuple[bytes, int]]] = {}
        for place, ektepakt in enumerate(self._ektepakter):
            hashed = _Told(ektepakt).hashed()
            self.by_number.setdefault(ektepakt.ektepaktnummer, []).append((hashed, place))

    def told(self, place: int) -> "_Told":
        return _Told(self._ektepakter[place])

    def without(self, number: int | None, other: "_Side") -> list[int]:
        """Return the places of the ektepakter of this number that the other answer does not have just so.

        They are in an order of their own, by their contents: that of the answer says nothing.
        """
        equals = Counter(hashed for hashed, _ in other.by_number.get(number, ()))
        left = []
        for hashed, place in self.by_number.get(number, ()):
            if equals[hashed] > 0:
                equals[hashed] -= 1
            else:
                left.append(place)
        return left if len(left) == 1 else sorted(left, key=lambda place: self.told(place).rank())


def _of_number(number: int, old: _Side, new: _Side) -> Iterator[Difference]:
    for before, after in zip_longest(old.without(number, new), new.without(number, old)):
        if before is None:
            yield Difference(number, ChangeKind.NEW)
        elif after is None:
            yield Difference(number, ChangeKind.GONE)
        else:
            yield from _fields(number, old.told(before), new.told(after))


def _unkeyed(old: _Side, new: _Side) -> Iterator[Difference]:
    for place in old.without(None, new):
        yield Difference(None, ChangeKind.UNKEYED, "ektepakt_index", str(place + 1), None)
    for place in new.without(None, old):
        yield Difference(None, ChangeKind.UNKEYED, "ektepakt_index", None, str(place + 1))


class _Told:
    """What an ektepakt tells, as texts: its own fields, and those of each rolle."""

    def __init__(self, ektepakt: Ektepakt) -> None:
        rows = ektepakt_rows([NumberedEktepakt(None, 0, ektepakt)])
        [self.own] = _fields_of(rows.ektepakter, _OWN)
        self.roller = sorted(_fields_of(rows.roller, _OF_ROLLE), key=repr)

    def hashed(self) -> bytes:
        """Hash all of it, whatever the order of the roller."""
        whole = (self.own, self.roller)
        return blake2b(repr(whole).encode(errors="surrogatepass"), digest_size=_HASH_BYTES).digest()

    def rank(self) -> tuple[str, bytes]:
        """Return by what several of one number are put in order: most often each came at another time."""
        return self.own["innkomsttidspunkt"] or "", self.hashed()


def _fields(number: int, old: _Told, new: _Told) -> Iterator[Difference]:
    for name, before, after in _differing(old.own, new.own):
        yield Difference(number, ChangeKind.CHANGED, name, before, after)
    for before_rolle, after_rolle in _paired(old.roller, new.roller):
        yield from _of_rolle(number, before_rolle, after_rolle)


def _of_rolle(number: int, old: Fields | None, new: Fields | None) -> Iterator[Difference]:
    """Yield what differs in a rolle; who has moved has one row, unless the line of the address is the same."""
    is_same_spouse = old is not None and new is not None
    found = {name: (before, after) for name, before, after in _differing(old or _NOTHING, new or _NOTHING)}
    moved = [name for name in _ADRESSE if name in found]
    for name, (before, after) in found.items():
        if name not in moved:
            yield Difference(number, ChangeKind.CHANGED, f"rolle_{name}", before, after)
    for name in [_LINE] if _LINE in moved else moved:
        kind = ChangeKind.ADDRESS_CHANGED if is_same_spouse else ChangeKind.CHANGED
        yield Difference(number, kind, f"rolle_{name}", *found[name])


def _paired(old: list[Fields], new: list[Fields]) -> Iterator[tuple[Fields | None, Fields | None]]:
    """Pair the roller of two answers: those that are equal, those of one name, and then each with what is left."""
    for alike in (repr, _navn, _anybody):
        waiting: dict[object, list[Fields]] = {}
        for each in reversed(old):
            waiting.setdefault(alike(each), []).append(each)
        left = []
        for each in new:
            if found := waiting.get(alike(each)):
                yield found.pop(), each
            else:
                left.append(each)
        old, new = sorted((each for others in waiting.values() for each in others), key=repr), left
    yield from ((each, None) for each in old)
    yield from ((None, each) for each in new)


def _navn(rolle: Fields) -> object:
    return tuple(rolle[part] for part in _NAVN)


def _anybody(_: Fields) -> object:
    return None


def _differing(old: Fields, new: Fields) -> Iterator[tuple[str, str | None, str | None]]:
    return ((name, old[name], new[name]) for name in old if old[name] != new[name])


def _fields_of(rows: Columns, table: OutputTable) -> list[Fields]:
    return [
        dict(zip(table.column_names, map(_text, row), strict=True)) for row in zip(*table.values(rows), strict=True)
    ]


def _text(value: Value) -> str | None:
    """Write a value as the CSV tables do; None for one that says nothing."""
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case tuple():
            return LIST_SEPARATOR.join(part or "" for part in value) if any(value) else None
        case _:
            return str(value)
