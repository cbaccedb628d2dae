"""Addresses that are not the environment's own: announced, and from a file in the working folder refused."""

from pathlib import Path

import pytest
from support import builders as make

from batch.config import Config, foreign_addresses, refuse_untrusted_addresses
from batch.config.loading import load_config
from batch.config.sources import DOTENV_NAME, TOML_NAME
from batch.errors import SettingsError

pytestmark = pytest.mark.usefixtures("clean_folder")
ELSEWHERE = {
    "register_url": "https://register.example/ektepakt",
    "token_url": "https://maskinporten.example/token",
    "audience": "https://maskinporten.example/",
}
HERE = {
    "register_url": "https://127.0.0.1:8443/ektepakt",
    "token_url": "https://localhost:8443/token",
    "audience": "https://[::1]:8443/",
}


def load(env: str, **flags: str) -> Config:
    return load_config({"env": env, **flags}, folder=Path.cwd(), today=make.TODAY)


def write(place: str, settings: dict[str, str]) -> None:
    if place == DOTENV_NAME:
        lines = [f"EKTEPAKT_{name.upper()}={value}" for name, value in settings.items()]
    else:
        lines = [f'{name} = "{value}"' for name, value in settings.items()]
    Path(place).write_text("\n".join(["# mine", *lines]), "utf-8")


@pytest.mark.parametrize("env", ["ppe", "prod"])
@pytest.mark.parametrize("place", [DOTENV_NAME, TOML_NAME])
@pytest.mark.parametrize("name", ELSEWHERE)
def test_one_that_a_file_in_the_folder_gives_is_refused_unless_the_folder_is_trusted(
    env: str, place: str, name: str
) -> None:
    write(place, {name: ELSEWHERE[name]})
    with pytest.raises(SettingsError) as refused:
        refuse_untrusted_addresses(load(env))
    assert refused.value.source == f"{Path.cwd() / place}, line 2"
    assert refused.value.remedy is not None
    assert "--trust-folder" in refused.value.remedy
    refuse_untrusted_addresses(load(env, trust_folder="true"))


@pytest.mark.parametrize("place", [DOTENV_NAME, TOML_NAME])
def test_all_that_are_refused_are_named_at_once(place: str) -> None:
    write(place, ELSEWHERE)
    with pytest.raises(
        SettingsError, match=r"(?i)register_url and (EKTEPAKT_)?token_url and (EKTEPAKT_)?audience would"
    ):
        refuse_untrusted_addresses(load("ppe"))


def test_the_name_of_the_platform_is_no_way_round() -> None:
    Path(DOTENV_NAME).write_text("MASKINPORTEN_TOKEN_ENDPOINT=https://elsewhere.example/token\n", "utf-8")
    with pytest.raises(SettingsError, match="MASKINPORTEN_TOKEN_ENDPOINT would lead"):
        refuse_untrusted_addresses(load("prod"))


def test_one_on_this_machine_is_taken_from_the_folder() -> None:
    write(DOTENV_NAME, HERE | {"ca_file": "ca.pem"})
    refuse_untrusted_addresses(load("ppe"))


def test_whom_to_trust_besides_is_refused_where_others_than_this_machine_are_asked() -> None:
    write(DOTENV_NAME, {"ca_file": "ca.pem"})
    with pytest.raises(SettingsError, match="EKTEPAKT_CA_FILE would"):
        refuse_untrusted_addresses(load("ppe"))


def test_one_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ELSEWHERE.items():
        monkeypatch.setenv(f"EKTEPAKT_{name.upper()}", value)
    refuse_untrusted_addresses(load("prod"))


def test_a_sandbox_is_told_no_real_identifier_and_may_be_anywhere() -> None:
    write(DOTENV_NAME, ELSEWHERE)
    refuse_untrusted_addresses(load("sandbox"))


def test_the_environments_own_is_not_foreign() -> None:
    write(DOTENV_NAME, {"token_url": "https://maskinporten.no/token/", "register_url": ELSEWHERE["register_url"]})
    assert [each.setting.name for each in foreign_addresses(load("prod"))] == ["register_url"]
    refused = foreign_addresses(load("ppe"))
    assert [each.setting.name for each in refused] == ["register_url", "token_url"]
    assert refused[1].said_origin == f" (from .env in {Path.cwd()}, line 2)"


@pytest.mark.parametrize("env", ["ppe", "prod"])
def test_the_platforms_addresses_are_for_maskinporten_alone(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKINPORTEN_WELL_KNOWN_URL", "https://m.example/.well-known/oauth-authorization-server")
    monkeypatch.setenv("MASKINPORTEN_SCOPES", "a:b brreg:ektepakt/tlg")
    monkeypatch.setenv("MASKINPORTEN_CLIENT_ID", "me")
    monkeypatch.setenv("MASKINPORTEN_CLIENT_JWK", '{"kid": "k"}')
    config = load(env)
    assert config.addresses is not None
    assert (config.addresses.token_url, config.addresses.audience) == ("https://m.example/token", "https://m.example/")
    assert config.addresses.scope == "brreg:ektepakt/tlg"
    assert (config.credentials.client_id, config.credentials.keystore) == ("me", '{"kid": "k"}')
    assert load("sandbox").addresses is None
    monkeypatch.setenv("MASKINPORTEN_TOKEN_ENDPOINT", "https://m.example/other")
    monkeypatch.setenv("EKTEPAKT_CLIENT_ID", "own")
    assert load(env).credentials.client_id == "own"
    assert load(env).overrides.token_url == "https://m.example/other"


def test_a_variable_that_stands_for_two_addresses_is_named_once() -> None:
    well_known = "https://elsewhere.example/.well-known/oauth-authorization-server"
    Path(DOTENV_NAME).write_text(f"MASKINPORTEN_WELL_KNOWN_URL={well_known}\n", "utf-8")
    with pytest.raises(SettingsError) as refused:
        refuse_untrusted_addresses(load("prod"))
    assert refused.value.what.startswith("MASKINPORTEN_WELL_KNOWN_URL would lead")
