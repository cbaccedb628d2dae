"""Draws what the register says about anybody of one seed: a whole answer, or its ektepakter one by one."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from batch.sandbox.population.codes import Spraak, kodeliste
from batch.sandbox.population.days import as_told, describe_on, edited
from batch.sandbox.population.drift import describe_later
from batch.sandbox.population.made_up_ektepakter import changed, draw_ektepakt
from batch.sandbox.population.members import EXAMPLE_DIGITS, STAND_IN_DIGITS, Member, MemberKind, calmed
from batch.sandbox.population.oddities import make_odd
from batch.sandbox.population.persons import Json

_encode = msgspec.json.Encoder().encode
_DESCRIBED = {
    "ektepakttype": "ektepakttypebeskrivelse",
    "status": "statusbeskrivelse",
    "opprettelse": "opprettelsestypebeskrivelse",
    "avtaletype": "avtaletypebeskrivelse",
    "rolletype": "rolletypebeskrivelse",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Everybody of one seed, as they are, after a drift or some days; when `calm`, without those who get a 500.

    `renumbered` has by fødselsnummer those who had a d-nummer before, under which there is nothing any more.
    """

    seed: int
    drift: int | None = None
    day: int = 0
    calm: bool = False
    renumbered: Mapping[str, str] = field(default_factory=dict)

    def describe(self, digits: str) -> Member:
        """Tell what an identifier gets."""
        if digits in self.renumbered.values():
            return Member(kind=MemberKind.EMPTY)
        first = self.renumbered.get(digits, digits)
        member = describe_later(self.seed, first, self.drift)
        if self.day and digits not in {EXAMPLE_DIGITS, STAND_IN_DIGITS}:
            member = describe_on(self.seed, first, member, self.day)
        return calmed(member) if self.calm else member

    def oppslag(self, digits: str, spraak: Spraak, oppslagstidspunkt: str) -> bytes:
        """Write the whole answer; only the time differs between two asks."""
        member = self.describe(digits)
        if member.antall == 0:
            return (
                f'{{"rolleinnehaver":"{digits}","antallEktepakt":0,"oppslagstidspunkt":"{oppslagstidspunkt}",'
                f'"spraak":"{spraak}","ektepakt":[]}}'
            ).encode()
        oppslag: Json = {
            "rolleinnehaver": digits,
            "antallEktepakt": member.antall,
            "oppslagstidspunkt": oppslagstidspunkt,
            "spraak": spraak,
            "ektepakt": list(self.ektepakter(digits, spraak)),
        }
        return _encode(make_odd(oppslag, member.oddity) if member.oddity else oppslag)

    def ektepakter(self, digits: str, spraak: Spraak) -> Iterator[Json]:
        """Yield what an identifier holds, as it should be told; the documented example's are the documented ones."""
        if digits == EXAMPLE_DIGITS:
            yield from (_translated(each, spraak) for each in _documented_ektepakter())
            return
        member = self.describe(digits)
        for number, edits in member.holdings():
            ektepakt = draw_ektepakt(self.seed, self.renumbered.get(digits, digits), number, spraak)
            ektepakt = changed(ektepakt, spraak) if number == member.changed else ektepakt
            yield as_told(edited(ektepakt, edits, spraak), edits)


@cache
def _documented_ektepakter() -> tuple[Json, ...]:
    text = files("batch.sandbox").joinpath("data/oppslag_example.json").read_text("utf-8")
    return tuple(json.loads(text)["ektepakt"])


def _translated(ektepakt: Json, spraak: Spraak) -> Json:
    translated = deepcopy(ektepakt)
    _translate_within(translated, spraak)
    return translated


def _translate_within(node: object, spraak: Spraak) -> None:
    if isinstance(node, list):
        for each in node:
            _translate_within(each, spraak)
    elif isinstance(node, dict):
        for field, text_field in _DESCRIBED.items():
            if field in node:
                node[text_field] = kodeliste().text(str(node[field]), spraak)
        for each in node.values():
            _translate_within(each, spraak)
