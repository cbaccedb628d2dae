"""Secrets that stand in files: named by a setting, or in the folder that systemd gives."""

from pathlib import Path

import pytest
from support import builders as make

from batch.config import SETTINGS, Config, described_settings, with_secrets_read
from batch.config.loading import load_config
from batch.config.setting_names import SECRETS
from batch.errors import SettingsError

pytestmark = pytest.mark.usefixtures("clean_folder")


def load() -> Config:
    return load_config({}, folder=Path.cwd(), today=make.TODAY)


def test_every_secret_can_stand_in_a_file() -> None:
    assert {f"{name}_file" for name in SECRETS} <= SETTINGS.keys()


@pytest.mark.parametrize(
    "content",
    [b"pass word", b"pass word\n", b"pass word\r\n", b"\xef\xbb\xbfpass word\r\n", "pass word\n".encode("utf-16")],
)
def test_a_password_is_read_from_its_file(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pw").write_bytes(content)
    monkeypatch.setenv("EKTEPAKT_KEYSTORE_PASSWORD_FILE", "pw")
    assert with_secrets_read(load().credentials).keystore_password == "pass word"


def test_the_place_that_comes_first_wins_whichever_way_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pw").write_text("of the file", "utf-8")
    Path(".env").write_text("EKTEPAKT_KEYSTORE_PASSWORD_FILE=pw\n", "utf-8")
    assert with_secrets_read(load().credentials).keystore_password == "of the file"
    monkeypatch.setenv("EKTEPAKT_KEYSTORE_PASSWORD", "of the environment")
    assert with_secrets_read(load().credentials).keystore_password == "of the environment"


@pytest.mark.parametrize("name", ["ektepakt-keystore-password", "EKTEPAKT_KEYSTORE_PASSWORD", "keystore_password"])
def test_systemds_credentials_are_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("credentials")
    folder.mkdir()
    (folder / name).write_bytes(b"\xef\xbb\xbfhush\n")
    (folder / "ektepakt-keystore").write_bytes(b"\x30\x82")
    (folder / "other").write_bytes(b"\xff")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    credentials = with_secrets_read(load().credentials)
    assert (credentials.keystore_password, credentials.keystore) == ("hush", str(folder / "ektepakt-keystore"))


def test_an_unknown_credential_of_ours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("ektepakt-keystore-passwort").write_text("hush", "utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(Path.cwd()))
    with pytest.raises(SettingsError, match=r"did you mean keystore_password\?"):
        load()


def test_each_setting_is_described_with_its_origin_and_no_secret_with_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("\nEKTEPAKT_KEYSTORE_PASSWORD=hush\nEKTEPAKT_ENV=ppe\n", "utf-8")
    monkeypatch.setenv("EKTEPAKT_CONCURRENCY", "3")
    described = {each.name: each for each in described_settings(load())}
    assert described.keys() == SETTINGS.keys()
    assert (described["keystore_password"].value, described["keystore"].value) == ("***", None)
    assert described["keystore_password"].said_origin == f".env in {Path.cwd()}, line 2"
    assert (described["concurrency"].value, described["concurrency"].said_origin) == (
        3,
        "EKTEPAKT_CONCURRENCY in the environment",
    )
    assert (described["rate"].value, described["rate"].said_origin) == (20.0, "default of ppe")
    assert described["token_url"].value == "https://test.maskinporten.no/token"
    assert described["attempts"].said_origin == "default"
    assert "hush" not in str(list(described.values()))
