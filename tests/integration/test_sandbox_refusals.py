"""Whose word an error is: the application's about one person, a door's, one node's, or a source's behind it all."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from support.kept_connection import Answer, KeptConnection
from support.sandbox_dialogue import Dialogue
from support.tenor import numbers_of

from batch.sandbox import Among, Fault, FaultKind, FaultPlace, Faults, MemberKind, Page, Sandbox

FOUND, EMPTY = (numbers_of(kind, 3) for kind in (MemberKind.FOUND, MemberKind.EMPTY))
WITH_ITS_HEADER = {401: "WWW-Authenticate", 405: "Allow", 407: "Proxy-Authenticate", 426: "Upgrade"}
OF_THE_DOOR = (400, 401, 402, 403, 404, 405, 406, 407, 410, 414, 418, 426, 431, 451, 499, 502, 530)


@pytest.fixture
async def token(sandbox: Sandbox) -> str:
    async with aiohttp.ClientSession() as session:
        return await Dialogue(sandbox.settings, session).token()


@pytest.fixture
async def connection(sandbox: Sandbox, token: str) -> AsyncIterator[KeptConnection]:
    async with KeptConnection(sandbox.register_url, token) as opened:
        yield opened


def is_the_applications(answer: Answer) -> bool:
    """Tell whether the body is the documented one."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        return False
    return isinstance(body, dict) and isinstance(body.get("feilmelding"), str)


@pytest.mark.parametrize("http_status", [401, 403, 404])
async def test_one_person_is_refused_in_the_applications_words_and_others_are_answered_with_the_same_token(
    sandbox: Sandbox, connection: KeptConnection, http_status: int
) -> None:
    fault = Fault(kind=FaultKind.REFUSED, http_status=http_status, only=frozenset(EMPTY[:1]))
    sandbox.faults = Faults(faults=(fault,))
    answers = [await connection.ask(digits) for digits in (*EMPTY, EMPTY[0])]
    assert [answer.status for answer in answers] == [http_status, 200, 200, http_status]
    assert answers[0].oppslag.keys() == {"feilmelding", "korrelasjonsid", "tidspunkt"}
    assert sandbox.memory.denials == []


async def test_who_is_refused_gets_a_403_unless_said(sandbox: Sandbox, connection: KeptConnection) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.REFUSED),))
    assert (await connection.ask(EMPTY[0])).oppslag["feilmelding"] == "Feil under autentisering av abonnent"


@pytest.mark.parametrize("page", list(Page))
async def test_a_door_answers_with_any_status_and_never_in_the_applications_words(
    sandbox: Sandbox, connection: KeptConnection, page: Page
) -> None:
    for http_status in OF_THE_DOOR:
        sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DOOR, http_status=http_status, page=page),))
        answer = await connection.ask(EMPTY[0])
        assert (answer.status, is_the_applications(answer)) == (http_status, False)
        assert (answer.body == b"") is (page is Page.EMPTY)
        for status, name in WITH_ITS_HEADER.items():
            assert (name in answer.headers) is (status == http_status)


async def test_an_ingress_without_a_backend_is_a_404_in_html_or_in_a_line_of_text(
    sandbox: Sandbox, connection: KeptConnection
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DOOR),))
    answer = await connection.ask(EMPTY[0])
    assert (answer.status, answer.headers["Content-Type"], answer.body[:6]) == (404, "text/html", b"<html>")
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DOOR, page=Page.TEXT),))
    assert (await connection.ask(EMPTY[0])).body == b"default backend - 404"


async def test_a_door_is_shut_for_a_window_of_requests(sandbox: Sandbox, connection: KeptConnection) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DOOR, http_status=407, from_request=2, to_request=3),))
    assert [(await connection.ask(EMPTY[0])).status for _ in range(5)] == [200, 407, 407, 200, 200]


async def test_a_door_is_shut_for_a_window_of_seconds(sandbox: Sandbox, connection: KeptConnection) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DOOR, http_status=451, to_seconds=60),))
    assert (await connection.ask(EMPTY[0])).status == 451
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DOOR, http_status=451, to_seconds=0.05),))
    await asyncio.sleep(0.06)
    assert (await connection.ask(EMPTY[0])).status == 200


async def test_the_door_of_the_token_endpoint_is_shut(sandbox: Sandbox) -> None:
    fault = Fault(kind=FaultKind.DOOR, at=FaultPlace.TOKEN, http_status=407)
    sandbox.faults = Faults(faults=(fault,))
    async with aiohttp.ClientSession() as session, session.post(sandbox.settings["EKTEPAKT_TOKEN_URL"]) as answer:
        assert (answer.status, answer.headers["Proxy-Authenticate"]) == (407, 'Basic realm="proxy"')


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(kind=FaultKind.DOOR, http_status=403, every_connection=2), 403),
        (Fault(kind=FaultKind.NOT_FOUND, every_connection=2), 404),
        (Fault(kind=FaultKind.SERVER_ERROR, every_connection=2), 500),
    ],
)
async def test_one_node_of_two_fails_whatever_is_asked_on_its_connections(
    sandbox: Sandbox, token: str, fault: Fault, status: int
) -> None:
    sandbox.faults = Faults(faults=(fault,))
    seen = []
    for _ in range(4):
        async with KeptConnection(sandbox.register_url, token) as connection:
            seen.append([(await connection.ask(digits)).status for digits in EMPTY])
    assert seen == [[200] * 3, [status] * 3] * 2


async def test_connections_side_by_side_stay_with_their_node(sandbox: Sandbox, token: str) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, every_connection=2),))
    first, second = (KeptConnection(sandbox.register_url, token) for _ in range(2))
    async with first, second:
        seen = [(await each.ask(EMPTY[0])).status for each in (first, second, first, second, second, first)]
    assert seen == [200, 500, 200, 500, 500, 200]


async def test_one_node_of_two_cuts_its_connections(sandbox: Sandbox, token: str) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.RESET, every_connection=2),))
    for _ in range(2):
        async with KeptConnection(sandbox.register_url, token) as connection:
            assert [(await connection.ask(digits)).status for digits in EMPTY] == [200] * 3
        async with KeptConnection(sandbox.register_url, token) as connection:
            with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
                await connection.ask(EMPTY[0])


@pytest.mark.parametrize(("among", "statuses"), [(Among.FOUND, (500, 200)), (Among.EMPTY, (200, 500))])
async def test_a_source_is_down_for_those_alone_whom_it_knows(
    sandbox: Sandbox, connection: KeptConnection, among: Among, statuses: tuple[int, int]
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, among=among),))
    for numbers, status in zip((FOUND, EMPTY), statuses, strict=True):
        assert [(await connection.ask(digits)).status for digits in numbers] == [status] * 3


async def test_after_a_reset_it_is_the_first_day_and_everybody_has_the_first_number(
    sandbox: Sandbox, connection: KeptConnection
) -> None:
    first = [(await connection.ask(digits)).oppslag["antallEktepakt"] for digits in (*FOUND, *EMPTY)]
    sandbox.day = 400
    sandbox.renumber(FOUND[0], EMPTY[0])
    assert [(await connection.ask(digits)).oppslag["antallEktepakt"] for digits in (*FOUND, *EMPTY)] != first
    sandbox.reset()
    assert sandbox.day == 0
    assert [(await connection.ask(digits)).oppslag["antallEktepakt"] for digits in (*FOUND, *EMPTY)] == first
