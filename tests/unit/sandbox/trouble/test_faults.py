"""Whom a fault strikes, and how long what takes time takes."""

from statistics import mean, median
from typing import Any

import pytest

from batch.sandbox import About, Alteration, Among, Fault, FaultKind, FaultPlace, Page, RetryAfter, Spread
from batch.sandbox.trouble.durations import draw_seconds
from batch.sandbox.trouble.faults import Ask


def ask(**changed: object) -> Ask:
    made = {"place": FaultPlace.REGISTER, "digits": "06821349425", "number": 1, "request": 1, "seconds": 0.0}
    return Ask(**(made | changed))  # type: ignore[arg-type]


def struck(fault: Fault, *asks: Ask) -> list[bool]:
    return [fault.strikes(1, each, 0) for each in asks]


def test_a_share_is_drawn_by_identifier_and_ask_and_not_by_order() -> None:
    fault = Fault(kind=FaultKind.SERVER_ERROR, share=0.1)
    asks = [ask(digits=str(number), request=number) for number in range(5_000)]
    later = [ask(digits=str(number), request=5_000 - number, seconds=9.0) for number in range(5_000)]
    assert struck(fault, *asks) == struck(fault, *later)
    assert 430 < sum(struck(fault, *asks)) < 570


def test_another_ask_of_the_same_identifier_is_another_draw() -> None:
    fault = Fault(kind=FaultKind.SERVER_ERROR, share=0.5)
    assert 30 < sum(struck(fault, *(ask(number=number) for number in range(1, 101)))) < 70


def test_two_kinds_are_drawn_apart() -> None:
    asks = [ask(digits=str(number)) for number in range(200)]
    faults = [Fault(kind=kind, share=0.5) for kind in (FaultKind.RESET, FaultKind.GZIP)]
    assert struck(faults[0], *asks) != struck(faults[1], *asks)


def test_only_the_first_asks_of_each_identifier() -> None:
    fault = Fault(kind=FaultKind.RESET, first_asks=2)
    assert struck(fault, *(ask(number=number) for number in (1, 2, 3))) == [True, True, False]


def test_a_window_that_comes_again() -> None:
    fault = Fault(kind=FaultKind.RESET, from_seconds=1, to_seconds=2, period_seconds=10)
    moments = (0.5, 1.0, 1.9, 2.0, 11.5, 12.5, 101.0)
    assert struck(fault, *(ask(seconds=moment) for moment in moments)) == [
        False, True, True, False, True, False, True,
    ]  # fmt: skip


def test_a_fault_strikes_at_its_place() -> None:
    fault = Fault(kind=FaultKind.RESET, at=FaultPlace.TOKEN)
    assert struck(fault, ask(), ask(place=FaultPlace.TOKEN)) == [False, True]


def test_each_third_connection_is_struck_and_all_that_is_asked_on_it() -> None:
    fault = Fault(kind=FaultKind.RESET, every_connection=3)
    assert struck(fault, *(ask(connection=number) for number in (1, 2, 3, 3, 4, 5, 6))) == [
        False, False, True, True, False, False, True,
    ]  # fmt: skip


def test_a_source_is_down_for_those_alone_whom_it_knows() -> None:
    fault = Fault(kind=FaultKind.SERVER_ERROR, among=Among.FOUND)
    assert struck(fault, ask(among=Among.FOUND), ask(among=Among.EMPTY)) == [True, False]


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.OTHER_PERSON,
        FaultKind.AGREEMENT_WITHDRAWN,
        FaultKind.REFUSED,
        FaultKind.ALTERED_BODY,
        FaultKind.CACHED,
        FaultKind.LATE_ANSWER,
    ],
)
def test_what_only_the_register_can_do_is_refused_at_the_token_endpoint(kind: FaultKind) -> None:
    with pytest.raises(ValueError, match="token endpoint"):
        Fault(kind=kind, at=FaultPlace.TOKEN)


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ({"from_request": 5, "to_request": 4}, "to_request 4 is before from_request 5"),
        ({"from_seconds": 5, "to_seconds": 5}, "to_seconds 5 must be after from_seconds 5"),
        ({"from_seconds": 10, "period_seconds": 10}, "from_seconds 10 must be within period_seconds 10"),
        ({"to_seconds": 11, "period_seconds": 10}, "to_seconds 11 must be within period_seconds 10"),
        ({"to_seconds": 1, "period_seconds": 0}, "period_seconds 0"),
        ({"period_seconds": 10}, "say which with from_seconds and to_seconds"),
        ({"at": FaultPlace.TOKEN, "only": frozenset({"06821349425"})}, "only names identifiers"),
        ({"at": FaultPlace.TOKEN, "first_asks": 2}, "use to_request"),
        ({"at": FaultPlace.TOKEN, "among": Among.FOUND}, "asked about nobody"),
        ({"retry_after": RetryAfter.DAY}, "retry_after goes with too_many_requests and unavailable, not with reset"),
        ({"http_status": 404}, "http_status goes with door and refused, not with reset"),
        ({"page": Page.EMPTY}, "page goes with door, not with reset"),
        ({"alteration": Alteration.NO_ANTALL}, "alteration goes with altered_body, not with reset"),
        ({"about": About.SAME_PERSON}, "about goes with late_answer, not with reset"),
        ({"kind": FaultKind.REFUSED, "http_status": 410}, "not 410: use door"),
        ({"kind": FaultKind.CACHED, "first_asks": 1}, "leaves nothing to repeat"),
    ],
)
def test_conditions_that_contradict_each_other_are_refused(conditions: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Fault(**({"kind": FaultKind.RESET} | conditions))


@pytest.mark.parametrize(
    "conditions",
    [
        {"from_request": 5, "to_request": 5},
        {"from_seconds": 5, "period_seconds": 10},
        {"to_seconds": 10, "period_seconds": 10},
    ],
)
def test_conditions_that_meet_at_their_edges_are_taken(conditions: dict[str, Any]) -> None:
    assert Fault(kind=FaultKind.RESET, **conditions)


def test_durations_are_spread_about_their_figure() -> None:
    drawn = {spread: [draw_seconds(2.0, spread, number) for number in range(4_000)] for spread in Spread}
    assert set(drawn[Spread.CONSTANT]) == {2.0}
    assert 1.85 < mean(drawn[Spread.EXPONENTIAL]) < 2.15
    assert 1.85 < median(drawn[Spread.LOGNORMAL]) < 2.15
    assert 0.03 < mean(each >= 10 for each in drawn[Spread.LOGNORMAL]) < 0.07


def test_no_duration_stays_none() -> None:
    assert {draw_seconds(0.0, spread, "x") for spread in Spread} == {0.0}


def test_two_faults_of_one_kind_draw_each_for_itself() -> None:
    fault = Fault(kind=FaultKind.TOO_MANY_REQUESTS, share=0.5)
    asks = [Ask(place=FaultPlace.REGISTER, digits=f"{number}", number=1, request=1, seconds=0) for number in range(200)]
    struck = [[fault.strikes(1, ask, position) for ask in asks] for position in (0, 1)]
    assert struck[0] != struck[1]
