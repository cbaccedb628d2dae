"""What differs between two answers about one person."""

import copy
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from support import builders as make

from batch.oppslag.decoding import LARGE_BYTES, decode_oppslag
from batch.oppslag.ektepakt import Oppslag
from batch.tables.changes import ChangeKind
from batch.tables.differences import Difference, differences, numbers_only_in

Json = dict[str, Any]
NEW_ADDRESS = {"adresseType": "adressetype.vegadresse", "adressenavn": "Storgata", "nummer": {"nummer": "1"}}


def answer(*ektepakter: Json) -> Oppslag:
    return decode_oppslag(make.oppslag_with(*ektepakter)).oppslag


def found(old: list[Json], new: list[Json]) -> list[tuple[Any, ...]]:
    return [tuple(each) for each in differences(answer(*old), answer(*new))]


def between(old: Json, new: Json) -> list[tuple[Any, ...]]:
    return found([old], [new])


def with_rolle(number: int, change: Callable[[Json], object]) -> Json:
    made = copy.deepcopy(make.ektepakt())
    change(made["rolle"][number])
    return made


def test_equal_answers_differ_in_nothing() -> None:
    assert between(make.ektepakt(), make.ektepakt()) == []


def test_an_ektepakt_comes_and_another_goes() -> None:
    old, new = make.ektepakt(ektepaktnummer=5), make.ektepakt(ektepaktnummer=6)
    assert found([old], [new]) == [
        (5, ChangeKind.GONE, None, None, None),
        (6, ChangeKind.NEW, None, None, None),
    ]


@pytest.mark.parametrize(
    ("member", "value", "row"),
    [
        ("status", "ektepaktstatus.slettet", ("status", "ektepaktstatus.tinglyst", "ektepaktstatus.slettet")),
        ("paategning", ["a", "b"], ("paategning", None, "a | b")),
        (
            "harSupplerendeOpplysningerIDokument",
            True,
            ("har_supplerende_opplysninger_i_dokument", "false", "true"),
        ),
        (
            "innkomsttidspunkt",
            "2024-01-01T00:00:00+01:00",
            ("innkomsttidspunkt", "2023-06-01T03:30:00+00:00", "2023-12-31T23:00:00+00:00"),
        ),
        ("avtaleinnhold", [], ("avtaletyper", "avtaletype.fulltSaereie", None)),
        ("opprettelse", None, ("opprettelse", "opprettelsestype.foersteOpprettelse", None)),
    ],
)
def test_a_field_that_differs_is_a_row_with_both_values(member: str, value: object, row: tuple[Any, ...]) -> None:
    assert between(make.ektepakt(), make.ektepakt(**{member: value})) == [(1, ChangeKind.CHANGED, *row)]


def test_the_order_of_what_was_agreed_counts() -> None:
    avtaler = [{"avtaletype": "avtaletype.a"}, {"avtaletype": "avtaletype.b"}]
    old, new = make.ektepakt(avtaleinnhold=avtaler), make.ektepakt(avtaleinnhold=avtaler[::-1])
    assert between(old, new) == [
        (1, ChangeKind.CHANGED, "avtaletyper", "avtaletype.a | avtaletype.b", "avtaletype.b | avtaletype.a")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"statusbeskrivelse": "Registrert", "ektepakttypebeskrivelse": None, "opprettelsestypebeskrivelse": "x"},
        {"avtaleinnhold": [{"avtaletype": "avtaletype.fulltSaereie", "avtaletypebeskrivelse": "Separate property"}]},
        {"paategning": None},
        {"innkomsttidspunkt": "2023-06-01T03:30:00Z"},
        {"rolle": make.ektepakt()["rolle"][::-1]},
    ],
    ids=["descriptions", "of what was agreed", "nothing for nothing", "the same moment", "order of the roller"],
)
def test_what_means_the_same_is_no_difference(changes: Json) -> None:
    assert between(make.ektepakt(), make.ektepakt(**changes)) == []


@pytest.mark.parametrize("number", [0, 1])
def test_a_spouse_who_moved_has_one_row_whichever_rolle_it_is(number: int) -> None:
    new = with_rolle(number, lambda rolle: rolle["person"].update(adresse=NEW_ADDRESS))
    new["rolle"].reverse()
    [(ektepaktnummer, kind, field, old_line, new_line)] = between(make.ektepakt(), new)
    assert (ektepaktnummer, kind, field, new_line) == (1, ChangeKind.ADDRESS_CHANGED, "rolle_adresse", "Storgata 1")
    assert old_line in {"Gaukvegen 13 H0101, 2209 KONGSVINGER", "Kløvåsen H0101, 3175 RAMNES"}


