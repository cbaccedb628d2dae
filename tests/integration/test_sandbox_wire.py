"""The faults of the wire: resets as TCP knows them, and answers that are made while they are written."""

import asyncio
import gzip
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from support.sandbox_dialogue import Dialogue, until
from support.tenor import numbers_of

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, FaultPlace, Faults, MemberKind, Sandbox, SandboxOptions
from batch.sandbox import sandbox_in_thread as in_thread
from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.drawing import Population
from batch.sandbox.population.persons import Json


class RawClient:
    """A socket, with TLS beside it: Python's own TLS socket calls a reset an end of file."""

    def __init__(self, url: str, ca: str | None) -> None:
        address = urlsplit(url)
        assert address.hostname is not None
        self._socket = socket.create_connection((address.hostname, address.port or 0), timeout=10)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls: ssl.SSLObject | None = None
        if ca is not None:
            context = ssl.create_default_context(cadata=ca)
            self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=address.hostname)

    def ask(self, path: str) -> tuple[bytes, str]:
        """Send a request; gives what came, and how it ended."""
        request, received = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), b""
        with self._socket:
            try:
                self._write(request)
                while read := self._read():
                    received += read
            except ConnectionResetError:
                return received, "reset"
        return received, "end"

    def _write(self, content: bytes) -> None:
        if self._tls is None:
            self._socket.sendall(content)
        else:
            self._through_tls(self._tls.write, content)

    def _read(self) -> bytes:
        return self._socket.recv(65_536) if self._tls is None else self._through_tls(self._tls.read, 65_536)

    def _through_tls(self, act: Any, argument: object) -> Any:
        while True:
            try:
                result = act(argument)
            except ssl.SSLWantReadError:
                self._flush()
                self._incoming.write(self._socket.recv(65_536))
            else:
                self._flush()
                return result

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._socket.sendall(self._outgoing.read())


@contextmanager
def uvloop_process(tmp_path: Path, faults: dict[str, Any], *flags: str) -> Iterator[dict[str, str]]:
    (tmp_path / "faults.json").write_text(json.dumps(faults))
    command = [sys.executable, "-m", "batch.sandbox", "--faults", str(tmp_path / "faults.json"), *flags]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.communicate(timeout=10)


@contextmanager
def asyncio_thread(_tmp_path: Path, faults: dict[str, Any], *flags: str) -> Iterator[dict[str, str]]:
    with in_thread(SandboxOptions(calm=True, tls="--tls" in flags)) as sandbox:
        sandbox.faults = Faults(faults=tuple(Fault(kind=FaultKind(each["kind"])) for each in faults["faults"]))
        yield sandbox.settings


@pytest.mark.parametrize("flags", [(), ("--tls",)])
@pytest.mark.parametrize("start", [uvloop_process, asyncio_thread])
@pytest.mark.parametrize("kind", ["reset", "reset_in_body"])
def test_a_reset_is_one_of_tcp_on_every_loop_and_under_tls(
    tmp_path: Path, start: Any, flags: tuple[str, ...], kind: str
) -> None:
    with start(tmp_path, {"faults": [{"kind": kind}]}, *flags) as settings:
        ca = Path(settings["EKTEPAKT_CA_FILE"]).read_text() if flags else None
        url = f"{settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
        received, how = RawClient(url, ca).ask(urlsplit(url).path)
    assert how == "reset"
    assert received.startswith(b"HTTP/1.1 403 Forbidden") is (kind == "reset_in_body")


@pytest.fixture(scope="module")
def impatient_sandbox() -> Iterator[Sandbox]:
    """One whose slow identities hold the same few ektepakter again and again: to draw all of them takes seconds."""
    drawn = Population.ektepakter

    def repeated(population: Population, digits: str, spraak: Spraak) -> Iterator[Json]:
        few = list(islice(drawn(population, digits, spraak), 50))
        return islice(cycle(few), population.describe(digits).antall)

    with pytest.MonkeyPatch.context() as patch, in_thread(SandboxOptions(calm=True, slow_seconds=0)) as sandbox:
        patch.setattr(Population, "ektepakter", repeated)
        yield sandbox


@pytest.fixture
async def dialogue(impatient_sandbox: Sandbox) -> AsyncIterator[Dialogue]:
    impatient_sandbox.reset()
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        yield Dialogue(impatient_sandbox.settings, session)


async def look(dialogue: Dialogue, digits: str) -> tuple[dict[str, str], bytes]:
    url = f"{dialogue.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{digits}"
    token = await dialogue.token()
    async with dialogue.session.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
        assert answer.status == 200
        return dict(answer.headers), await answer.read()


def slow_faults(*kinds: FaultKind, at: FaultPlace = FaultPlace.REGISTER) -> Faults:
    return Faults(faults=tuple(Fault(kind=kind, at=at, seconds=0.0002) for kind in kinds))


