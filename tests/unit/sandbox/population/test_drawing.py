"""The sandbox's population: the same digits always get the same."""

import csv
import json
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from itertools import islice
from typing import Any

import pytest
from support.made_identifiers import made_identifiers
from support.tenor import numbers_of

from batch.sandbox import EXAMPLE_DIGITS, MemberKind, describe
from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.drawing import Population

SEED = 1


def oppslag(digits: str, spraak: Spraak = Spraak.NOB) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(Population(seed=SEED).oppslag(digits, spraak, "now"))
    return body


@pytest.fixture(scope="module")
def ektepakter() -> list[Any]:
    population = Population(seed=SEED)
    return [each for digits in numbers_of(MemberKind.FOUND, 600) for each in population.ektepakter(digits, Spraak.NOB)]


def test_most_have_nothing_and_a_few_are_trouble() -> None:
    kinds = Counter(describe(SEED, digits).kind for digits in islice(made_identifiers(), 5_000))
    assert 3_700 < kinds[MemberKind.EMPTY] < 4_000
    assert 900 < kinds[MemberKind.FOUND] < 1_100
    assert all(25 < kinds[kind] < 80 for kind in (MemberKind.SLOW, MemberKind.BROKEN))
    assert 10 < kinds[MemberKind.FAILS_ONCE] < 45


def test_calm_changes_those_only_who_are_a_500() -> None:
    for digits in islice(made_identifiers(), 2_000):
        member, calm = describe(SEED, digits), describe(SEED, digits, calm=True)
        assert Population(seed=SEED, calm=True).describe(digits) == calm
        expected = {MemberKind.BROKEN: MemberKind.EMPTY, MemberKind.FAILS_ONCE: MemberKind.FOUND}
        assert calm == replace(member, kind=expected.get(member.kind, member.kind))


def test_one_to_three_ektepakter_are_found() -> None:
    counts = Counter(describe(SEED, digits).antall for digits in numbers_of(MemberKind.FOUND, 300))
    assert counts.keys() == {1, 2, 3}


def test_the_example_is_found_under_every_seed() -> None:
    assert {describe(seed, EXAMPLE_DIGITS).kind for seed in range(200)} == {MemberKind.FOUND}


def test_who_stands_in_for_the_example_has_nothing_under_any_seed() -> None:
    for drift in (None, 3):
        kinds = {Population(seed=seed, drift=drift).describe("08909610029").kind for seed in range(300)}
        assert kinds == {MemberKind.EMPTY}


def test_another_seed_is_another_population() -> None:
    numbers = list(islice(made_identifiers(), 500))
    assert [describe(1, digits) for digits in numbers] != [describe(2, digits) for digits in numbers]


def test_the_language_changes_descriptions_only() -> None:
    for digits in numbers_of(MemberKind.FOUND, 50):
        in_nob, in_eng = (without_texts(oppslag(digits, spraak)["ektepakt"]) for spraak in (Spraak.NOB, Spraak.ENG))
        assert in_nob == in_eng


def test_every_code_of_the_lists_is_met(ektepakter: list[dict[str, Any]]) -> None:
    text = json.dumps(ektepakter)
    rows = csv.DictReader(files("batch.sandbox").joinpath("data/kodeliste.csv").read_text("utf-8").splitlines())
    lists = {"ektepakttype", "rolletype", "avtaletype", "ektepaktstatus", "opprettelsestype"}
    missing = [row["identifikator"] for row in rows if row["kodeliste"] in lists and row["identifikator"] not in text]
    assert missing == []


def test_avtaler_stand_in_the_documented_order(ektepakter: list[dict[str, Any]]) -> None:
    rows = list(csv.DictReader(files("batch.sandbox").joinpath("data/kodeliste.csv").read_text("utf-8").splitlines()))
    groups = [row["identifikator"] for row in rows if row["kodeliste"] == "avtaletypegruppe"]
    documented = sorted(
        (row for row in rows if row["kodeliste"] == "avtaletype"),
        key=lambda row: (groups.index(row["avtaletypegruppe"]), int(row["rekkefolge"])),
    )
    order = [row["identifikator"] for row in documented]
    for ektepakt in ektepakter:
        for holder in (ektepakt, *ektepakt["rolle"]):
            found = [order.index(each["avtaletype"]) for each in holder["avtaleinnhold"]]
            assert found == sorted(found)


def without_texts(node: Any) -> Any:
    if isinstance(node, list):
        return [without_texts(each) for each in node]
    if isinstance(node, dict):
        return {name: without_texts(each) for name, each in node.items() if not name.endswith("beskrivelse")}
    return node
