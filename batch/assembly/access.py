"""Builds the access to register and Maskinporten: addresses, client and key, the user's own or the sandbox's."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from batch.assembly.credentials import check_credentials
from batch.assembly.embedded_sandbox import embedded_sandbox
from batch.config import Addresses, Config, refuse_untrusted_addresses, with_secrets_read
from batch.errors import SettingsError, say_unreadable
from batch.maskinporten.keys.expiry import check_validity
from batch.maskinporten.keys.loading import load_key
from batch.maskinporten.keys.material import KeyMaterial, check_consumer
from batch.maskinporten.keys.source import KeySource
from batch.network.proxy import Proxy, proxy_for, setting_for
from batch.options import Secret
from batch.options.access_options import CredentialOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Everything needed to be let in; loaded and checked before any network."""

    addresses: Addresses
    client_id: str
    consumer_org: str | None
    key: KeyMaterial = field(repr=False)
    tls: ssl.SSLContext | bool
    register_proxy: Proxy | None
    token_proxy: Proxy | None
    proxy_setting: str | None = None  #: where a proxy is set, used or not

    @property
    def way_out(self) -> str:
        """Through which proxy it is asked, or past which, in a few words; empty where none is set."""
        register, token = self.register_proxy, self.token_proxy
        if register is None and token is None:
            return f"directly, not through {self.proxy_setting}" if self.proxy_setting else ""
        if register is not None and token is not None and register.address == token.address:
            return f"through the proxy {register.address} ({register.setting})"
        return ", ".join(
            f"{whom} through the proxy {each.address} ({each.setting})"
            for whom, each in (("register", register), ("Maskinporten", token))
            if each is not None
        )


@contextmanager
def opened_access(config: Config) -> Iterator[Access]:
    """Give access to the configured register, or to the embedded one, which runs while the context lasts."""
    if config.addresses is not None:
        yield _own_access(config, config.addresses)
        return
    with embedded_sandbox() as settings:
        yield _embedded_access(config, settings)


def _own_access(config: Config, addresses: Addresses) -> Access:
    """Load the user's key material. Raises SettingsError or KeyMaterialError, each with its remedy."""
    refuse_untrusted_addresses(config)
    credentials, proxy = with_secrets_read(config.credentials), with_secrets_read(config.overrides).proxy
    tls = _tls(config.overrides.ca_file)
    register_proxy, token_proxy = (proxy_for(each, own=proxy) for each in (addresses.register_url, addresses.token_url))
    check_credentials(config.run.env, credentials)
    assert credentials.client_id and credentials.keystore  # noqa: PT018 - what the check is for
    source = KeySource(
        keystore=credentials.keystore,
        password=credentials.keystore_password,
        alias=credentials.keystore_alias,
        key_id=credentials.key_id,
        leaf_only=credentials.leaf_only,
        registered_on=credentials.key_registered_on,
    )
    key = load_key(source)
    check_validity(key, now=datetime.now(UTC))
    check_consumer(credentials.consumer_org, key)
    return Access(
        addresses=addresses,
        client_id=credentials.client_id,
        consumer_org=credentials.consumer_org,
        key=key,
        tls=tls,
        register_proxy=register_proxy,
        token_proxy=token_proxy,
        proxy_setting=setting_for(addresses.register_url, own=proxy),
    )


def _embedded_access(config: Config, settings: Mapping[str, str]) -> Access:
    """Build the access from the settings that the embedded register prints, the same way as from the user's own."""
    addresses = Addresses(
        register_url=settings["EKTEPAKT_REGISTER_URL"],
        token_url=settings["EKTEPAKT_TOKEN_URL"],
        audience=settings["EKTEPAKT_AUDIENCE"],
        scope=settings["EKTEPAKT_SCOPE"],
    )
    credentials = CredentialOptions(
        client_id=settings["EKTEPAKT_CLIENT_ID"],
        keystore=Secret(settings["EKTEPAKT_KEYSTORE"]),
        keystore_password=Secret(settings["EKTEPAKT_KEYSTORE_PASSWORD"]),
    )
    return _own_access(replace(config, credentials=credentials), addresses)


def _tls(ca_file: Path | None) -> ssl.SSLContext | bool:
    """Trust the system's certificates, and those of `ca_file` besides."""
    if ca_file is None:
        return True
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(ca_file.expanduser())
    except OSError as error:  # an SSLError too
        raise SettingsError(say_unreadable(error), remedy="check EKTEPAKT_CA_FILE", source=str(ca_file)) from error
    return context
