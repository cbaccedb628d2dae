"""The sandbox as a process of its own."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

import pytest
import requests
from support.fault_expectations import OF_THE_REGISTER_ONLY

from batch.sandbox import EXAMPLE_DIGITS, FaultKind, sandbox_in_thread

NAMES = {
    "EKTEPAKT_REGISTER_URL", "EKTEPAKT_TOKEN_URL", "EKTEPAKT_AUDIENCE", "EKTEPAKT_SCOPE", "EKTEPAKT_CLIENT_ID",
    "EKTEPAKT_KEYSTORE", "EKTEPAKT_KEYSTORE_PASSWORD",
}  # fmt: skip

Process = subprocess.Popen[bytes]


def start(*flags: str) -> Process:
    command = [sys.executable, "-m", "batch.sandbox", *flags]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.fixture
def process(request: pytest.FixtureRequest) -> Iterator[Process]:
    with start(*getattr(request, "param", ())) as started:
        yield started
        started.kill()


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def settings_of(process: Process) -> dict[str, str]:
    settings: dict[str, str] = json.loads(pipe(process.stdout).readline())
    return settings


def answers(settings: dict[str, str]) -> bool:
    with urllib.request.urlopen(settings["EKTEPAKT_AUDIENCE"] + "jwk") as answer:  # noqa: S310 - our own loopback
        return bool(json.load(answer)["keys"])


def test_it_prints_one_line_of_settings_and_ends_with_its_standard_input(process: Process) -> None:
    settings = settings_of(process)
    assert settings.keys() == NAMES
    assert answers(settings)
    rest, complaints = process.communicate(timeout=10)
    assert (process.returncode, rest, complaints) == (0, b"", b"")


def test_sigterm_ends_it(process: Process) -> None:
    settings_of(process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_ctrl_c_ends_it(process: Process) -> None:
    settings_of(process)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


@pytest.mark.parametrize("process", [["--ignore-interrupt"]], indirect=True)
def test_ctrl_c_can_be_left_to_the_parent(process: Process) -> None:
    settings = settings_of(process)
    process.send_signal(signal.SIGINT)
    assert answers(settings)
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_a_thread_of_a_synchronous_test_can_hold_it() -> None:
    with sandbox_in_thread() as sandbox:
        assert answers(sandbox.settings)
        assert sandbox.memory.tokens_issued == 0


@pytest.mark.parametrize("process", [["--calm"]], indirect=True)
def test_it_says_nothing_more_whatever_goes_wrong(process: Process) -> None:
    settings = settings_of(process)
    control = settings["EKTEPAKT_REGISTER_URL"].replace("/ektepakt", "/control")
    for kind in FaultKind:
        faults = {"faults": [{"kind": kind, "seconds": 0.001}, {"kind": kind, "seconds": 0.001, "at": "token"}]}
        if kind in OF_THE_REGISTER_ONLY:
            faults["faults"].pop()
        assert requests.put(f"{control}/faults", json=faults, timeout=10).status_code == 200
        for method, url in (
            ("GET", f"{settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"),
            ("POST", settings["EKTEPAKT_TOKEN_URL"]),
        ):
            with suppress(requests.ConnectionError):
                requests.request(method, url, stream=True, timeout=10).close()
    rest, complaints = process.communicate(timeout=10)
    assert (process.returncode, rest, complaints) == (0, b"", b"")
