"""Decides what happens to the population from day to day: who gets an ektepakt, loses one, moves, or has one changed.

What has happened by a day is the same whichever day is asked about first. So two days can be compared, and the sandbox
knows what the register would tell differently.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import takewhile
from typing import Any

from batch.sandbox.chance import stream
from batch.sandbox.population.codes import Spraak, codes_of, kodeliste
from batch.sandbox.population.members import Edit, Held, Member, MemberKind, MemberOddity
from batch.sandbox.population.persons import draw_navn
from batch.sandbox.population.postal_addresses import draw_adresse

_DAYS_BETWEEN = {MemberKind.FOUND: 60, MemberKind.EMPTY: 1_200}  # on average; so that a thousand change by four a day
_ODD_ALL_THE_TIME = frozenset(MemberOddity) - {MemberOddity.NO_NUMBER}


class Event(StrEnum):
    """What can happen to somebody on a day; the last two change the answer, and nothing that it means."""

    NEW = "new"  #: an ektepakt
    GONE = "gone"  #: an ektepakt
    STATUS = "status"  #: another code
    PAATEGNING = "paategning"  #: one more
    SUPPLERENDE = "supplerende"  #: further information in a document, or no longer
    AVTALER = "avtaler"  #: what was agreed, in another order or one thing more
    NAVN = "navn"  #: a spouse has another surname
    ADRESSE = "adresse"  #: a spouse has moved
    ROLLER = "roller"  #: the spouses change places in the list
    BESKRIVELSE = "beskrivelse"  #: a code is described in other words


def describe_on(seed: int, digits: str, member: Member, day: int) -> Member:
    """Tell what a member has become by a day; those that fail, and most odd ones, stay as they are."""
    if member.kind not in _DAYS_BETWEEN or member.oddity in _ODD_ALL_THE_TIME:
        return member
    held = {each.number: each for each in member.holdings()}
    ever = max(held, default=-1) + 1
    for each in takewhile(lambda each: each <= day, _days_of_events(seed, digits, member)):
        draws = stream("event", seed, digits, each)
        event, number = draws.choice(list(Event)), draws.choice(sorted(held) or [0])
        if event is Event.NEW or not held:
            held[ever] = Held(ever)
            ever += 1
        elif event is Event.GONE:
            del held[number]
        else:
            held[number] = Held(number, (*held[number].edits, Edit(event, each)))
    kind = MemberKind.FOUND if held else MemberKind.EMPTY
    return replace(member, kind=kind, antall=len(held), held=tuple(held.values()))


def _days_of_events(seed: int, digits: str, member: Member) -> Iterator[int]:
    draws, day = stream("days", seed, digits), 0
    while True:
        day += 1 + int(draws.expovariate(1 / _DAYS_BETWEEN[member.kind]))
        yield day


def edited(ektepakt: dict[str, Any], edits: tuple[Edit, ...], spraak: Spraak) -> dict[str, Any]:
    """Change a drawn ektepakt as these events have."""
    for edit in edits:
        _EDITS[Event(edit.event)](ektepakt, edit.day, spraak)
    return ektepakt


def _status(ektepakt: dict[str, Any], _day: int, spraak: Spraak) -> None:
    statuses = [code.identifikator for code in codes_of("ektepaktstatus")]
    status = statuses[(statuses.index(str(ektepakt["status"])) + 1) % len(statuses)]
    ektepakt.update(status=status, statusbeskrivelse=kodeliste().text(status, spraak))


def _paategning(ektepakt: dict[str, Any], day: int, _spraak: Spraak) -> None:
    ektepakt["paategning"] = [*ektepakt["paategning"], f"Påtegning: registrert på dag {day}"]


def _supplerende(ektepakt: dict[str, Any], _day: int, _spraak: Spraak) -> None:
    ektepakt["harSupplerendeOpplysningerIDokument"] = not ektepakt["harSupplerendeOpplysningerIDokument"]


def _avtaler(ektepakt: dict[str, Any], day: int, spraak: Spraak) -> None:
    first, *others = ektepakt["avtaleinnhold"] or [None]
    if others:
        ektepakt["avtaleinnhold"] = [*others, first]
        return
    code = stream("avtale", ektepakt["ektepaktnummer"], day).choice(codes_of("avtaletype"))
    ektepakt["avtaleinnhold"].append({"avtaletype": code.identifikator, "avtaletypebeskrivelse": code.texts[spraak]})


def _navn(ektepakt: dict[str, Any], day: int, _spraak: Spraak) -> None:
    draws = stream("navn", ektepakt["ektepaktnummer"], day)
    draws.choice(ektepakt["rolle"])["person"]["navn"]["etternavn"] = draw_navn(draws)["etternavn"]


def _adresse(ektepakt: dict[str, Any], day: int, _spraak: Spraak) -> None:
    draws = stream("adresse", ektepakt["ektepaktnummer"], day)
    draws.choice(ektepakt["rolle"])["person"]["adresse"] = draw_adresse(draws)


def _roller(_ektepakt: dict[str, Any], _day: int, _spraak: Spraak) -> None:
    """Leave them as they are: they change places when the answer is written, so that each is known by its place."""


def _beskrivelse(ektepakt: dict[str, Any], day: int, _spraak: Spraak) -> None:
    ektepakt["statusbeskrivelse"] = f"{ektepakt['statusbeskrivelse']} ({day})"


_EDITS: dict[Event, Callable[[dict[str, Any], int, Spraak], None]] = {
    Event.STATUS: _status,
    Event.PAATEGNING: _paategning,
    Event.SUPPLERENDE: _supplerende,
    Event.AVTALER: _avtaler,
    Event.NAVN: _navn,
    Event.ADRESSE: _adresse,
    Event.ROLLER: _roller,
    Event.BESKRIVELSE: _beskrivelse,
}


def as_told(ektepakt: dict[str, Any], edits: tuple[Edit, ...]) -> dict[str, Any]:
    """Put the roller in the order in which they stand by now."""
    have_changed_places = sum(edit.event == Event.ROLLER for edit in edits) % 2 == 1
    return ektepakt | {"rolle": ektepakt["rolle"][::-1]} if have_changed_places else ektepakt
