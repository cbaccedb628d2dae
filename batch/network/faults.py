"""Decides what a failed connection means, and says it in one sentence: the same for the register and Maskinporten."""

import os
import re
import socket
from codecs import BOM_UTF8
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus

import aiohttp
from aiohttp import hdrs

from batch.errors import MachineExhaustedError
from batch.errors.exhaustion import exhaustion
from batch.errors.tls import lasting_tls_fault, root_of
from batch.identity.masking import mask_identifiers
from batch.network.proxy import OWN_SETTING, Proxy
from batch.network.sessions import LONGEST_HEADER

LONGEST_PARSER_TEXT = 120  # characters; it can quote what came
_ENCODING = re.compile(r"content-encoding: (?:\S+ \()?([\w-]{1,20})")
_WORTH_WAITING_FOR = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_NO_WAY_OUT = (
    "does this machine reach the internet through a proxy? Then set HTTPS_PROXY or EKTEPAKT_PROXY; otherwise check "
    "{setting} and the name server"
)


class FaultKind(Enum):
    """What another attempt could bring."""

    LASTING = auto()  #: the same again: TLS that fails for good, no HTTP, a proxy that refuses
    SIGN_IN = auto()  #: the same again: the proxy wants to know who asks (407)
    NO_WAY_OUT = auto()  #: the name does not resolve, or the proxy can't be reached: nobody was asked
    UNREACHABLE = auto()  #: no connection could be made
    TIMEOUT = auto()  #: connected, and no answer in time
    ENCODED = auto()  #: an answer in an encoding that was not asked for
    CUT_SHORT = auto()  #: half an answer
    BROKEN = auto()  #: the connection broke


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a request brought no answer; it holds no URL, since that can hold an identifier or a password."""

    kind: FaultKind
    what: str
    remedy: str | None = None


def fault_of(error: Exception, *, address: str, setting: str, proxy: Proxy | None) -> Fault:
    """Say what became of a request to `address`, which is in `setting`.

    Raises MachineExhaustedError where it is this machine's own limit.
    """
    if own := exhaustion(error) or _used_up_unsaid(error):
        raise own from None
    request = getattr(error, "request_info", None)  # the tunnel is asked for by a request of its own
    is_asking_proxy = request is not None and request.method == hdrs.METH_CONNECT
    is_asking_proxy &= not isinstance(error, aiohttp.ClientHttpProxyError)  # it answers properly, about the server
    is_at_proxy = proxy is not None and (is_asking_proxy or getattr(error, "host", None) == proxy.host)
    where = _Place(
        address=f"the proxy {proxy.address}" if proxy and is_at_proxy else address,
        via=f" through the proxy {proxy.address}" if proxy and not is_at_proxy else "",
        setting=proxy.setting if proxy and is_at_proxy else setting,
    )
    return _proxy_fault(error, where, proxy) or _lasting(error, where) or _passing(error, where)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Who failed to answer, by which way, and where that was set."""

    address: str
    via: str
    setting: str


def _used_up_unsaid(error: Exception) -> MachineExhaustedError | None:
    """A name is not found either where there is no memory, or no file can be opened, to look it up."""
    root = root_of(error)
    if isinstance(root, socket.gaierror) and root.errno == socket.EAI_MEMORY:
        return exhaustion(MemoryError())
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        try:
            os.close(os.open(os.devnull, os.O_RDONLY))
        except OSError as own:
            return exhaustion(own)
    return None


def _proxy_fault(error: Exception, where: _Place, proxy: Proxy | None) -> Fault | None:
    if proxy is None:
        return None
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientConnectorDNSError):
        return Fault(
            kind=FaultKind.NO_WAY_OUT,
            what=f"no connection to the proxy {proxy.address} ({_reason(error)})",
            remedy=f"check {proxy.setting}, and whether the proxy runs",
        )
    if not isinstance(error, aiohttp.ClientHttpProxyError):
        return None
    if error.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return sign_in_fault(proxy)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status in _WORTH_WAITING_FOR:
        what = f"the proxy {proxy.address} does not reach {where.address} ({error.status})"
        return Fault(kind=FaultKind.UNREACHABLE, what=what)
    return Fault(
        kind=FaultKind.LASTING,
        what=f"the proxy {proxy.address} does not connect to {where.address} ({error.status})",
        remedy=f"have the proxy allow it, or check {proxy.setting} and {where.setting}",
    )


