"""Table `roller`: an address of any kind as flat columns and as one line."""

from typing import Any

import pytest
from support import builders as make

from batch.tables import ROLLER

NORWEGIAN = {
    "coNavn": "c/o Kari",
    "brukskategori": "postadresse",
    "poststed": {"navn": "OSLO", "postnummer": "0150"},
    "kommune": {"kommunenummer": "0301", "kommunenavn": "Oslo"},
}
NORWEGIAN_COLUMNS = {
    "co_navn": "c/o Kari",
    "brukskategori": "postadresse",
    "poststed": "OSLO",
    "postnummer": "0150",
    "kommunenummer": "0301",
    "kommunenavn": "Oslo",
}
VEGADRESSE = {
    **NORWEGIAN,
    "adresseType": "adressetype.vegadresse",
    "vegadresseID": 285693201,
    "bruksenhetsnummer": "H0201",
    "adressenavn": "Storgata",
    "kortAdressenavn": "Storg",
    "nummer": {"nummer": "5", "bokstav": "B"},
    "adressenavnTillegg": "Øvre gård",
}
INTERNASJONAL = {
    "adresseType": "adressetype.internasjonalAdresse",
    "coNavn": "c/o Jane",
    "brukskategori": "bostedsadresse",
    "adressenavn": "High Street",
    "adressenummer": "10A",
    "bygning": "North Tower",
    "etasjenummer": "3",
    "boenhet": "Flat 7",
    "postboks": "99",
    "postkode": "EH1 1AA",
    "byEllerStedsnavn": "Edinburgh",
    "region": "Lothian",
    "distriktEllerBydel": "Old Town",
    "landkode": "GB",
    "friAdressetekst": "behind the church",
    "adresseidentifikator": "id-7",
}
KINDS = {
    "vegadresse": (
        VEGADRESSE,
        {
            **NORWEGIAN_COLUMNS,
            "adresse_type": "adressetype.vegadresse",
            "vegadresse_id": "285693201",
            "bruksenhetsnummer": "H0201",
            "adressenavn": "Storgata",
            "kort_adressenavn": "Storg",
            "husnummer": "5",
            "husbokstav": "B",
            "adressenavn_tillegg": "Øvre gård",
            "adresse": "c/o Kari, Storgata 5B H0201, Øvre gård, 0150 OSLO",
        },
    ),
    "stedsadresse": (
        {**NORWEGIAN, "adresseType": "adressetype.stedsadresse", "stedsnavn": "Nordre Li"},
        {
            **NORWEGIAN_COLUMNS,
            "adresse_type": "adressetype.stedsadresse",
            "stedsnavn": "Nordre Li",
            "adresse": "c/o Kari, Nordre Li, 0150 OSLO",
        },
    ),
    "postboksadresse": (
        {
            **NORWEGIAN,
            "adresseType": "adressetype.postboksadresse",
            "postboksnummer": "17",
            "postboksanleggsnavn": "Sentrum",
        },
        {
            **NORWEGIAN_COLUMNS,
            "adresse_type": "adressetype.postboksadresse",
            "postboksnummer": "17",
            "postboksanleggsnavn": "Sentrum",
            "adresse": "c/o Kari, Postboks 17 Sentrum, 0150 OSLO",
        },
    ),
    "ustrukturertAdresse": (
        {
            **NORWEGIAN,
            "adresseType": "adressetype.ustrukturertAdresse",
            "adresselinje1": "Gården",
            "adresselinje2": "bak låven",
            "adresselinje3": "til venstre",
        },
        {
            **NORWEGIAN_COLUMNS,
            "adresse_type": "adressetype.ustrukturertAdresse",
            "adresselinje1": "Gården",
            "adresselinje2": "bak låven",
            "adresselinje3": "til venstre",
            "adresse": "c/o Kari, Gården, bak låven, til venstre, 0150 OSLO",
        },
    ),
    "internasjonalAdresse": (
        INTERNASJONAL,
        {
            "adresse_type": "adressetype.internasjonalAdresse",
            "co_navn": "c/o Jane",
            "brukskategori": "bostedsadresse",
            "adressenavn": "High Street",
            "adressenummer": "10A",
            "bygning": "North Tower",
            "etasjenummer": "3",
            "boenhet": "Flat 7",
            "postboks": "99",
            "postkode": "EH1 1AA",
            "by_eller_stedsnavn": "Edinburgh",
            "region": "Lothian",
            "distrikt_eller_bydel": "Old Town",
            "landkode": "GB",
            "fri_adressetekst": "behind the church",
            "adresseidentifikator": "id-7",
            "adresse": (
                "c/o Jane, High Street 10A, Postboks 99, North Tower, 3, Flat 7, behind the church, "
                "EH1 1AA Edinburgh, Old Town, Lothian, GB"
            ),
        },
    ),
}
NOT_OF_THE_ADDRESS = {
    "fnr",
    "ektepakt_index",
    "rolle_index",
    "ektepaktnummer",
    "rolletype",
    "rolletypebeskrivelse",
    "fornavn",
    "mellomnavn",
    "etternavn",
}


def columns(adresse: dict[str, Any] | None) -> dict[str, Any]:
    """Return the address columns that hold something."""
    role = {"person": {"adresse": adresse}}
    (row,) = make.rows_of(ROLLER, make.oppslag_with(make.ektepakt(rolle=[role])))
    return {name: value for name, value in row.items() if value is not None and name not in NOT_OF_THE_ADDRESS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_has_its_column(kind: str) -> None:
    adresse, expected = KINDS[kind]
    assert columns(adresse) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_alone_has_its_column_too(kind: str) -> None:
    adresse, expected = KINDS[kind]
    alone = [columns({name: value}) for name, value in adresse.items()]
    together = {name: value for each in alone for name, value in each.items() if name != "adresse"}
    assert together == {name: value for name, value in expected.items() if name != "adresse"}


@pytest.mark.parametrize(
    "adresse",
    [
        None,
        {},
        {"nummer": {}, "poststed": {}, "kommune": {}},
        {"nummer": None, "poststed": None, "kommune": None, "vegadresseID": None},
    ],
)
def test_an_address_that_says_nothing_has_no_line(adresse: dict[str, Any] | None) -> None:
    assert columns(adresse) == {}


@pytest.mark.parametrize(
    ("adresse", "line"),
    [
        ({"adressenavn": "Storgata"}, "Storgata"),
        ({"adressenavn": "Storgata", "nummer": {"bokstav": "B"}}, "Storgata B"),
        ({"poststed": {"postnummer": "0150"}}, "0150"),
        ({"poststed": {"navn": "OSLO"}}, "OSLO"),
        ({"adresselinje2": "bak låven"}, "bak låven"),
        ({"adressenavn": "", "landkode": "GB"}, "GB"),
        ({"landkode": "GB"}, "GB"),
    ],
)
def test_an_incomplete_address_has_a_line_of_what_is_there(adresse: dict[str, Any], line: str) -> None:
    assert columns(adresse)["adresse"] == line


def test_a_vegadresse_id_is_text_whether_it_came_as_text_or_number() -> None:
    assert columns({"vegadresseID": 7})["vegadresse_id"] == columns({"vegadresseID": "7"})["vegadresse_id"] == "7"
    assert columns({"vegadresseID": 0})["vegadresse_id"] == "0"


def test_an_address_of_an_unknown_kind_keeps_the_fields_that_are_known() -> None:
    unknown = {**VEGADRESSE, "adresseType": "adressetype.romstasjon", "modul": "Zvezda"}
    assert columns(unknown) == {**KINDS["vegadresse"][1], "adresse_type": "adressetype.romstasjon"}
