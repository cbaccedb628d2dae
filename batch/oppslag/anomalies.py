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

ADRESSETYPER = frozenset(
    f"adressetype.{kind}"
    for kind in ("vegadresse", "stedsadresse", "postboksadresse", "ustrukturertAdresse", "internasjonalAdresse")
)


def find_anomalies(decoded: Decoded) -> tuple[str, ...]:
    """List the anomalies of an answer, those met in decoding first, each once.

    A field with a bad value is not called missing too.
    """
    found = dict.fromkeys(_of_oppslag(decoded.oppslag))
    if decoded.anomalies:
        bad = {anomaly.replace("bad_value:", "missing:", 1) for anomaly in decoded.anomalies}
        found = dict.fromkeys((*decoded.anomalies, *(anomaly for anomaly in found if anomaly not in bad)))
    return tuple(found)


def _of_oppslag(oppslag: Oppslag) -> Iterator[str]:
    if oppslag.antall_ektepakt is None:
        yield "missing:antallEktepakt"
    yield from _unreadable_tidspunkt("oppslagstidspunkt", oppslag.oppslagstidspunkt)
    ektepakter = oppslag.ektepakt or ()
    if oppslag.antall_ektepakt is not None and oppslag.antall_ektepakt != len(ektepakter):
        yield "antall_mismatch"
    for ektepakt in ektepakter:
        yield from _of_ektepakt(ektepakt)


def _of_ektepakt(ektepakt: Ektepakt) -> Iterator[str]:
    if None in _FIELDS_OF_EKTEPAKT(ektepakt):
        expected = _NOT_IN_DOM_OM_DELING if ektepakt.ektepakttype == _DOM_OM_DELING else frozenset[str]()
        yield from (anomaly for anomaly in _missing(ektepakt) if anomaly not in expected)
    yield from _unreadable_tidspunkt("ektepakt.innkomsttidspunkt", ektepakt.innkomsttidspunkt)
    for code, known in (
        (ektepakt.ektepakttype, kodeliste.EKTEPAKTTYPER),
        (ektepakt.status, kodeliste.EKTEPAKTSTATUSER),
        (ektepakt.opprettelse, kodeliste.OPPRETTELSESTYPER),
    ):
        if code is not None and code not in known:
            yield f"unknown_code:{code}"
    yield from _of_avtaleinnhold(ektepakt.avtaleinnhold)
    roller = ektepakt.rolle or ()
    if len(roller) > ROLLER_IN_ONE_ROW:
        yield "extra_role"
    if len(roller) == 1:
        yield "single_role"
    for rolle in roller:
        yield from _of_rolle(rolle)


def _of_rolle(rolle: Rolle) -> Iterator[str]:
    if rolle.rolletype is not None and rolle.rolletype not in kodeliste.ROLLETYPER:
        yield f"unknown_code:{rolle.rolletype}"
    yield from _of_avtaleinnhold(rolle.avtaleinnhold)
    adresse = rolle.person and rolle.person.adresse
    if adresse and adresse.adresse_type is not None and adresse.adresse_type not in ADRESSETYPER:
        yield f"unknown_address_type:{adresse.adresse_type}"


def _of_avtaleinnhold(avtaler: Iterable[Avtaleinnhold] | None) -> Iterator[str]:
    for avtale in avtaler or ():
        if avtale.avtaletype is not None and avtale.avtaletype not in kodeliste.AVTALETYPER:
            yield f"unknown_code:{avtale.avtaletype}"


def _missing(ektepakt: Ektepakt) -> Iterator[str]:
    for name, api_name in zip(ektepakt.__struct_fields__, ektepakt.__struct_encode_fields__, strict=True):
        if getattr(ektepakt, name) is None:
            yield f"missing:ektepakt.{api_name}"


def _unreadable_tidspunkt(path: str, text: str | None) -> Iterator[str]:
    if text is not None and parse_tidspunkt(text) is None:
        yield f"bad_value:{path}"
