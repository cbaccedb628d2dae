"""The same register, day after day; what it tells differently it knows itself."""

from collections import Counter

import pytest
from support.tenor import numbers_of

from batch.sandbox import EXAMPLE_DIGITS, MemberKind, MemberOddity, Population
from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.told_differently import told_differently

YEAR = 365
FIRST, LAST = Population(seed=1), Population(seed=1, day=YEAR)


def answered(population: Population, digits: str) -> object:
    return list(population.ektepakter(digits, Spraak.NOB))


@pytest.fixture(scope="module")
def found() -> list[str]:
    return numbers_of(MemberKind.FOUND, 200)


@pytest.fixture(scope="module")
def empty() -> list[str]:
    return numbers_of(MemberKind.EMPTY, 300)


def test_a_day_is_the_same_whenever_it_is_asked_about(found: list[str]) -> None:
    first = [answered(Population(seed=1, day=200), digits) for digits in found]
    assert [answered(Population(seed=1, day=200), digits) for digits in reversed(found)] == first[::-1]


def test_a_few_change_in_a_day_and_most_in_a_year(found: list[str]) -> None:
    def changed(population: Population) -> int:
        return sum(answered(FIRST, digits) != answered(population, digits) for digits in found)

    assert 0 < changed(Population(seed=1, day=3)) < 40
    assert changed(LAST) > 130


def test_everything_happens(found: list[str], empty: list[str]) -> None:
    seen = Counter(
        each.field or each.what for digits in [*found, *empty] for each in told_differently(FIRST, LAST, digits)
    )
    assert {
        *("new", "gone", "outcome", "status", "paategning", "avtaletyper", "har_supplerende_opplysninger_i_dokument"),
        *("rolle_etternavn", "rolle_adresse", "ektepakt_index"),
    } == seen.keys()


def test_nothing_is_told_differently_on_the_same_day(found: list[str]) -> None:
    assert not any(told_differently(LAST, LAST, digits) for digits in found)


def test_the_order_of_the_roller_and_other_words_are_nothing_told_differently(found: list[str]) -> None:
    silent = [d for d in found if answered(FIRST, d) != answered(LAST, d) and not told_differently(FIRST, LAST, d)]
    assert silent


def test_antall_counts_what_there_is(found: list[str], empty: list[str]) -> None:
    for digits in [*found, *empty]:
        member = LAST.describe(digits)
        ektepakter = list(LAST.ektepakter(digits, Spraak.NOB))
        assert (member.antall, member.kind is MemberKind.FOUND) == (len(ektepakter), bool(ektepakter))


def test_most_odd_ones_those_who_fail_and_the_example_stay_as_they_are(found: list[str]) -> None:
    odd = [d for d in found if FIRST.describe(d).oddity not in {None, MemberOddity.NO_NUMBER}]
    broken = numbers_of(MemberKind.BROKEN, 5)
    assert [LAST.describe(d) for d in [*odd, *broken, EXAMPLE_DIGITS]] == [
        FIRST.describe(d) for d in [*odd, *broken, EXAMPLE_DIGITS]
    ]
    assert odd


def test_who_has_another_identifier_takes_everything_along(found: list[str]) -> None:
    dnr, fnr = found[0], numbers_of(MemberKind.EMPTY, 1)[0]
    population = Population(seed=1, day=YEAR, renumbered={fnr: dnr})
    assert answered(population, fnr) == answered(LAST, dnr) != []
    assert answered(population, dnr) == []
    assert population.describe(dnr).kind is MemberKind.EMPTY
