"""Tells what the register says differently on two days: known by what has happened, not by comparing its answers."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.days import edited
from batch.sandbox.population.drawing import Population
from batch.sandbox.population.made_up_ektepakter import draw_ektepakt
from batch.sandbox.population.members import Held, MemberKind, MemberOddity


class ToldDifferently(NamedTuple):
    """One thing; `ektepaktnummer` is None where it is not told, `old` and `new` are as in the answer's JSON.

    Of an address they are the parts of an address, of an ektepakt without number its place in the answer, from 1.
    """

    ektepaktnummer: int | None
    what: str
    field: str | None = None
    old: Any = None
    new: Any = None


def told_differently(earlier: Population, later: Population, digits: str) -> list[ToldDifferently]:
    """List what is told differently about somebody, from one day to another of the same population."""
    before, after = earlier.describe(digits), later.describe(digits)
    found = []
    if (was := _answer(before.kind)) != (now := _answer(after.kind)):
        found.append(ToldDifferently(None, "outcome", "outcome", was, now))
    old = {each.number: (place, each) for place, each in enumerate(before.holdings(), 1)}
    new = {each.number: (place, each) for place, each in enumerate(after.holdings(), 1)}
    for number in old.keys() | new.keys():
        rows = list(_of_ektepakt(earlier.seed, digits, old.get(number, _NOWHERE)[1], new.get(number, _NOWHERE)[1]))
        if rows and before.oddity is MemberOddity.NO_NUMBER:
            found += [_unkeyed(*each) for each in ((old, number, 0), (new, number, 1)) if number in each[0]]
        else:
            found += rows
    return found


_NOWHERE: tuple[int, Held | None] = (0, None)


def _answer(kind: MemberKind) -> str:
    """Name the outcome of an answer; who fails once is found in the end."""
    return str(MemberKind.FOUND if kind is MemberKind.FAILS_ONCE else kind)


def _unkeyed(places: dict[int, tuple[int, Held]], number: int, side: int) -> ToldDifferently:
    sides = [None, None]
    sides[side] = str(places[number][0])  # type: ignore[call-overload]
    return ToldDifferently(None, "unkeyed", "ektepakt_index", *sides)


def _of_ektepakt(seed: int, digits: str, old: Held | None, new: Held | None) -> Iterator[ToldDifferently]:
    before, after = (each and _told(seed, digits, each) for each in (old, new))
    if before is None or after is None:
        told = before or after
        assert told is not None
        yield ToldDifferently(told["ektepaktnummer"], "new" if before is None else "gone")
        return
    for field in before.keys() & after.keys():
        if before[field] != after[field]:
            name = field.rstrip("12")
            what = "address_changed" if name == "rolle_adresse" else "changed"
            yield ToldDifferently(before["ektepaktnummer"], what, name, before[field], after[field])


def _told(seed: int, digits: str, held: Held) -> dict[str, Any]:
    """Return what of an ektepakt can change, each spouse by the place in which they were drawn."""
    ektepakt: Any = edited(draw_ektepakt(seed, digits, held.number, Spraak.NOB), held.edits, Spraak.NOB)
    own = {
        "ektepaktnummer": ektepakt["ektepaktnummer"],
        "status": ektepakt["status"],
        "paategning": ektepakt["paategning"],
        "har_supplerende_opplysninger_i_dokument": ektepakt["harSupplerendeOpplysningerIDokument"],
        "avtaletyper": [each["avtaletype"] for each in ektepakt["avtaleinnhold"]],
    }
    for place, rolle in enumerate(ektepakt["rolle"], 1):
        own[f"rolle_etternavn{place}"] = rolle["person"]["navn"]["etternavn"]
        own[f"rolle_adresse{place}"] = rolle["person"]["adresse"]
    return own
