"""The same register some weeks later."""

from collections import Counter
from itertools import islice

import pytest
from support.made_identifiers import made_identifiers
from support.tenor import numbers_of

from batch.sandbox import EXAMPLE_DIGITS, MemberKind, Population
from batch.sandbox.population.codes import Spraak

BEFORE, LATER = Population(seed=1), Population(seed=1, drift=7)


def numbers_in(population: Population, digits: str) -> dict[object, object]:
    return {each["ektepaktnummer"]: each for each in population.ektepakter(digits, Spraak.NOB)}


@pytest.fixture(scope="module")
def found() -> list[str]:
    return numbers_of(MemberKind.FOUND, 500)


def test_most_stay_as_they_were(found: list[str]) -> None:
    same = [digits for digits in found if numbers_in(BEFORE, digits) == numbers_in(LATER, digits)]
    assert 300 < len(same) < 400


def test_some_ektepakter_are_new_some_deleted_some_changed(found: list[str]) -> None:
    seen: Counter[str] = Counter()
    for digits in found:
        before, later = numbers_in(BEFORE, digits), numbers_in(LATER, digits)
        seen["new"] += len(later.keys() - before.keys())
        seen["deleted"] += len(before.keys() - later.keys())
        seen["changed"] += sum(before[number] != later[number] for number in before.keys() & later.keys())
    assert all(30 < seen[what] < 70 for what in ("new", "deleted", "changed"))


def test_some_slow_identities_are_fast() -> None:
    kinds = Counter(LATER.describe(digits).kind for digits in numbers_of(MemberKind.SLOW, 40))
    assert kinds.keys() == {MemberKind.SLOW, MemberKind.FOUND}
    assert kinds[MemberKind.FOUND] > 10


def test_some_who_had_nothing_have_something() -> None:
    kinds = Counter(LATER.describe(digits).kind for digits in numbers_of(MemberKind.EMPTY, 1_000))
    assert kinds.keys() == {MemberKind.EMPTY, MemberKind.FOUND}
    assert 5 < kinds[MemberKind.FOUND] < 40


def test_antall_counts_what_there_is() -> None:
    for digits in islice(made_identifiers(), 400):
        if LATER.describe(digits).kind is not MemberKind.SLOW:
            assert LATER.describe(digits).antall == len(numbers_in(LATER, digits))


def test_another_drift_is_another_story(found: list[str]) -> None:
    another = Population(seed=1, drift=8)
    assert [another.describe(digits) for digits in found] != [LATER.describe(digits) for digits in found]


def test_the_example_stays_the_example() -> None:
    assert numbers_in(LATER, EXAMPLE_DIGITS) == numbers_in(BEFORE, EXAMPLE_DIGITS)
