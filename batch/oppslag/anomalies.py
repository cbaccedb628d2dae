"""What in an answer is not as the contract says, though it could be followed.

None of it fails a look-up: test data is incomplete by its documentation, and the API will grow
(contract/tables.md, "Anomalies"). Paths are the API's names joined with dots, without list positions.
"""

from collections.abc import Iterable, Iterator

from batch.oppslag import kodeliste
from batch.oppslag.decoding import Decoded
from batch.oppslag.ektepakt import Adresse, Avtaleinnhold, Ektepakt, Oppslag, Rolle, parse_tidspunkt

ROLLER_IN_ONE_ROW = 2
"""An ektepakt has two spouses; table `ektepakter` has columns for as many."""

_TELLING = frozenset({"missing:antallEktepakt"})
"""What an answer can be read without and should have; `rolleinnehaver` is demanded, a "none" may leave the list out."""

_DOM_OM_DELING = "ektepakttype.domOmDeling"
_NOT_IN_DOM_OM_DELING = frozenset({"missing:ektepakt.rolle", "missing:ektepakt.avtaleinnhold"})

ADRESSETYPER = frozenset(
    f"adressetype.{kind}"
    for kind in ("vegadresse", "stedsadresse", "postboksadresse", "ustrukturertAdresse", "internasjonalAdresse")
)


def find_anomalies(decoded: Decoded) -> tuple[str, ...]:
    """List the anomalies of an answer, those met in decoding first, each once.

    A field with a bad value is not called missing too.
    """
    bad = {anomaly.replace("bad_value:", "missing:", 1) for anomaly in decoded.anomalies}
    found = (anomaly for anomaly in _of_oppslag(decoded.oppslag) if anomaly not in bad)
    return tuple(dict.fromkeys((*decoded.anomalies, *found)))


def _of_oppslag(oppslag: Oppslag) -> Iterator[str]:
    yield from (anomaly for anomaly in _missing(oppslag, "") if anomaly in _TELLING)
    yield from _unreadable_tidspunkt("oppslagstidspunkt", oppslag.oppslagstidspunkt)
    ektepakter = oppslag.ektepakt or ()
    if oppslag.antall_ektepakt is not None and oppslag.antall_ektepakt != len(ektepakter):
        yield "antall_mismatch"
    for ektepakt in ektepakter:
        yield from _of_ektepakt(ektepakt)


def _of_ektepakt(ektepakt: Ektepakt) -> Iterator[str]:
    expected = _NOT_IN_DOM_OM_DELING if ektepakt.ektepakttype == _DOM_OM_DELING else frozenset[str]()
    yield from (anomaly for anomaly in _missing(ektepakt, "ektepakt.") if anomaly not in expected)
    yield from _unreadable_tidspunkt("ektepakt.innkomsttidspunkt", ektepakt.innkomsttidspunkt)
    yield from _unknown_code(ektepakt.ektepakttype, kodeliste.EKTEPAKTTYPER)
    yield from _unknown_code(ektepakt.status, kodeliste.EKTEPAKTSTATUSER)
    yield from _unknown_code(ektepakt.opprettelse, kodeliste.OPPRETTELSESTYPER)
    yield from _of_avtaleinnhold(ektepakt.avtaleinnhold)
    roller = ektepakt.rolle or ()
    if len(roller) > ROLLER_IN_ONE_ROW:
        yield "extra_role"
    if len(roller) == 1:
        yield "single_role"
    for rolle in roller:
        yield from _of_rolle(rolle)


def _of_rolle(rolle: Rolle) -> Iterator[str]:
    yield from _unknown_code(rolle.rolletype, kodeliste.ROLLETYPER)
    yield from _of_avtaleinnhold(rolle.avtaleinnhold)
    if rolle.person is not None and rolle.person.adresse is not None:
        yield from _of_adresse(rolle.person.adresse)


def _of_avtaleinnhold(avtaler: Iterable[Avtaleinnhold] | None) -> Iterator[str]:
    for avtale in avtaler or ():
        yield from _unknown_code(avtale.avtaletype, kodeliste.AVTALETYPER)


def _of_adresse(adresse: Adresse) -> Iterator[str]:
    if adresse.adresse_type is not None and adresse.adresse_type not in ADRESSETYPER:
        yield f"unknown_address_type:{adresse.adresse_type}"


def _missing(struct: Oppslag | Ektepakt, prefix: str) -> Iterator[str]:
    for name, api_name in zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True):
        if getattr(struct, name) is None:
            yield f"missing:{prefix}{api_name}"


def _unreadable_tidspunkt(path: str, text: str | None) -> Iterator[str]:
    if text is not None and parse_tidspunkt(text) is None:
        yield f"bad_value:{path}"


def _unknown_code(code: str | None, known: Iterable[str]) -> Iterator[str]:
    if code is not None and code not in known:
        yield f"unknown_code:{code}"
