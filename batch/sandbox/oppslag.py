"""The body of a 200: what the register says about one identifier."""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files

import msgspec

from batch.sandbox.codes import Spraak, kodeliste
from batch.sandbox.ektepakter import draw_ektepakt
from batch.sandbox.members import EXAMPLE_DIGITS, Member
from batch.sandbox.persons import Json

_encode = msgspec.json.Encoder().encode
_DESCRIBED = {
    "ektepakttype": "ektepakttypebeskrivelse",
    "status": "statusbeskrivelse",
    "opprettelse": "opprettelsestypebeskrivelse",
    "avtaletype": "avtaletypebeskrivelse",
    "rolletype": "rolletypebeskrivelse",
}


def oppslag_of(seed: int, digits: str, member: Member, spraak: Spraak, oppslagstidspunkt: str) -> bytes:
    """Write the whole answer; only the time differs between two asks."""
    if member.antall == 0:
        return (
            f'{{"rolleinnehaver":"{digits}","antallEktepakt":0,"oppslagstidspunkt":"{oppslagstidspunkt}",'
            f'"spraak":"{spraak}","ektepakt":[]}}'
        ).encode()
    return _encode(
        {
            "rolleinnehaver": digits,
            "antallEktepakt": member.antall,
            "oppslagstidspunkt": oppslagstidspunkt,
            "spraak": spraak,
            "ektepakt": ektepakter_of(seed, digits, member, spraak),
        }
    )


def ektepakter_of(seed: int, digits: str, member: Member, spraak: Spraak) -> list[Json]:
    """List the ektepakter of a member; the documented example's are the documented ones."""
    if digits == EXAMPLE_DIGITS:
        return [_translated(each, spraak) for each in _documented_ektepakter()]
    return [draw_ektepakt(seed, digits, index, spraak) for index in range(member.antall)]


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
