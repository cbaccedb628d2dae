"""What the settings come to: addresses and patience of each environment, and the day that the 2032 rule is read by."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from support import builders as make

from batch.config import SETTINGS, Addresses, Config
from batch.config.loading import load_config
from batch.errors import SettingsError
from batch.options.export_options import OutputFormat

pytestmark = pytest.mark.usefixtures("clean_folder")

PPE = Addresses(
    register_url="https://ektepaktregisteret.ppe.brreg.no/ektepakt",
    token_url="https://test.maskinporten.no/token",
    audience="https://test.maskinporten.no/",
    scope="brreg:ektepakt/tlg",
)
PROD = Addresses(
    register_url="https://ektepaktregisteret.brreg.no/ektepakt",
    token_url="https://maskinporten.no/token",
    audience="https://maskinporten.no/",
    scope="brreg:ektepakt/tlg",
)
ELSEWHERE = {
    "EKTEPAKT_REGISTER_URL": "http://127.0.0.1:8080/ektepakt",
    "EKTEPAKT_TOKEN_URL": "http://127.0.0.1:8081/token",
    "EKTEPAKT_AUDIENCE": "http://127.0.0.1:8081/",
}


def config(flags: Mapping[str, object], environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Config:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_config(flags, folder=Path.cwd(), today=make.TODAY)


@pytest.mark.parametrize(("env", "addresses"), [("ppe", PPE), ("prod", PROD), ("sandbox", None)])
def test_an_environment_brings_the_addresses_of_the_contract(
    env: str, addresses: Addresses | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config({"env": env}, {}, monkeypatch).addresses == addresses


def test_the_sandbox_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config({}, {}, monkeypatch).addresses is None


@pytest.mark.parametrize("env", ["ppe", "prod"])
def test_every_address_can_be_put_in_place_of_the_environments_own(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = config({"env": env}, ELSEWHERE | {"EKTEPAKT_SCOPE": "x:y/z"}, monkeypatch).addresses
    assert addresses == Addresses(
        register_url="http://127.0.0.1:8080/ektepakt",
        token_url="http://127.0.0.1:8081/token",
        audience="http://127.0.0.1:8081/",
        scope="x:y/z",
    )


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_address_alone_leaves_the_environments_others(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    field = name.removeprefix("EKTEPAKT_").lower()
    addresses = config({"env": "ppe"}, {name: ELSEWHERE[name]}, monkeypatch).addresses
    assert addresses is not None
    kept = {other: getattr(addresses, other) for other in ("register_url", "token_url", "audience") if other != field}
    assert getattr(addresses, field) == ELSEWHERE[name]
    assert kept == {other: getattr(PPE, other) for other in kept}


def test_a_sandbox_elsewhere_is_used_in_place_of_the_embedded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = config({}, ELSEWHERE, monkeypatch).addresses
    assert addresses is not None
    assert (addresses.register_url, addresses.scope) == (ELSEWHERE["EKTEPAKT_REGISTER_URL"], "brreg:ektepakt/tlg")


@pytest.mark.parametrize("missing", ELSEWHERE)
def test_a_sandbox_elsewhere_needs_all_of_its_addresses(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    some = {name: value for name, value in ELSEWHERE.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        config({}, some, monkeypatch)


@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        ("https://user:geheim@host/path", "write it without user, password, query or blanks"),
        ("register", "write it as https://host/path"),
        ("http://register.example/ektepakt", "write it with https://"),
    ],
)
def test_what_is_wrong_with_an_address_has_its_remedy(
    address: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError) as refused:
        config({"env": "ppe"}, {"EKTEPAKT_REGISTER_URL": address}, monkeypatch)
    assert refused.value.what.startswith("EKTEPAKT_REGISTER_URL ")
    assert refused.value.remedy == remedy
    assert remedy not in refused.value.what
    assert "geheim" not in str(refused.value)


def test_an_audience_is_shown_too_and_holds_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"EKTEPAKT_AUDIENCE .*is no plain address") as refused:
        config({"env": "ppe"}, {"EKTEPAKT_AUDIENCE": "https://user:geheim@host/"}, monkeypatch)
    assert "geheim" not in str(refused.value)


def test_more_patience_is_had_with_the_register_than_with_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox, ppe, prod = (config({"env": env}, {}, monkeypatch).timeout_seconds for env in ("sandbox", "ppe", "prod"))
    assert sandbox < ppe == prod
    assert ppe >= 30


@pytest.mark.parametrize("env", ["sandbox", "ppe", "prod"])
def test_patience_can_be_set(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config({"env": env, "timeout_seconds": "0.5"}, {}, monkeypatch).timeout_seconds == 0.5


def test_the_2032_rule_is_read_by_todays_date_unless_it_is_accepted_already(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config({}, {}, monkeypatch).accepts_2032 is False
    assert config({}, {"EKTEPAKT_ACCEPT_2032": "true"}, monkeypatch).accepts_2032 is True


def test_no_secret_and_no_credential_is_a_flag() -> None:
    flags = {name for name, setting in SETTINGS.items() if setting.about.is_flag}
    credentials = {name for name in SETTINGS if name.startswith(("keystore", "key_", "client_", "consumer"))}
    assert credentials
    assert flags & credentials == set()


@pytest.mark.parametrize(
    "name",
    [
        "client_id",
        "keystore",
        "keystore_password",
        "keystore_password_file",
        "keystore_alias",
        "key_id",
        "key_registered_on",
        "consumer_org",
        "register_url",
        "token_url",
        "audience",
        "scope",
        "ca_file",
    ],
)
def test_the_settings_of_the_interface_have_their_environment_names(name: str) -> None:
    assert SETTINGS[name].environment_name == f"EKTEPAKT_{name.upper()}"


@pytest.mark.parametrize(
    "flag",
    [
        "--env",
        "--out",
        "--column",
        "--sheet",
        "--format",
        "--concurrency",
        "--language",
        "--max-errors",
        "--test-persons",
        "--allow-series",
        "--log-format",
    ],
)
def test_the_flags_of_the_interface_are_there(flag: str) -> None:
    assert flag in {setting.flag for setting in SETTINGS.values() if setting.about.is_flag}


def test_every_setting_is_explained() -> None:
    assert [name for name, setting in SETTINGS.items() if not setting.about.help] == []


@pytest.mark.parametrize("given", [("csv,parquet",), ("csv", "parquet"), ("csv, parquet,",)])
def test_a_list_of_words_can_be_given_in_one_flag_or_in_several(
    given: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config({"format": given}, {}, monkeypatch).export.format == (OutputFormat.CSV, OutputFormat.PARQUET)


def test_the_name_of_a_column_in_a_flag_may_have_a_comma(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config({"column": ("Name, first",)}, {}, monkeypatch).inputs.column == ("Name, first",)
