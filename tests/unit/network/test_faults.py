"""What a failed connection means, where no server of a test's own can bring it about."""

import errno
import os
import socket

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from batch.errors import MachineExhaustedError
from batch.network.faults import Fault, FaultKind, fault_of

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
