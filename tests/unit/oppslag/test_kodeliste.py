"""The code list is the one the register publishes (a copy of contract/kodeliste.csv)."""

import csv
from collections.abc import Iterator

import pytest
from support import builders as make

from batch.oppslag import kodeliste


def _published(name: str) -> Iterator[dict[str, str]]:
    with (make.DATA / "kodeliste.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["kodeliste"] == name)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("ektepakttype", kodeliste.EKTEPAKTTYPER),
        ("rolletype", kodeliste.ROLLETYPER),
        ("ektepaktstatus", kodeliste.EKTEPAKTSTATUSER),
        ("opprettelsestype", kodeliste.OPPRETTELSESTYPER),
        ("avtaletypegruppe", kodeliste.AVTALETYPEGRUPPER),
    ],
)
def test_every_code_and_its_name_is_the_published_one(name: str, known: dict[str, str]) -> None:
    assert known == {row["identifikator"]: row["navn_nob"] for row in _published(name)}


def test_every_avtaletype_has_its_published_group_and_says_whether_it_is_of_one_role() -> None:
    assert {
        row["identifikator"]: (row["avtaletypegruppe"], row["rollespesifikk"] == "true")
        for row in _published("avtaletype")
    } == kodeliste.AVTALETYPER


def test_every_group_of_an_avtaletype_has_a_name() -> None:
    groups = {avtaletype.avtaletypegruppe for avtaletype in kodeliste.AVTALETYPER.values()}
    assert groups == set(kodeliste.AVTALETYPEGRUPPER)


def test_groups_stand_in_their_published_order() -> None:
    rank = {row["identifikator"]: int(row["rekkefolge"]) for row in _published("avtaletypegruppe")}
    assert list(kodeliste.AVTALETYPEGRUPPER) == sorted(rank, key=rank.__getitem__)
