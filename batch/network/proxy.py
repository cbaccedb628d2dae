"""Decides through which forward proxy an address is asked, and how one signs in there."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

from batch.errors import SettingsError
from batch.network.this_machine import is_this_machine

OWN_SETTING = "EKTEPAKT_PROXY"
_PORTS = {"http": 80, "https": 443}
_REMEDY = "write it as http://host:port, or http://user:password@host:port with %40 for @, %3A for : and %2F for /"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A forward proxy. Its URL is without user and password, so that no error of a library's can hold them."""

    scheme: str
    address: str  #: host and port, as it is shown
    setting: str  #: where it was set
    sign_in: str | None = field(default=None, repr=False)  #: the value of Proxy-Authorization, a secret

    @property
    def host(self) -> str | None:
        return urlsplit(f"//{self.address}").hostname

    def arguments(self, headers: Mapping[str, str], *, is_tls: bool) -> dict[str, Any]:
        """Return what aiohttp is given for a request with these headers; through a tunnel no server sees the sign-in.

        It is given explicitly: aiohttp's `trust_env` would read ~/.netrc too.
        """
        through = {"proxy": f"{self.scheme}://{self.address}"}
        sign_in = {} if self.sign_in is None else {"Proxy-Authorization": self.sign_in}
        if is_tls:
            return {**through, "headers": headers, "proxy_headers": sign_in}
        return {**through, "headers": {**headers, **sign_in}}


def request_arguments(proxy: Proxy | None, headers: Mapping[str, str], *, is_tls: bool) -> dict[str, Any]:
    """Return the arguments of a request that say through which proxy it goes, its headers among them."""
    return {"headers": headers} if proxy is None else proxy.arguments(headers, is_tls=is_tls)


def proxy_for(address: str, *, own: str | None) -> Proxy | None:
    """Return the proxy for an address, None where it is asked directly, as everything on this machine is.

    `own` is EKTEPAKT_PROXY, which wins over HTTPS_PROXY, HTTP_PROXY and NO_PROXY (each in either spelling).
    Raises SettingsError for what is no proxy; the value may hold a password and is never shown.
    """
    url, setting = urlsplit(address), setting_for(address, own=own)
    if setting is None or url.hostname is None or is_this_machine(url.hostname):
        return None
    if own:
        return _read(own, setting)
    found = getproxies_environment()
    if _is_excepted(url, found.get("no", "")):
        return None
    return _read(found[url.scheme], setting)


def _is_excepted(url: SplitResult, no_proxy: str) -> bool:
    """Whether NO_PROXY says so: as urllib reads it, and as curl, Go and Windows do besides (blanks, CIDR, `*.`)."""
    assert url.hostname is not None
    excepted = [each for each in re.split(r"[,;\s]+", no_proxy) if each]
    if "*" in excepted or any(_is_in(url.hostname, each) for each in excepted):
        return True
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    names = ",".join(each.removeprefix("*") for each in excepted)
    return bool(proxy_bypass_environment(f"{host}:{url.port or _PORTS.get(url.scheme)}", {"no": names}))


def _is_in(host: str, network: str) -> bool:
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False


def setting_for(address: str, *, own: str | None) -> str | None:
    """Return where a proxy for such addresses is set, used for this one or not; None where nowhere."""
    scheme = urlsplit(address).scheme
    if own:
        return OWN_SETTING
    return f"{scheme.upper()}_PROXY" if getproxies_environment().get(scheme) else None


def _read(written: str, setting: str) -> Proxy:
    text = written.strip()
    refused = SettingsError(f"{setting} is no address of an HTTP proxy", remedy=_REMEDY)
    try:
        url = urlsplit(text if "://" in text else f"http://{text}")
        port = url.port or _PORTS.get(url.scheme)
    except ValueError:
        raise refused from None
    is_more = bool(url.path.strip("/") or url.query or url.fragment) or " " in url.netloc
    if url.scheme not in _PORTS or port is None or not url.hostname or is_more:
        raise refused
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    user, password = (unquote(each or "") for each in (url.username, url.password))
    sign_in = None if url.username is None else f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
    return Proxy(scheme=url.scheme, address=f"{host}:{port}", setting=setting, sign_in=sign_in)
