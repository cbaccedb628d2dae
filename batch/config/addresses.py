"""Decides the addresses, the time-out and the rate of each environment, where no setting does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import assert_never
from urllib.parse import urlsplit

from batch.config.origins import Origin, OriginKind
from batch.errors import SettingsError
from batch.identity.environment import Environment
from batch.network.this_machine import is_this_machine
from batch.options.access_options import AddressOptions

SCOPE = "brreg:ektepakt/tlg"
_SHOWN = frozenset({"register_url", "token_url", "audience"})
_NO_PLAIN_ADDRESS = re.compile(r"[@?#\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the register and Maskinporten are (contract/ektepaktregisteret.md, contract/maskinporten.md)."""

    register_url: str
    token_url: str
    audience: str
    scope: str = SCOPE


_PPE = Addresses(
    register_url="https://ektepaktregisteret.ppe.brreg.no/ektepakt",
    token_url="https://test.maskinporten.no/token",  # noqa: S106 - an address
    audience="https://test.maskinporten.no/",
)
_PROD = Addresses(
    register_url="https://ektepaktregisteret.brreg.no/ektepakt",
    token_url="https://maskinporten.no/token",  # noqa: S106 - an address
    audience="https://maskinporten.no/",
)


def addresses_of(
    environment: Environment, overrides: AddressOptions, origins: Mapping[str, Origin] = MappingProxyType({})
) -> Addresses | None:
    """Return the environment's addresses with what overrides them; None for the embedded register's.

    Raises SettingsError for what is no address, and when some but not all of a sandbox elsewhere are given.
    """
    for field in fields(overrides):
        if field.name in _SHOWN:
            default = Origin(kind=OriginKind.ENVIRONMENT, name=f"EKTEPAKT_{field.name.upper()}")
            _check_address(origins.get(field.name, default), getattr(overrides, field.name))
    match environment:
        case Environment.PPE:
            return _overridden(_PPE, overrides)
        case Environment.PROD:
            return _overridden(_PROD, overrides)
        case Environment.SANDBOX:
            return _sandbox_elsewhere(overrides)
        case _ as unreachable:
            assert_never(unreachable)


def own_addresses(environment: Environment) -> Addresses | None:
    """Return the addresses of the environment itself; a sandbox has none that are always the same."""
    return {Environment.PPE: _PPE, Environment.PROD: _PROD}.get(environment)


def is_on_this_machine(address: str) -> bool:
    """Whether an address, with a scheme or without, names this machine."""
    _, host = _scheme_and_host(address if "://" in address else f"//{address}")
    return is_this_machine(host)


def _check_address(origin: Origin, address: str | None) -> None:
    """A bearer token crosses no network in the clear: http is for this machine alone."""
    if not address:
        return
    if _NO_PLAIN_ADDRESS.search(address):
        raise origin.error(
            "is no plain address, and addresses are shown", remedy="write it without user, password, query or blanks"
        )
    scheme, host = _scheme_and_host(address)
    if scheme not in {"http", "https"} or not host:
        raise origin.error("is no address", remedy="write it as https://host/path")
    if scheme == "http" and not is_this_machine(host):
        raise origin.error(
            "begins with http://, which is for servers on this machine alone", remedy="write it with https://"
        )


def _scheme_and_host(address: str) -> tuple[str, str]:
    """Return both, or an empty host for what can't be read, a port out of range included."""
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0
    except ValueError:
        return "", ""
    return parts.scheme, (parts.hostname or "") if has_port else ""


def timeout_of(environment: Environment) -> float:
    """Return the time-out of a look-up in seconds: the embedded register answers at once, or is told to be slow."""
    return 3.0 if environment is Environment.SANDBOX else 60.0


def rate_of(environment: Environment) -> float | None:
    """Return the most look-ups begun per second: polite to a register that documents no limit."""
    return None if environment is Environment.SANDBOX else 20.0


def _overridden(own: Addresses, overrides: AddressOptions) -> Addresses:
    return Addresses(
        register_url=overrides.register_url or own.register_url,
        token_url=overrides.token_url or own.token_url,
        audience=overrides.audience or own.audience,
        scope=overrides.scope or own.scope,
    )


def _sandbox_elsewhere(overrides: AddressOptions) -> Addresses | None:
    wanted = {
        "EKTEPAKT_REGISTER_URL": overrides.register_url,
        "EKTEPAKT_TOKEN_URL": overrides.token_url,
        "EKTEPAKT_AUDIENCE": overrides.audience,
    }
    missing = [name for name, value in wanted.items() if not value]
    if len(missing) == len(wanted):
        return None
    if missing:
        raise SettingsError(
            f"a sandbox elsewhere needs {', '.join(missing)} too", remedy="set it, or none of the addresses"
        )
    return _overridden(Addresses(register_url="", token_url="", audience=""), overrides)
