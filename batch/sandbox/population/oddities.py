"""Turns a person's orderly ektepakter into what the documentation warns of."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from batch.sandbox.population.codes import Spraak, kodeliste
from batch.sandbox.population.members import MemberOddity
from batch.sandbox.population.persons import Json

_UNDER_BEHANDLING = {Spraak.NOB: "Under behandling", Spraak.NNO: "Under handsaming", Spraak.ENG: "Being processed"}
_DOM_OM_DELING = "ektepakttype.domOmDeling"
_KEPT_WHEN_ABSENT = frozenset({"ektepaktnummer", "rolle", "person", "navn", "etternavn"})


def make_odd(oppslag: dict[str, Any], oddity: MemberOddity) -> dict[str, Any]:
    """Give the Oppslag with the oddity in it, every ektepakt of it where that makes sense."""
    odd = deepcopy(oppslag)
    _MAKERS[oddity](odd)
    return odd


def _antall_mismatch(oppslag: dict[str, Any]) -> None:
    oppslag["antallEktepakt"] += 2


def _unknown_code(oppslag: dict[str, Any]) -> None:
    for ektepakt in oppslag["ektepakt"]:
        ektepakt.update(status="ektepaktstatus.underBehandling", statusbeskrivelse=_UNDER_BEHANDLING[oppslag["spraak"]])
        ektepakt["avtaleinnhold"].append({"avtaletype": "avtaletype.hundensSamvaersrett"})


def _unknown_field(oppslag: dict[str, Any]) -> None:
    oppslag["versjon"] = {"skjema": 7}
    for ektepakt in oppslag["ektepakt"]:
        ektepakt["registreringsenhet"] = "Ektepaktregisteret"
        for rolle in ektepakt["rolle"]:
            rolle["person"]["adresse"]["matrikkelnummer"] = {"gaardsnummer": 12, "bruksnummer": [3, 4]}


def _unknown_address(oppslag: dict[str, Any]) -> None:
    for ektepakt in oppslag["ektepakt"]:
        for rolle in ektepakt["rolle"][:1]:
            rolle["person"]["adresse"] = {"adresseType": "adressetype.svalbardadresse", "bygg": "Nybyen 3"}


def _third_role(oppslag: dict[str, Any]) -> None:
    for ektepakt in oppslag["ektepakt"]:
        ektepakt["rolle"].append(deepcopy(ektepakt["rolle"][0]) | {"rolletype": "rolletype.verge"})


def _no_roles(oppslag: dict[str, Any]) -> None:
    for number, ektepakt in enumerate(oppslag["ektepakt"]):
        ektepakt["rolle"] = []
        if number:
            del ektepakt["rolle"]


def _missing_names(oppslag: dict[str, Any]) -> None:
    for ektepakt in oppslag["ektepakt"]:
        first, second = ektepakt["rolle"]
        first["person"]["navn"] = {}
        second["person"] = None


def _no_number(oppslag: dict[str, Any]) -> None:
    for ektepakt in oppslag["ektepakt"]:
        del ektepakt["ektepaktnummer"]


def _nulls(oppslag: dict[str, Any]) -> None:
    oppslag["spraak"] = None
    for ektepakt in oppslag["ektepakt"]:
        ektepakt.update(dict.fromkeys(("innkomsttidspunkt", "opprettelse", "paategning", "statusbeskrivelse")))
        for rolle in ektepakt["rolle"]:
            rolle["person"]["adresse"] |= dict.fromkeys(("brukskategori", "poststed", "kommune", "nummer"))
            rolle["avtaleinnhold"] = None


def _absent(oppslag: dict[str, Any]) -> None:
    del oppslag["spraak"]
    oppslag["ektepakt"] = [_few_fields(each) for each in oppslag["ektepakt"]]


def _single_role(oppslag: dict[str, Any]) -> None:
    """Leave the first role of one ektepakt, the second of the next, since their order says nothing."""
    for number, ektepakt in enumerate(oppslag["ektepakt"]):
        navn = ektepakt["rolle"].pop((number + 1) % 2)["person"]["navn"]
        parts = (navn.get(part) for part in ("fornavn", "mellomnavn", "etternavn"))
        ektepakt["paategning"].append(f"Ektefelle: {' '.join(filter(None, parts))}")


def _dom_om_deling(oppslag: dict[str, Any]) -> None:
    text = kodeliste().text(_DOM_OM_DELING, oppslag["spraak"])
    for number, ektepakt in enumerate(oppslag["ektepakt"]):
        ektepakt.update(ektepakttype=_DOM_OM_DELING, ektepakttypebeskrivelse=text, rolle=[], avtaleinnhold=[])
        if number:
            del ektepakt["rolle"], ektepakt["avtaleinnhold"]


def _few_fields(node: Any) -> Any:  # noqa: ANN401 - JSON of any build
    if isinstance(node, list):
        return [_few_fields(each) for each in node]
    if isinstance(node, dict):
        return {name: _few_fields(each) for name, each in node.items() if name in _KEPT_WHEN_ABSENT}
    return node


_MAKERS: dict[MemberOddity, Callable[[Json], None]] = {
    MemberOddity.ANTALL_MISMATCH: _antall_mismatch,
    MemberOddity.UNKNOWN_CODE: _unknown_code,
    MemberOddity.UNKNOWN_FIELD: _unknown_field,
    MemberOddity.UNKNOWN_ADDRESS: _unknown_address,
    MemberOddity.THIRD_ROLE: _third_role,
    MemberOddity.NO_ROLES: _no_roles,
    MemberOddity.MISSING_NAMES: _missing_names,
    MemberOddity.NO_NUMBER: _no_number,
    MemberOddity.NULLS: _nulls,
    MemberOddity.ABSENT: _absent,
    MemberOddity.SINGLE_ROLE: _single_role,
    MemberOddity.DOM_OM_DELING: _dom_om_deling,
}