SLOW = numbers_of(MemberKind.SLOW, 1)[0]


async def test_a_slow_identitys_answer_is_compressed(impatient_sandbox: Sandbox, dialogue: Dialogue) -> None:
    impatient_sandbox.faults = slow_faults(FaultKind.GZIP)
    headers, body = await look(dialogue, SLOW)
    assert headers["Content-Encoding"] == "gzip"
    oppslag = json.loads(gzip.decompress(body))
    assert len(oppslag["ektepakt"]) == oppslag["antallEktepakt"] >= 20_000


async def test_a_slow_identitys_answer_is_truncated(impatient_sandbox: Sandbox, dialogue: Dialogue) -> None:
    whole = len((await look(dialogue, SLOW))[1])
    impatient_sandbox.faults = slow_faults(FaultKind.TRUNCATED_JSON)
    _, body = await look(dialogue, SLOW)
    assert 0.4 * whole < len(body) < 0.6 * whole
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


async def test_a_slow_identitys_answer_is_reset_in_its_middle(impatient_sandbox: Sandbox, dialogue: Dialogue) -> None:
    impatient_sandbox.faults = slow_faults(FaultKind.RESET_IN_BODY)
    with pytest.raises(aiohttp.ClientError):
        await look(dialogue, SLOW)
    assert impatient_sandbox.memory.answers == {0: 1}


async def test_a_slow_identitys_answer_is_reset_before_it_begins(
    impatient_sandbox: Sandbox, dialogue: Dialogue
) -> None:
    impatient_sandbox.faults = slow_faults(FaultKind.RESET)
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await look(dialogue, SLOW)


async def test_the_headers_of_a_slow_identity_drip_and_the_rest_goes_through_the_other_faults(
    impatient_sandbox: Sandbox, dialogue: Dialogue
) -> None:
    impatient_sandbox.faults = slow_faults(FaultKind.SLOW_HEADERS)
    oppslag = json.loads((await look(dialogue, SLOW))[1])
    assert len(oppslag["ektepakt"]) == oppslag["antallEktepakt"]
    impatient_sandbox.faults = slow_faults(FaultKind.SLOW_HEADERS, FaultKind.GZIP, FaultKind.TRUNCATED_JSON)
    body = gzip.decompress((await look(dialogue, SLOW))[1])
    assert body.startswith(b'{"rolleinnehaver"')
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


async def test_a_token_whose_headers_were_too_slow_for_the_client_was_not_issued(
    impatient_sandbox: Sandbox, dialogue: Dialogue
) -> None:
    fault = Fault(kind=FaultKind.SLOW_HEADERS, at=FaultPlace.TOKEN, seconds=0.05, to_request=1)
    impatient_sandbox.faults = Faults(faults=(fault,))
    asked = asyncio.create_task(dialogue.token())
    await until(lambda: impatient_sandbox.memory.token_requests)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asked, 0.2)
    await dialogue.token()
    assert (impatient_sandbox.memory.token_requests, impatient_sandbox.memory.tokens_issued) == (2, 1)


async def test_a_refusal_counts_though_a_fault_hid_it(impatient_sandbox: Sandbox, dialogue: Dialogue) -> None:
    impatient_sandbox.faults = slow_faults(FaultKind.BAD_GATEWAY, at=FaultPlace.TOKEN)
    async with dialogue.session.post(dialogue.settings["EKTEPAKT_TOKEN_URL"]) as answer:
        assert answer.status == 502
    assert impatient_sandbox.memory.grants_refused == ["MP-011"]


async def test_a_client_of_http_10_gets_slow_headers_and_a_body_without_chunks(
    impatient_sandbox: Sandbox, dialogue: Dialogue
) -> None:
    impatient_sandbox.faults = slow_faults(FaultKind.SLOW_HEADERS)
    url = urlsplit(f"{dialogue.settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{SLOW}")
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(f"GET {url.path} HTTP/1.0\r\nAuthorization: Bearer {await dialogue.token()}\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.0 200 OK")
    assert b"chunked" not in head
    assert len(json.loads(body)["ektepakt"]) >= 20_000


@pytest.mark.parametrize("place", list(FaultPlace))
async def test_an_endless_body_that_is_truncated_ends(
    impatient_sandbox: Sandbox, dialogue: Dialogue, place: FaultPlace
) -> None:
    impatient_sandbox.faults = slow_faults(FaultKind.ENDLESS_BODY, FaultKind.TRUNCATED_JSON, at=place)
    if place is FaultPlace.REGISTER:
        _, body = await look(dialogue, EXAMPLE_DIGITS)
    else:
        async with dialogue.session.post(dialogue.settings["EKTEPAKT_TOKEN_URL"]) as answer:
            body = await answer.read()
    assert (body[:1], len(body) > 500_000) == (b"{", True)
    assert impatient_sandbox.memory.tokens_issued == (place is FaultPlace.REGISTER)
