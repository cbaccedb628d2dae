"""What `.env` may hold: settings, other programs' variables and comments; all else is an error with its line."""

import os
import socket
from pathlib import Path

import pytest
from support import builders as make

from batch.config import Config
from batch.config.loading import load_config
from batch.config.sources import DOTENV_NAME, TOML_NAME
from batch.errors import SettingsError

pytestmark = pytest.mark.usefixtures("clean_folder")
SECRET = "correct-horse"
ANOTHER_USER = 12_345


def load(content: bytes | None = None, name: str = DOTENV_NAME, **flags: str) -> Config:
    if content is not None:
        Path(name).write_bytes(content)
    return load_config(flags, folder=Path.cwd(), today=make.TODAY)


@pytest.mark.parametrize(
    "line",
    [
        f"EKTEPAKT_KEYSTORE_PASSWORD: {SECRET}",
        f"EKTEPAKT_KEYSTORE_PASSWORD : {SECRET}",
        f"EKTEPAKT_KEYSTORE_PASSWORD {SECRET}",
        f"set EKTEPAKT_KEYSTORE_PASSWORD={SECRET}",
        f"setx EKTEPAKT_KEYSTORE_PASSWORD {SECRET}",
        f"$env:EKTEPAKT_KEYSTORE_PASSWORD={SECRET}",
        f'$env:EKTEPAKT_KEYSTORE_PASSWORD = "{SECRET}"',
        f"ENV EKTEPAKT_KEYSTORE_PASSWORD={SECRET}",
        f'{{"EKTEPAKT_KEYSTORE_PASSWORD": "{SECRET}"}}',
        f'"EKTEPAKT_KEYSTORE_PASSWORD": "{SECRET}",',
        f'"EKTEPAKT_KEYSTORE_PASSWORD"={SECRET}',
        f"- EKTEPAKT_KEYSTORE_PASSWORD={SECRET}",
        f'EKTEPAKT_KEYSTORE_PASSWORD="{SECRET}',
        f'EKTEPAKT_KEYSTORE_PASSWORD="{SECRET}" and more',
        "EKTEPAKT_KEYSTORE_PASSWORD",
        "export EKTEPAKT_KEYSTORE_PASSWORD",
        "[run]",
        f"; {SECRET}",
        f"// {SECRET}",
        f"={SECRET}",
    ],
)
@pytest.mark.parametrize("before", ["", "# a comment\n\nOTHER=1\n"])
def test_a_line_that_is_no_setting_is_refused_with_its_number_and_nothing_of_it(line: str, before: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(f"{before}{line}\nEKTEPAKT_RATE=2\n".encode())
    number = 1 + before.count("\n")
    assert refused.value.source == f"{Path.cwd() / DOTENV_NAME}, line {number}"
    assert refused.value.what == "is no setting"
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("line", ["rate = 2", "max_errors=3", 'format = "csv"'])
def test_a_name_for_toml_is_no_name_for_dotenv(line: str) -> None:
    with pytest.raises(SettingsError, match=f"; write EKTEPAKT_{line.split('=', maxsplit=1)[0].strip().upper()}=…"):
        load(f"{line}\n".encode())


@pytest.mark.parametrize(
    "content",
    [
        b"EKTEPAKT_RATE=2\n",
        b"export EKTEPAKT_RATE=2\n",
        b"  EKTEPAKT_RATE = 2   # polite\r\n",
        b"ektepakt_rate='2'",
        b"\xef\xbb\xbfEKTEPAKT_RATE=2\n",
        "EKTEPAKT_RATE=2\r\n".encode("utf-16"),
        "\ufeffEKTEPAKT_RATE=2\r\n".encode("utf-16-be"),
        b"POLITE=2\nEKTEPAKT_RATE=${POLITE}\nOTHER=${NOT_OURS}\n",
        b"EKTEPAKT_RATE=${NOT_THERE:-2}\n",
    ],
)
def test_what_is_a_setting_is_read(content: bytes) -> None:
    assert load(content).lookup.rate == 2.0


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfrate = 2\n", "rate = 2\r\n".encode("utf-16")])
def test_toml_may_begin_with_a_byte_order_mark(content: bytes) -> None:
    assert load(content, TOML_NAME).lookup.rate == 2.0


def test_utf16_without_a_byte_order_mark_is_refused() -> None:
    with pytest.raises(SettingsError, match="it is no UTF-8"):
        load("EKTEPAKT_RATE=2\n".encode("utf-16-le"))


def test_a_variable_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"line 1: EKTEPAKT_RATE refers by \$\{…\} to a variable that is not set"):
        load(b"EKTEPAKT_RATE=${NOT_THERE}\n")


@pytest.mark.parametrize("name", [DOTENV_NAME, TOML_NAME])
def test_a_pipe_is_refused_and_not_waited_for(name: str) -> None:
    os.mkfifo(name)
    with pytest.raises(SettingsError, match="is a pipe or a device, and no file"):
        load()


def test_a_socket_is_refused() -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(DOTENV_NAME)
        with pytest.raises(SettingsError, match=r"\.env: can't be read"):
            load()


def test_a_virtual_environment_of_that_name_is_passed_over() -> None:
    Path(DOTENV_NAME).mkdir()
    assert load().notes == ()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("name", [DOTENV_NAME, TOML_NAME])
@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_of_another_user_is_not_read_which_is_said(name: str, *, is_link: bool) -> None:
    content = {DOTENV_NAME: b"EKTEPAKT_RATE=2\n", TOML_NAME: b"rate = 2\n"}[name]
    if is_link:
        Path("own").write_bytes(content)
        Path(name).symlink_to("own")
    else:
        Path(name).write_bytes(content)
    os.chown(name, ANOTHER_USER, -1, follow_symlinks=False)
    config = load()
    assert config.lookup.rate is None
    [note] = config.notes
    assert f"{Path.cwd() / name} belongs to user {ANOTHER_USER}, and is not read" in note
    assert load(trust_folder="true").lookup.rate == 2.0


@pytest.mark.parametrize("name", [DOTENV_NAME, TOML_NAME])
def test_a_folder_does_not_vouch_for_itself(name: str) -> None:
    content = {DOTENV_NAME: b"EKTEPAKT_TRUST_FOLDER=true\n", TOML_NAME: b"trust-folder = true\n"}[name]
    with pytest.raises(SettingsError, match="can't stand in the folder that it is about"):
        load(content, name)
