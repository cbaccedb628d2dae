"""Every documented field of a 200 body can be rebuilt from the tables, in its place."""

from typing import Any

from hypothesis import given
from support import builders as make
from support import made_answers
from support.made_answers import Object

from batch.oppslag.ektepakt import parse_tidspunkt

Rows = dict[str, list[dict[str, Any]]]


@given(made_answers.answers)
def test_a_body_is_rebuilt_from_the_rows_that_it_gave(answer: Object) -> None:
    rows: Rows = {name: [] for name in ("oppslag", "ektepakter", "roller", "avtaleinnhold")}
    for table, row in make.rows_in_order(make.record(make.body(answer))):
        rows[table.name].append(make.named(table, row))
    assert _rebuilt(rows) == _as_told(answer)


def _rebuilt(rows: Rows) -> Object:
    (oppslag,) = rows["oppslag"]
    return _filled(
        {
            "rolleinnehaver": oppslag["fnr"],
            "antallEktepakt": oppslag["antall_ektepakt"],
            "oppslagstidspunkt": oppslag["oppslagstidspunkt"],
            "spraak": oppslag["spraak"],
            "ektepakt": [_ektepakt(row, rows) for row in rows["ektepakter"]],
        }
    )


def _ektepakt(row: dict[str, Any], rows: Rows) -> Object:
    own = {name: _of(rows[name], row["ektepakt_index"]) for name in ("roller", "avtaleinnhold")}
    return _filled(
        {
            "ektepaktnummer": row["ektepaktnummer"],
            "innkomsttidspunkt": row["innkomsttidspunkt"],
            "ektepakttype": row["ektepakttype"],
            "ektepakttypebeskrivelse": row["ektepakttypebeskrivelse"],
            "status": row["status"],
            "statusbeskrivelse": row["statusbeskrivelse"],
            "opprettelse": row["opprettelse"],
            "opprettelsestypebeskrivelse": row["opprettelsestypebeskrivelse"],
            "harSupplerendeOpplysningerIDokument": row["har_supplerende_opplysninger_i_dokument"],
            "paategning": list(row["paategning"] or ()),
            "avtaleinnhold": _avtaler(own["avtaleinnhold"], None),
            "rolle": [_rolle(each, own["avtaleinnhold"]) for each in own["roller"]],
        }
    )


def _of(rows: list[dict[str, Any]], ektepakt_index: int) -> list[dict[str, Any]]:
    return [row for row in rows if row["ektepakt_index"] == ektepakt_index]


def _avtaler(rows: list[dict[str, Any]], rolle_index: int | None) -> list[Object]:
    return [
        _filled({name: row[name] for name in ("avtaletype", "avtaletypebeskrivelse")})
        for row in rows
        if row["rolle_index"] == rolle_index
    ]


def _rolle(row: dict[str, Any], avtaler: list[dict[str, Any]]) -> Object:
    navn = _filled({name: row[name] for name in ("fornavn", "mellomnavn", "etternavn")})
    return _filled(
        {
            "rolletype": row["rolletype"],
            "rolletypebeskrivelse": row["rolletypebeskrivelse"],
            "person": _filled({"navn": navn, "adresse": _adresse(row)}),
            "avtaleinnhold": _avtaler(avtaler, row["rolle_index"]),
        }
    )


_ADRESSE = {
    "adresseType": "adresse_type",
    "coNavn": "co_navn",
    "brukskategori": "brukskategori",
    "vegadresseID": "vegadresse_id",
    "bruksenhetsnummer": "bruksenhetsnummer",
    "adressenavn": "adressenavn",
    "kortAdressenavn": "kort_adressenavn",
    "adressenavnTillegg": "adressenavn_tillegg",
    "stedsnavn": "stedsnavn",
    "postboksnummer": "postboksnummer",
    "postboksanleggsnavn": "postboksanleggsnavn",
    "adresselinje1": "adresselinje1",
    "adresselinje2": "adresselinje2",
    "adresselinje3": "adresselinje3",
    "adressenummer": "adressenummer",
    "bygning": "bygning",
    "etasjenummer": "etasjenummer",
    "boenhet": "boenhet",
    "postboks": "postboks",
    "postkode": "postkode",
    "byEllerStedsnavn": "by_eller_stedsnavn",
    "region": "region",
    "distriktEllerBydel": "distrikt_eller_bydel",
    "landkode": "landkode",
    "friAdressetekst": "fri_adressetekst",
    "adresseidentifikator": "adresseidentifikator",
}


def _adresse(row: dict[str, Any]) -> Object:
    return _filled(
        {
            **{name: row[column] for name, column in _ADRESSE.items()},
            "nummer": _filled({"nummer": row["husnummer"], "bokstav": row["husbokstav"]}),
            "poststed": _filled({"navn": row["poststed"], "postnummer": row["postnummer"]}),
            "kommune": _filled({name: row[name] for name in ("kommunenummer", "kommunenavn")}),
        }
    )


def _filled(members: Object) -> Object:
    """Leave out what says nothing: a table has no other null, empty list or object."""
    return {name: value for name, value in members.items() if value is not None and value not in ([], {})}


def _as_told(value: Any, name: str = "") -> Any:
    """Return the body as the tables tell it: without what says nothing, times as moments, the id of a road as text."""
    if isinstance(value, dict):
        # Every row is about the person asked, also where the answer leaves the name of the person out.
        told = {inner_name: _as_told(inner, inner_name) for inner_name, inner in value.items()}
        return _filled(told | ({"rolleinnehaver": make.EXAMPLE_FNR} if name == "" else {}))
    if isinstance(value, list):
        return [_as_told(inner, f"{name}[]") for inner in value]
    if name.endswith("tidspunkt") and value is not None:
        return parse_tidspunkt(str(value))
    return str(value) if name == "vegadresseID" and value is not None else value
