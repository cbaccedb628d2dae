"""What in an answer is not as the contract says, though it could be followed.

None of it fails a look-up: test data is incomplete by its documentation, and the API will grow
(contract/tables.md, "Anomalies"). Paths are the API's names joined with dots, without list positions.
"""

from collections.abc import Container, Iterator
from operator import attrgetter

from batch.oppslag import kodeliste
from batch.oppslag.decoding import Decoded
from batch.oppslag.ektepakt import Ektepakt, Oppslag, Rolle, parse_tidspunkt

ROLLER_IN_ONE_ROW = 2
"""An ektepakt has two spouses; table `ektepakter` has columns for as many."""

_DOM_OM_DELING = "ektepakttype.domOmDeling"
_NOT_IN_DOM_OM_DELING = frozenset({"missing:ektepakt.rolle", "missing:ektepakt.avtaleinnhold"})
_FIELDS_OF_EKTEPAKT = attrgetter(*Ektepakt.__struct_fields__)

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
    _add_unknown_code(found, ektepakt.ektepakttype, kodeliste.EKTEPAKTTYPER)
    _add_unknown_code(found, ektepakt.status, kodeliste.EKTEPAKTSTATUSER)
    _add_unknown_code(found, ektepakt.opprettelse, kodeliste.OPPRETTELSESTYPER)
    for avtale in ektepakt.avtaleinnhold or ():
        _add_unknown_code(found, avtale.avtaletype, kodeliste.AVTALETYPER)
    roller = ektepakt.rolle or ()
    if len(roller) > ROLLER_IN_ONE_ROW:
        found.append("extra_role")
    if len(roller) == 1:
        found.append("single_role")
    for rolle in roller:
        _add_of_rolle(found, rolle)


def _add_of_rolle(found: list[str], rolle: Rolle) -> None:
    _add_unknown_code(found, rolle.rolletype, kodeliste.ROLLETYPER)
    for avtale in rolle.avtaleinnhold or ():
        _add_unknown_code(found, avtale.avtaletype, kodeliste.AVTALETYPER)
    adresse = rolle.person and rolle.person.adresse
    if adresse and adresse.adresse_type is not None and adresse.adresse_type not in ADRESSETYPER:
        found.append(f"unknown_address_type:{adresse.adresse_type}")


def _add_unknown_code(found: list[str], code: str | None, known: Container[str]) -> None:
    if code is not None and code not in known:
        found.append(f"unknown_code:{code}")


def _missing(ektepakt: Ektepakt) -> Iterator[str]:
    for name, api_name in zip(ektepakt.__struct_fields__, ektepakt.__struct_encode_fields__, strict=True):
        if getattr(ektepakt, name) is None:
            yield f"missing:ektepakt.{api_name}"


def _add_unreadable_tidspunkt(found: list[str], path: str, text: str | None) -> None:
    if text is not None and parse_tidspunkt(text) is None:
        found.append(f"bad_value:{path}")
