"""Tells addresses that are not the environment's own, and refuses those that only a file in the folder vouches for."""

from collections.abc import Sequence
from dataclasses import dataclass

from batch.config.addresses import is_on_this_machine, own_addresses
from batch.config.composed import Config
from batch.config.origins import Origin, OriginKind
from batch.config.setting_names import PARTS, Setting
from batch.errors import SettingsError
from batch.identity.environment import Environment
from batch.options.access_options import AddressOptions

_LEADS_NOWHERE = "scope"  # what a token is for, not where anything is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignAddress:
    """A setting that leads elsewhere than the environment's own; `value` is None for a secret."""

    setting: Setting
    value: str | None
    origin: Origin | None

    @property
    def said_origin(self) -> str:
        return f" (from {self.origin})" if self.origin is not None else ""

    def __str__(self) -> str:
        """Say it in a line of its own."""
        value = "" if self.value is None else f" {self.value}"
        return f"{self.setting.name}{value}{self.said_origin}"


def foreign_addresses(config: Config) -> list[ForeignAddress]:
    """Return the addresses in force, and what else decides who is talked to, that are not the environment's own."""
    own = own_addresses(config.run.env)
    return [
        ForeignAddress(
            setting=setting,
            value=None if setting.is_secret else str(value),
            origin=config.origins.get(setting.name),
        )
        for setting in _address_settings()
        if (value := getattr(config.overrides, setting.field.name))
        and not _is_same(str(value), getattr(own, setting.field.name, None))
    ]


def said_origin(addresses: Sequence[ForeignAddress], name: str) -> str:
    """Say in brackets where the address of that name comes from; nothing where it is the environment's own."""
    return next((each.said_origin for each in addresses if each.setting.name == name), "")


def refuse_untrusted_addresses(config: Config) -> None:
    """Raise SettingsError when a file in the working folder would lead a grant or identifiers elsewhere.

    A folder can be somebody else's, as one that was unpacked or shared is. Servers on this machine are exempt.
    """
    if config.run.env is Environment.SANDBOX or config.consent.trust_folder:
        return
    refused = [each for each in foreign_addresses(config) if _is_untrusted(each, config)]
    if refused:
        origin = refused[0].origin
        assert origin is not None
        names = " and ".join(dict.fromkeys(each.origin.name for each in refused if each.origin is not None))
        raise SettingsError(
            f"{names} would lead grants or identifiers elsewhere than to {config.run.env}'s own addresses",
            remedy="give --trust-folder if you know who wrote that file, or set it in the environment",
            source=origin.source,
        )


def _is_untrusted(address: ForeignAddress, config: Config) -> bool:
    setting, origin = address.setting, address.origin
    if origin is None or origin.kind is not OriginKind.FILE or setting.name == _LEADS_NOWHERE:
        return False
    if setting.name == "ca_file":  # whom to trust matters where it is not this machine that is asked
        assert config.addresses is not None
        return not all(map(is_on_this_machine, (config.addresses.register_url, config.addresses.token_url)))
    return not is_on_this_machine(str(getattr(config.overrides, setting.field.name)))


def _is_same(address: str, own: str | None) -> bool:
    return own is not None and address.rstrip("/") == own.rstrip("/")


def _address_settings() -> tuple[Setting, ...]:
    (overrides,) = (part for part in PARTS if part.option_class is AddressOptions)
    return overrides.settings
