"""Makes settings of variables, in the environment or in `.env`: our own names, and those that the platform NAIS gives.

NAIS's names (docs.nais.io, "Maskinporten reference") count where our own in the same place say nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from batch.config.addresses import SCOPE
from batch.config.known_names import is_ours, known_environment_name
from batch.config.origins import Given, Origin
from batch.config.setting_names import PARTS, Setting
from batch.identity.environment import Environment
from batch.options.access_options import AddressOptions

_WELL_KNOWN = "/.well-known/"
_OF_NAIS = {
    "MASKINPORTEN_CLIENT_ID": "client_id",
    "MASKINPORTEN_CLIENT_JWK": "keystore",
    "MASKINPORTEN_SCOPES": "scope",
    "MASKINPORTEN_TOKEN_ENDPOINT": "token_url",
    "MASKINPORTEN_ISSUER": "audience",
}
_METADATA = "MASKINPORTEN_WELL_KNOWN_URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable as it stands somewhere."""

    name: str
    value: str = field(repr=False)
    origin: Origin


def is_read(name: str) -> bool:
    """Whether a name that is not ours is read all the same."""
    return name in _OF_NAIS or name == _METADATA


def settings_of(variables: Iterable[Variable], where: str) -> dict[str, Given]:
    """Return the settings that they make; an empty one says nothing, but an address must not be empty.

    Raises SettingsError for an unknown name of ours.
    """
    found: dict[str, Given] = {}
    platform: dict[str, Variable] = {}
    for each in variables:
        if is_ours(each.name):
            name = known_environment_name(each.name, where, source=each.origin.source)
            refuse_empty_address(name, each.value, each.origin)
            if each.value:
                found[name] = Given(value=each.value, origin=each.origin)
        elif is_read(each.name) and each.value.strip():
            platform[each.name] = each
    return _settings_of_nais(platform) | found


def origins_that_count(origins: Mapping[str, Origin], environment: Environment) -> Mapping[str, Origin]:
    """Leave out the addresses that the platform gives of Maskinporten, where it is not Maskinporten that is asked."""
    if environment is not Environment.SANDBOX:
        return origins
    addresses = {each.name for each in _address_settings()}
    return {name: each for name, each in origins.items() if not (name in addresses and is_read(each.name))}


def refuse_empty_address(name: str, value: object, origin: Origin) -> None:
    """An empty setting says nothing otherwise, but here it would stand for the environment's own address."""
    if name in {each.name for each in _address_settings()} and isinstance(value, str) and not value.strip():
        raise origin.error("is empty", remedy="give it a value, or remove it")


def _address_settings() -> tuple[Setting, ...]:
    (overrides,) = (part for part in PARTS if part.option_class is AddressOptions)
    return overrides.settings


def _settings_of_nais(variables: dict[str, Variable]) -> dict[str, Given]:
    found = {
        _OF_NAIS[name]: Given(value=each.value.strip(), origin=each.origin)
        for name, each in variables.items()
        if name in _OF_NAIS
    }
    metadata = variables.get(_METADATA)
    if metadata is not None and _WELL_KNOWN in metadata.value:
        issuer = metadata.value.strip().partition(_WELL_KNOWN)[0]
        for name, address in (("audience", f"{issuer}/"), ("token_url", f"{issuer}/token")):
            found.setdefault(name, Given(value=address, origin=metadata.origin))
    if "scope" in found and SCOPE in found["scope"].value.split():  # it lists all that the client may ask for
        found["scope"] = replace(found["scope"], value=SCOPE)
    return found
