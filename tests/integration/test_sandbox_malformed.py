"""Requests that are barely HTTP: the documented errors where they can be read, and nothing in a log."""

import json
import logging
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest

from batch.sandbox import EXAMPLE_DIGITS, Sandbox
from batch.sandbox.trouble.malformed import discreet_logger

LOOK_UP = f"/ektepakt/api/v1/fnr/{EXAMPLE_DIGITS}"
FORM = "Content-Type: application/x-www-form-urlencoded"


def exchange(url: str, *pieces: str) -> tuple[int, str]:
    """Send the pieces as they are; gives status and body."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        for piece in pieces:
            connection.sendall(piece.encode())
        received = b""
        while read := connection.recv(65_536):
            received += read
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode()


def request(first_line: str, *headers: str) -> str:
    return "\r\n".join((f"{first_line} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""))


def test_an_unknown_expectation_is_passed_over(sandbox: Sandbox) -> None:
    status, body = exchange(sandbox.register_url, request(f"GET {LOOK_UP}", "Expect: foo"))
    assert (status, json.loads(body).keys()) == (403, {"korrelasjonsid", "tidspunkt", "feilmelding"})
    status, body = exchange(sandbox.register_url, request("POST /maskinporten/token", "Expect: foo"))
    assert (status, json.loads(body)["error"]) == (400, "invalid_request")


def test_who_waits_to_continue_is_told_to(sandbox: Sandbox) -> None:
    headers = (FORM, "Expect: 100-continue", "Content-Length: 4")
    status, body = exchange(sandbox.register_url, request("POST /maskinporten/token", *headers), "a=bc")
    assert (status, body.split()[1]) == (100, "400")


@pytest.mark.parametrize(
    ("path", "header"), [(f"{LOOK_UP}{'1' * 30_000}", "X: y"), (LOOK_UP, f"Authorization: Bearer {'a' * 30_000}")]
)
def test_a_long_path_or_header_gets_the_documented_error(sandbox: Sandbox, path: str, header: str) -> None:
    status, body = exchange(sandbox.register_url, request(f"GET {path}", header))
    assert (status, json.loads(body)["feilmelding"]) == (403, "Feil under autentisering av abonnent")


MALFORMED = {
    "an unknown method": (request(f"BREW {LOOK_UP}"),),
    "no address": (request(f"GET {LOOK_UP}æøå"),),
    "a path beyond all measure": (request(f"GET {LOOK_UP}{'1' * 70_000}"),),
    "a header beyond all measure": (request(f"GET {LOOK_UP}", f"X: {EXAMPLE_DIGITS}{'a' * 70_000}"),),
    "a bad chunk": (
        request("POST /maskinporten/token", FORM, "Transfer-Encoding: chunked") + "zz\r\nassertion=secret\r\n",
    ),
}


@pytest.mark.parametrize("pieces", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_request_is_a_400(sandbox: Sandbox, pieces: tuple[str, ...]) -> None:
    assert exchange(sandbox.register_url, *pieces)[0] == 400


def test_nothing_of_it_is_said_by_the_process() -> None:
    command = [sys.executable, "-m", "batch.sandbox", "--calm"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        settings: dict[str, Any] = json.loads(process.stdout.readline())
        for pieces in MALFORMED.values():
            exchange(settings["EKTEPAKT_REGISTER_URL"], *pieces)
        assert process.communicate(timeout=10) == (b"", b"")


def test_a_defect_is_told_of_by_its_place_alone(caplog: pytest.LogCaptureFixture) -> None:
    try:
        int(EXAMPLE_DIGITS + "x")
    except ValueError:
        discreet_logger().exception("Error handling request about %s", EXAMPLE_DIGITS)
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith("the sandbox failed: ValueError at test_sandbox_malformed.py:")
    assert EXAMPLE_DIGITS not in caplog.text