def test_an_address_whose_line_is_the_same_is_told_by_its_fields() -> None:
    new = with_rolle(0, lambda rolle: rolle["person"]["adresse"]["kommune"].update(kommunenummer="9999"))
    assert between(make.ektepakt(), new) == [
        (1, ChangeKind.ADDRESS_CHANGED, "rolle_kommunenummer", "3401", "9999"),
    ]


def test_a_spouse_with_a_new_name_is_the_same_spouse() -> None:
    new = with_rolle(0, lambda rolle: rolle["person"]["navn"].update(etternavn="NORDMANN"))
    new["rolle"].reverse()
    assert between(make.ektepakt(), new) == [(1, ChangeKind.CHANGED, "rolle_etternavn", "INNHEGNING", "NORDMANN")]


def test_what_a_rolle_alone_agreed_is_its_own_field() -> None:
    new = with_rolle(0, lambda rolle: rolle.update(avtaleinnhold=[{"avtaletype": "avtaletype.x"}]))
    assert between(make.ektepakt(), new) == [(1, ChangeKind.CHANGED, "rolle_avtaletyper", None, "avtaletype.x")]


def test_a_rolle_that_is_gone_is_told_field_by_field_and_has_not_moved() -> None:
    rows = between(make.ektepakt(), make.ektepakt(rolle=make.ektepakt()["rolle"][:1]))
    assert {row[1] for row in rows} == {ChangeKind.CHANGED}
    assert {row[2]: row[3:] for row in rows}["rolle_etternavn"] == ("BOLLE", None)


def test_one_without_number_is_known_by_all_its_other_fields() -> None:
    first = make.ektepakt(ektepaktnummer=None)
    second = make.ektepakt(ektepaktnummer=None, status="x")
    third = make.ektepakt(ektepaktnummer=None, status="y")
    for order in permutations([first, second]):
        assert found([first, second], list(order)) == []
    assert found([first, second], [third, first]) == [
        (None, ChangeKind.UNKEYED, "ektepakt_index", "2", None),
        (None, ChangeKind.UNKEYED, "ektepakt_index", None, "1"),
    ]


def test_as_many_equal_ones_are_taken_away_as_there_are_on_both_sides() -> None:
    same = make.ektepakt(ektepaktnummer=None)
    assert found([same], [same, same]) == [(None, ChangeKind.UNKEYED, "ektepakt_index", None, "2")]
    assert found([make.ektepakt()], [make.ektepakt(), make.ektepakt()]) == [(1, ChangeKind.NEW, None, None, None)]


def test_a_count_that_differs_without_the_list_is_told() -> None:
    old, new = answer(make.ektepakt()), answer(make.ektepakt())
    more = decode_oppslag(make.body(make.example() | {"antallEktepakt": 3})).oppslag
    assert list(differences(old, new)) == []
    assert list(differences(old, more)) == [Difference(None, ChangeKind.CHANGED, "antall_ektepakt", "1", "3")]


def test_a_large_answer_is_compared_like_any_other() -> None:
    ektepakter = [make.ektepakt(ektepaktnummer=number) for number in range(1_500)]
    assert len(make.oppslag_with(*ektepakter)) > LARGE_BYTES
    changed = [*ektepakter[1:1_000], make.ektepakt(ektepaktnummer=1_000, status="x"), *ektepakter[:0:-1][:499]]
    assert [tuple(each)[:3] for each in differences(answer(*ektepakter), answer(*changed))] == [
        (0, ChangeKind.GONE, None),
        (1_000, ChangeKind.CHANGED, "status"),
    ]


def test_numbers_that_only_one_answer_has() -> None:
    old = answer(make.ektepakt(ektepaktnummer=1), make.ektepakt(ektepaktnummer=2), make.ektepakt(ektepaktnummer=None))
    assert numbers_only_in(old, answer(make.ektepakt(ektepaktnummer=2))) == {1}
    assert numbers_only_in(old, Oppslag()) == {1, 2}


def test_no_repr_shows_a_value() -> None:
    [each] = differences(answer(make.ektepakt()), answer(make.ektepakt(status="secret")))
    assert "secret" not in repr(each)


@pytest.mark.timeout(60)
def test_thousands_of_roller_that_all_changed_are_paired_at_once() -> None:
    old, new = (
        make.ektepakt(rolle=[make.rolle(person={"navn": {"fornavn": f"{sort}{each}"}}) for each in range(3_000)])
        for sort in "AB"
    )
    assert len(between(old, new)) == 3_000


def test_of_roller_without_names_the_equal_ones_are_paired_first() -> None:
    streets = [{**NEW_ADDRESS, "adressenavn": name} for name in ("Agata", "Bgata", "Cgata")]
    first, second, third = (make.rolle(person={"adresse": each}) for each in streets)
    assert between(make.ektepakt(rolle=[first, second]), make.ektepakt(rolle=[second, third])) == [
        (1, ChangeKind.ADDRESS_CHANGED, "rolle_adresse", "Agata 1", "Cgata 1")
    ]
