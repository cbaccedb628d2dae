"""What the documentation warns of, met in the sandbox's population."""

import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from typing import Any, cast

import pytest
from support.made_identifiers import made_identifiers
from support.tenor import numbers_of, odd_numbers

from batch.sandbox import EXAMPLE_DIGITS, MemberKind, MemberOddity, Population, describe
from batch.sandbox.population.codes import Spraak, kodeliste

POPULATION = Population(seed=1)


def oppslag(digits: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(POPULATION.oppslag(digits, Spraak.NOB, "now"))
    return body


@pytest.fixture
def odd(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return [oppslag(digits) for digits in odd_numbers(request.param, 5)]


def roles(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for ektepakt in body["ektepakt"]:
        yield from ektepakt["rolle"]


def test_about_two_in_eleven_of_the_found_are_odd_and_every_oddity_is_met() -> None:
    found = numbers_of(MemberKind.FOUND, 2_000)
    met = Counter(describe(1, digits).oddity for digits in found)
    assert met.keys() == {None, *MemberOddity}
    assert 310 < sum(count for oddity, count in met.items() if oddity) < 410


def test_the_example_is_never_odd() -> None:
    assert {describe(seed, EXAMPLE_DIGITS).oddity for seed in range(100)} == {None}


@pytest.mark.parametrize("odd", [MemberOddity.ANTALL_MISMATCH], indirect=True)
def test_antall_is_not_the_length_of_the_list(odd: list[dict[str, Any]]) -> None:
    assert all(body["antallEktepakt"] != len(body["ektepakt"]) for body in odd)


@pytest.mark.parametrize("odd", [MemberOddity.UNKNOWN_CODE], indirect=True)
def test_codes_are_in_no_list(odd: list[dict[str, Any]]) -> None:
    for body in odd:
        for ektepakt in body["ektepakt"]:
            assert ektepakt["status"] not in kodeliste().codes
            assert ektepakt["avtaleinnhold"][-1]["avtaletype"] not in kodeliste().codes


def test_an_unknown_code_is_described_in_the_language_asked_for() -> None:
    (digits,) = odd_numbers(MemberOddity.UNKNOWN_CODE, 1)
    bodies = [json.loads(POPULATION.oppslag(digits, spraak, "now")) for spraak in Spraak]
    texts = [body["ektepakt"][0]["statusbeskrivelse"] for body in bodies]
    assert texts == ["Under behandling", "Under handsaming", "Being processed"]


@pytest.mark.parametrize("odd", [MemberOddity.UNKNOWN_FIELD], indirect=True)
def test_fields_are_not_in_the_contract(odd: list[dict[str, Any]]) -> None:
    for body in odd:
        assert "versjon" in body
        assert all("matrikkelnummer" in rolle["person"]["adresse"] for rolle in roles(body))


@pytest.mark.parametrize("odd", [MemberOddity.UNKNOWN_ADDRESS], indirect=True)
def test_an_address_is_of_a_sixth_kind(odd: list[dict[str, Any]]) -> None:
    kinds = {rolle["person"]["adresse"]["adresseType"] for body in odd for rolle in roles(body)}
    assert "adressetype.svalbardadresse" in kinds


@pytest.mark.parametrize("odd", [MemberOddity.THIRD_ROLE], indirect=True)
def test_there_are_three_roles(odd: list[dict[str, Any]]) -> None:
    assert {len(ektepakt["rolle"]) for body in odd for ektepakt in body["ektepakt"]} == {3}


@pytest.mark.parametrize("odd", [MemberOddity.NO_ROLES], indirect=True)
def test_there_are_no_roles(odd: list[dict[str, Any]]) -> None:
    assert not [ektepakt for body in odd for ektepakt in body["ektepakt"] if ektepakt.get("rolle")]


def test_the_spouse_without_a_role_stands_in_the_paategning() -> None:
    left = set()
    for digits in odd_numbers(MemberOddity.SINGLE_ROLE, 20):
        orderly = POPULATION.ektepakter(digits, Spraak.NOB)
        for before, ektepakt in zip(orderly, oppslag(digits)["ektepakt"], strict=True):
            names = [rolle["person"]["navn"] for rolle in cast("list[Any]", before["rolle"])]
            (kept,) = (rolle["person"]["navn"] for rolle in ektepakt["rolle"])
            position = names.index(kept)
            gone = names[1 - position]
            parts = [gone[part] for part in ("fornavn", "mellomnavn", "etternavn") if gone.get(part)]
            assert ektepakt["paategning"] == [*cast("list[str]", before["paategning"]), f"Ektefelle: {' '.join(parts)}"]
            left.add(position)
    assert left == {0, 1}


@pytest.mark.parametrize("odd", [MemberOddity.DOM_OM_DELING], indirect=True)
def test_a_judgment_has_neither_roles_nor_avtaletyper(odd: list[dict[str, Any]]) -> None:
    for body in odd:
        for ektepakt in body["ektepakt"]:
            assert ektepakt["ektepakttype"] == "ektepakttype.domOmDeling"
            assert ektepakt["ektepakttypebeskrivelse"] == "Dom om deling"
            assert not ektepakt.get("rolle")
            assert not ektepakt.get("avtaleinnhold")


@pytest.mark.parametrize("odd", [MemberOddity.MISSING_NAMES], indirect=True)
def test_persons_have_no_name(odd: list[dict[str, Any]]) -> None:
    assert not [rolle for body in odd for rolle in roles(body) if rolle["person"] and rolle["person"]["navn"]]


@pytest.mark.parametrize("odd", [MemberOddity.NO_NUMBER], indirect=True)
def test_an_ektepakt_has_no_number(odd: list[dict[str, Any]]) -> None:
    assert not [ektepakt for body in odd for ektepakt in body["ektepakt"] if "ektepaktnummer" in ektepakt]


@pytest.mark.parametrize("odd", [MemberOddity.NULLS], indirect=True)
def test_values_are_null(odd: list[dict[str, Any]]) -> None:
    assert all(ektepakt["innkomsttidspunkt"] is None for body in odd for ektepakt in body["ektepakt"])
    assert all(rolle["person"]["adresse"]["poststed"] is None for body in odd for rolle in roles(body))


@pytest.mark.parametrize("odd", [MemberOddity.ABSENT], indirect=True)
def test_fields_are_absent(odd: list[dict[str, Any]]) -> None:
    for body in odd:
        assert "spraak" not in body
        assert all(ektepakt.keys() == {"ektepaktnummer", "rolle"} for ektepakt in body["ektepakt"])


def test_orderly_data_has_every_kind_of_address_name_and_fraction() -> None:
    bodies = [oppslag(digits) for digits in numbers_of(MemberKind.FOUND, 600) if describe(1, digits).oddity is None]
    persons = [rolle["person"] for body in bodies for rolle in roles(body)]
    kinds = {person["adresse"]["adresseType"] for person in persons}
    assert kinds == {
        f"adressetype.{kind}"
        for kind in ("vegadresse", "stedsadresse", "postboksadresse", "ustrukturertAdresse", "internasjonalAdresse")
    }
    names = [str(name) for person in persons for name in person["navn"].values()]
    assert all(any(letter in name for name in names) for letter in "æøåÆØÅéçü-' ")
    assert max(map(len, names)) > 20
    middle_names = Counter(person["navn"].get("mellomnavn", "absent") for person in persons)
    assert middle_names[None] > 0 < middle_names["absent"]
    moments = [ektepakt["innkomsttidspunkt"] for body in bodies for ektepakt in body["ektepakt"]]
    assert {len(moment[19:-6]) for moment in moments} == {0, 4, 7, 8, 10}
    assert {moment[-6:] for moment in moments} == {"+01:00", "+02:00"}


def test_every_field_that_the_contract_gives_an_address_is_met() -> None:
    bodies = [oppslag(digits) for digits in numbers_of(MemberKind.FOUND, 600) if describe(1, digits).oddity is None]
    met = {field for body in bodies for rolle in roles(body) for field in rolle["person"]["adresse"]}
    document = json.loads(files("batch.sandbox").joinpath("data/openapi.json").read_text("utf-8"))
    assert met == set(document["components"]["schemas"]["Adresse"]["properties"])


def test_no_number_of_an_ektepakt_is_met_twice() -> None:
    found = islice((digits for digits in made_identifiers() if describe(1, digits).antall in (1, 2, 3)), 2_000)
    numbers = [each["ektepaktnummer"] for digits in found for each in POPULATION.ektepakter(digits, Spraak.NOB)]
    assert len(set(numbers)) == len(numbers)
