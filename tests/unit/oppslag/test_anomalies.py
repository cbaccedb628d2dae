"""What is listed of an answer that is not as the contract says, though it could be followed."""

from typing import Any

import pytest
from support import builders as make

from batch.oppslag.anomalies import find_anomalies
from batch.oppslag.decoding import decode_oppslag

EKTEPAKT_FIELDS = (
    "ektepaktnummer",
    "innkomsttidspunkt",
    "ektepakttype",
    "ektepakttypebeskrivelse",
    "status",
    "statusbeskrivelse",
    "opprettelse",
    "opprettelsestypebeskrivelse",
    "harSupplerendeOpplysningerIDokument",
    "paategning",
    "avtaleinnhold",
    "rolle",
)
VEGADRESSE = {"adresseType": "adressetype.vegadresse"}


def anomalies(body: bytes) -> tuple[str, ...]:
    return find_anomalies(decode_oppslag(body))


def test_the_documented_example_has_none() -> None:
    assert anomalies(make.example_body()) == ()


def test_an_answer_about_no_ektepakt_has_none() -> None:
    empty = {"rolleinnehaver": make.EXAMPLE_FNR, "antallEktepakt": 0, "spraak": "NOB"}
    assert anomalies(make.body(empty)) == ()
    assert anomalies(make.body(empty | {"ektepakt": []})) == ()


@pytest.mark.parametrize(
    ("antall", "ektepakter", "expected"),
    [
        (0, 1, ("antall_mismatch",)),
        (2, 1, ("antall_mismatch",)),
        (1, 0, ("antall_mismatch",)),
        (-1, 0, ("antall_mismatch",)),
        (1, 1, ()),
        (2, 2, ()),
        (0, 0, ()),
    ],
)
def test_a_count_that_differs_from_the_list_is_one(antall: int, ektepakter: int, expected: tuple[str, ...]) -> None:
    answer = make.example() | {"antallEktepakt": antall, "ektepakt": [make.ektepakt()] * ektepakter}
    assert anomalies(make.body(answer)) == expected


def test_a_count_without_a_list_is_a_mismatch() -> None:
    answer = make.example()
    del answer["ektepakt"]
    assert anomalies(make.body(answer)) == ("antall_mismatch",)


@pytest.mark.parametrize("field", EKTEPAKT_FIELDS)
def test_a_field_that_the_contract_gives_every_ektepakt_is_missed(field: str) -> None:
    incomplete = make.ektepakt()
    del incomplete[field]
    assert anomalies(make.oppslag_with(incomplete)) == (f"missing:ektepakt.{field}",)
    assert anomalies(make.oppslag_with(make.ektepakt(**{field: None}))) == (f"missing:ektepakt.{field}",)


def test_what_a_role_or_an_address_leaves_out_is_not_missed() -> None:
    bare = make.ektepakt(rolle=[{}, {"person": {"adresse": {}}}], avtaleinnhold=[{}])
    assert anomalies(make.oppslag_with(bare)) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ektepakttype": "ektepakttype.ny"}, "ektepakttype.ny"),
        ({"status": "tinglyst"}, "tinglyst"),
        ({"opprettelse": "opprettelsestype.ny"}, "opprettelsestype.ny"),
        ({"avtaleinnhold": [{"avtaletype": "avtaletype.ny"}]}, "avtaletype.ny"),
        ({"rolle": [{"rolletype": "rolletype.samboer"}, {}]}, "rolletype.samboer"),
        ({"rolle": [{}, {"avtaleinnhold": [{"avtaletype": "avtaletype.ny"}]}]}, "avtaletype.ny"),
        ({"ektepakttype": "ektepaktstatus.tinglyst"}, "ektepaktstatus.tinglyst"),
        ({"status": ""}, ""),
    ],
)
def test_a_code_that_is_not_in_the_code_list_is_one(changes: dict[str, Any], code: str) -> None:
    assert anomalies(make.oppslag_with(make.ektepakt(**changes))) == (f"unknown_code:{code}",)


@pytest.mark.parametrize(
    "kind", ["vegadresse", "stedsadresse", "postboksadresse", "ustrukturertAdresse", "internasjonalAdresse"]
)
def test_a_known_kind_of_address_is_none(kind: str) -> None:
    known = make.rolle(adresse={"adresseType": f"adressetype.{kind}"})
    assert anomalies(make.oppslag_with(make.ektepakt(rolle=[known, known]))) == ()


def test_an_unknown_kind_of_address_is_one() -> None:
    unknown = make.rolle(adresse={"adresseType": "adressetype.romstasjon"})
    assert anomalies(make.oppslag_with(make.ektepakt(rolle=[unknown, {}]))) == (
        "unknown_address_type:adressetype.romstasjon",
    )


@pytest.mark.parametrize(
    ("roller", "expected"),
    [(0, ()), (1, ("single_role",)), (2, ()), (3, ("extra_role",)), (5, ("extra_role",))],
)
def test_a_third_role_is_one_and_a_single_role_too(roller: int, expected: tuple[str, ...]) -> None:
    assert anomalies(make.oppslag_with(make.ektepakt(rolle=[make.rolle()] * roller))) == expected


@pytest.mark.parametrize("text", ["i går", "", "2023-06-01", "2023-06-01T05:30:00"])
def test_an_unreadable_timestamp_is_a_bad_value(text: str) -> None:
    assert anomalies(make.oppslag_with(make.ektepakt(innkomsttidspunkt=text))) == (
        "bad_value:ektepakt.innkomsttidspunkt",
    )
    answer = make.example() | {"oppslagstidspunkt": text}
    assert anomalies(make.body(answer)) == ("bad_value:oppslagstidspunkt",)


def test_a_field_with_a_bad_value_is_not_called_missing_too() -> None:
    assert anomalies(make.oppslag_with(make.ektepakt(status=5))) == ("bad_value:ektepakt.status",)
    assert anomalies(make.oppslag_with(make.ektepakt(ektepaktnummer=None))) == ("missing:ektepakt.ektepaktnummer",)


def test_an_unknown_field_is_one() -> None:
    assert anomalies(make.oppslag_with(make.ektepakt(nytt=1))) == ("unknown_field:ektepakt.nytt",)


def test_each_is_listed_once_however_often_it_is_met() -> None:
    odd = make.ektepakt(status="ny", nytt=1, rolle=[make.rolle(rolletype="ny")] * 3)
    assert anomalies(make.oppslag_with(odd, odd)) == ("unknown_field:ektepakt.nytt", "unknown_code:ny", "extra_role")


def test_a_null_among_the_ektepakter_is_told_with_what_it_lacks() -> None:
    answer = make.example() | {"antallEktepakt": 1, "ektepakt": [None]}
    missing = tuple(f"missing:ektepakt.{field}" for field in EKTEPAKT_FIELDS)
    assert anomalies(make.body(answer)) == ("bad_value:ektepakt", *missing)


def test_a_dom_om_deling_has_neither_roles_nor_avtaler() -> None:
    dom = make.ektepakt(ektepakttype="ektepakttype.domOmDeling", rolle=None, avtaleinnhold=None)
    assert anomalies(make.oppslag_with(dom)) == ()
    assert anomalies(make.oppslag_with({**dom, "status": None})) == ("missing:ektepakt.status",)
