"""What the sandbox says once it listens."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from batch.sandbox import Audience, Sandbox, SandboxOptions
from batch.sandbox.hosting.handout import Handout
from batch.sandbox.hosting.ready_message import announcement


@pytest.fixture
def settings(sandbox: Sandbox) -> dict[str, str]:
    return Handout(sandbox=sandbox).write()


def test_a_program_is_told_one_line_of_json(sandbox: Sandbox, settings: dict[str, str]) -> None:
    said = announcement(sandbox, settings, Audience.PROGRAM)
    assert (said.count("\n"), json.loads(said)) == (1, settings)


def test_a_person_is_told_every_address_and_setting_and_that_all_is_made_up(
    sandbox: Sandbox, settings: dict[str, str]
) -> None:
    said = announcement(sandbox, settings, Audience.PERSON)
    assert "made up" in said.splitlines()[0]
    for address in (f"{sandbox.register_url}/swagger-ui.html", sandbox.issuer, f"{sandbox.control_url}/memory"):
        assert address in said
    assert all(f"\n{name}=" in said for name in settings)


async def test_a_person_is_told_where_the_settings_were_written(tmp_path: Path) -> None:
    async with Sandbox(SandboxOptions(env_file=tmp_path / "my.env")) as sandbox:
        said = announcement(sandbox, sandbox.settings, Audience.PERSON)
        assert sandbox.settings["EKTEPAKT_KEYSTORE_PASSWORD"] not in said
    assert f"  set -a; . {tmp_path / 'my.env'}; set +a\n" in said


async def test_a_person_is_told_how_a_proxy_can_be_tried(tmp_path: Path) -> None:
    async with Sandbox(SandboxOptions(env_file=tmp_path / "my.env", tls=True)) as sandbox:
        said = announcement(sandbox, sandbox.settings, Audience.PERSON)
        port = urlsplit(sandbox.register_url).port
    assert f"EKTEPAKT_REGISTER_URL=https://register.intern.example:{port}/ektepakt\n" in said
    assert f"EKTEPAKT_TOKEN_URL=https://maskinporten.intern.example:{port}/maskinporten/token\n" in said
