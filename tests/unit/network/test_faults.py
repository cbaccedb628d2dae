"""What a failed connection means, where no server of a test's own can bring it about."""

import errno
import os
import socket

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from batch.errors import MachineExhaustedError
from batch.network.faults import Fault, FaultKind, fault_of
from batch.network.proxy import proxy_for

KEY = ConnectionKey("register.example", 443, True, True, None, None, None)


def fault(error: Exception) -> Fault:
    return fault_of(error, address="https://register.example", setting="EKTEPAKT_REGISTER_URL", proxy=None)


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ClientConnectorError(KEY, OSError(errno.EMFILE, "Too many open files")),
        aiohttp.ClientConnectorError(KEY, OSError(errno.ENOMEM, "Cannot allocate memory")),
        aiohttp.ClientConnectorError(KEY, socket.gaierror(socket.EAI_MEMORY, "Memory allocation failure")),
        aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(socket.EAI_MEMORY, "Memory allocation failure")),
    ],
)
def test_this_machines_own_limit_is_no_fault_of_the_network(error: Exception) -> None:
    with pytest.raises(MachineExhaustedError):
        fault(error)


def test_a_name_that_is_not_found_for_want_of_a_file_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    error = aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
    assert fault(error).kind is FaultKind.NO_WAY_OUT

    def refuse(*_: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(MachineExhaustedError, match="open file"):
        fault(error)


@pytest.mark.parametrize(("method", "blamed"), [("CONNECT", "the proxy p:1"), ("GET", "https://register.example")])
def test_what_answers_for_a_tunnel_and_is_no_http_is_the_proxy(method: str, blamed: str) -> None:
    url = URL("https://register.example")
    info = aiohttp.RequestInfo(url, method, CIMultiDictProxy(CIMultiDict()), url)
    error = aiohttp.ClientResponseError(info, (), status=400, message="Bad status line: 'SSH-2.0'")
    proxy = proxy_for("https://register.example", own="http://p:1")
    found = fault_of(error, address="https://register.example", setting="EKTEPAKT_REGISTER_URL", proxy=proxy)
    assert found.kind is FaultKind.LASTING
    assert found.what.startswith(f"what {blamed} answers")
    assert found.remedy is not None
    assert ("EKTEPAKT_PROXY" in found.remedy) is (method == "CONNECT")