def sign_in_fault(proxy: Proxy) -> Fault:
    """Say that a proxy wants to know who asks, or does not take what it was told."""
    if proxy.sign_in is None:
        what, remedy = "wants to know who asks", f"set {OWN_SETTING} to http://user:password@{proxy.address}"
    else:
        what, remedy = "does not take the user and password", f"check those in {proxy.setting}"
    return Fault(kind=FaultKind.SIGN_IN, what=f"the proxy {proxy.address} {what} (407)", remedy=remedy)


def _lasting(error: Exception, where: _Place) -> Fault | None:
    """Name what no other attempt can mend, in the words of OpenSSL or of the HTTP parser."""
    is_connecting = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ClientConnectorCertificateError)
    if tls := lasting_tls_fault(error, is_connecting=is_connecting):
        return Fault(
            kind=FaultKind.LASTING,
            what=f"no TLS with {where.address}{where.via}: {tls.reason}",
            remedy=tls.remedy.format(setting=where.setting),
        )
    if not isinstance(error, aiohttp.ClientResponseError):
        return None
    remedy = f"check {where.setting}, and what stands between"
    if encoding := _ENCODING.search(error.message.casefold()):
        return Fault(kind=FaultKind.ENCODED, what=say_encoded(encoding[1]), remedy=remedy)
    said = mask_identifiers(" ".join(error.message.split()))[:LONGEST_PARSER_TEXT]
    is_too_long = said.startswith("Got more than")
    what = f"a header of more than {LONGEST_HEADER // 1024} KiB" if is_too_long else f"no HTTP ({said})"
    return Fault(
        kind=FaultKind.LASTING,
        what=f"what {where.address} answers{where.via} is {what}",
        remedy=remedy,
    )


def say_encoded(encoding: str) -> str:
    return f"the answer came in {encoding}, which was not asked for"


def is_page(body: bytes) -> bool:
    """Whether it is HTML, whatever it is said to be."""
    return body.removeprefix(BOM_UTF8).lstrip()[:1] == b"<"


def say_other_charset(body: bytes, charset: str | None) -> str | None:
    """Say so where an answer is not in UTF-8, as JSON has to be; None where it is."""
    try:
        body.decode()
    except UnicodeDecodeError:
        is_named = charset is not None and charset.lower() not in {"utf-8", "utf8"}
        return f"the answer came in {charset if is_named else 'no UTF-8'}, which was not asked for"
    return None


def _passing(error: Exception, where: _Place) -> Fault:
    """Name what another attempt can mend, by its class and the system's own words."""
    to = f"{where.address}{where.via}"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        remedy = _NO_WAY_OUT.format(setting=where.setting)
        what = f"the name of {where.address} does not resolve ({_reason(error)})"
        return Fault(kind=FaultKind.NO_WAY_OUT, what=what, remedy=remedy)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Fault(kind=FaultKind.UNREACHABLE, what=f"no connection to {to} in time")
    if isinstance(error, TimeoutError):
        return Fault(kind=FaultKind.TIMEOUT, what=f"{where.address} did not answer in time{where.via}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return Fault(kind=FaultKind.CUT_SHORT, what=f"the answer of {where.address} was cut short")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Fault(kind=FaultKind.UNREACHABLE, what=f"no connection to {to} ({_reason(error)})")
    return Fault(kind=FaultKind.BROKEN, what=f"the connection to {to} failed ({_reason(error)})")


def _reason(error: Exception) -> str:
    """Say what failed without quoting the error, which holds addresses."""
    inner = getattr(error, "os_error", error)
    return getattr(inner, "strerror", None) or type(inner).__name__
