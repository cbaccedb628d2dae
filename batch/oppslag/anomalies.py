"""What in an answer is not as the contract says, though it could be followed.

None of it fails a look-up: test data is incomplete by its documentation, and the API will grow
(contract/tables.md, "Anomalies"). Paths are the API's names joined with dots, without list positions.
"""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from batch.oppslag import kodeliste
from batch.oppslag.decoding import Decoded
from batch.oppslag.ektepakt import Avtaleinnhold, Ektepakt, Oppslag, Rolle, parse_tidspunkt

ROLLER_IN_ONE_ROW = 2
"""An ektepakt has two spouses; table `ektepakter` has columns for as many."""

_DOM_OM_DELING = "ektepakttype.domOmDeling"
_NOT_IN_DOM_OM_DELING = frozenset({"missing:ektepakt.rolle", "missing:ektepakt.avtaleinnhold"})
_FIELDS_OF_EKTEPAKT = attrgetter(*Ektepakt.__struct_fields__)
_EKTEPAKTTYPER = frozenset([*kodeliste.EKTEPAKTTYPER, None])  # what is absent is no unknown code
_STATUSER = frozenset([*kodeliste.EKTEPAKTSTATUSER, None])
_OPPRETTELSER = frozenset([*kodeliste.OPPRETTELSESTYPER, None])
_ROLLETYPER = frozenset([*kodeliste.ROLLETYPER, None])
_AVTALETYPER = frozenset([*kodeliste.AVTALETYPER, None])

ADRESSETYPER = frozenset(
    f"adressetype.{kind}"
    for kind in ("vegadresse", "stedsadresse", "postboksadresse", "ustrukturertAdresse", "internasjonalAdresse")
)


def find_anomalies(decoded: Decoded) -> tuple[str, ...]:
    """List the anomalies of an answer, those met in decoding first, each once.

    A field with a bad value is not called missing too.
    """
    found = _of_oppslag(decoded.oppslag)
    if decoded.anomalies:
        bad = {anomaly.replace("bad_value:", "missing:", 1) for anomaly in decoded.anomalies}
        found = [*decoded.anomalies, *(anomaly for anomaly in found if anomaly not in bad)]
    return tuple(dict.fromkeys(found)) if found else ()


def _of_oppslag(oppslag: Oppslag) -> list[str]:
    found: list[str] = []
    if oppslag.antall_ektepakt is None:
        found.append("missing:antallEktepakt")
    _add_unreadable_tidspunkt(found, "oppslagstidspunkt", oppslag.oppslagstidspunkt)
    ektepakter = oppslag.ektepakt or ()
    if oppslag.antall_ektepakt is not None and oppslag.antall_ektepakt != len(ektepakter):
        found.append("antall_mismatch")
    for ektepakt in ektepakter:
        _add_of_ektepakt(found, ektepakt)
    return found


def _add_of_ektepakt(found: list[str], ektepakt: Ektepakt) -> None:
    if None in _FIELDS_OF_EKTEPAKT(ektepakt):
        expected = _NOT_IN_DOM_OM_DELING if ektepakt.ektepakttype == _DOM_OM_DELING else frozenset[str]()
        found += (anomaly for anomaly in _missing(ektepakt) if anomaly not in expected)
    _add_unreadable_tidspunkt(found, "ektepakt.innkomsttidspunkt", ektepakt.innkomsttidspunkt)
    if ektepakt.ektepakttype not in _EKTEPAKTTYPER:
        found.append(f"unknown_code:{ektepakt.ektepakttype}")
    if ektepakt.status not in _STATUSER:
        found.append(f"unknown_code:{ektepakt.status}")
    if ektepakt.opprettelse not in _OPPRETTELSER:
        found.append(f"unknown_code:{ektepakt.opprettelse}")
    found += _of_avtaler(ektepakt.avtaleinnhold or ())
    roller = ektepakt.rolle or ()
    if len(roller) > ROLLER_IN_ONE_ROW:
        found.append("extra_role")
    if len(roller) == 1:
        found.append("single_role")
    for rolle in roller:
        _add_of_rolle(found, rolle)


def _add_of_rolle(found: list[str], rolle: Rolle) -> None:
    if rolle.rolletype not in _ROLLETYPER:
        found.append(f"unknown_code:{rolle.rolletype}")
    found += _of_avtaler(rolle.avtaleinnhold or ())
    adresse = rolle.person and rolle.person.adresse
    if adresse and adresse.adresse_type is not None and adresse.adresse_type not in ADRESSETYPER:
        found.append(f"unknown_address_type:{adresse.adresse_type}")


def _of_avtaler(avtaler: Iterable[Avtaleinnhold]) -> list[str]:
    return [f"unknown_code:{each.avtaletype}" for each in avtaler if each.avtaletype not in _AVTALETYPER]


def _missing(ektepakt: Ektepakt) -> Iterator[str]:
    for name, api_name in zip(ektepakt.__struct_fields__, ektepakt.__struct_encode_fields__, strict=True):
        if getattr(ektepakt, name) is None:
            yield f"missing:ektepakt.{api_name}"


def _add_unreadable_tidspunkt(found: list[str], path: str, text: str | None) -> None:
    if text is not None and parse_tidspunkt(text) is None:
        found.append(f"bad_value:{path}")
