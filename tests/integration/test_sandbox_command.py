"""The sandbox as a command: what it writes, what it refuses, and that other tools agree with it."""

import json
import os
import ssl
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.serialization import pkcs12
from joserfc import jwt
from joserfc.jwk import RSAKey
from support.sandbox_dialogue import GRANT_TYPE, claims_of

from batch.sandbox import EXAMPLE_DIGITS, Sandbox, SandboxOptions, UnusableOptionsError, sandbox_in_thread
from batch.sandbox.command import run_command
from batch.sandbox.hosting import handout
from batch.sandbox.hosting.ready_message import Audience

DOCUMENTED = json.loads((Path(__file__).parent.parent / "data" / "oppslag_example.json").read_text("utf-8"))


def command(*flags: str | Path) -> list[str]:
    return [sys.executable, "-m", "batch.sandbox", *map(str, flags)]


@contextmanager
def started(*flags: str | Path) -> Iterator[dict[str, str]]:
    with subprocess.Popen(command(*flags), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.communicate(timeout=10)
        assert process.returncode == 0


def refused(*flags: str | Path) -> str:
    with pytest.raises(UnusableOptionsError) as caught:
        run_command([*map(str, flags)], prog="python -m batch.sandbox", audience=Audience.PROGRAM)
    return str(caught.value)


def refused_as_a_process(*flags: str | Path) -> str:
    ended = subprocess.run(
        command(*flags), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
    return ended.stderr


def read_env(path: Path) -> dict[str, str]:
    """Let a shell read the file, and ask it what it understood."""
    script = f"set -a; . '{path}'; exec env -0"
    printed = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True, env={}).stdout
    pairs = (each.split("=", 1) for each in printed.split("\0") if each.startswith("EKTEPAKT_"))
    return dict(pairs)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def token_of(settings: dict[str, str], assertion: str, **more: Any) -> str:
    form = {"grant_type": GRANT_TYPE, "assertion": assertion}
    answer = requests.post(settings["EKTEPAKT_TOKEN_URL"], data=form, timeout=10, **more)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def x5c_assertion(settings: dict[str, str]) -> str:
    """Sign as somebody would who has no library for it: openssl takes the keystore apart."""
    keystore, password = settings["EKTEPAKT_KEYSTORE"], settings["EKTEPAKT_KEYSTORE_PASSWORD"]
    common = ["openssl", "pkcs12", "-in", keystore, "-passin", f"pass:{password}", "-nodes"]
    key = subprocess.run([*common, "-nocerts"], capture_output=True, check=True).stdout
    leaf = subprocess.run([*common, "-clcerts", "-nokeys"], capture_output=True, text=True, check=True).stdout
    body = leaf.partition("-----BEGIN CERTIFICATE-----")[2].partition("-----END")[0]
    pem_key = key[key.index(b"-----BEGIN") :]
    return jwt.encode({"alg": "RS256", "x5c": ["".join(body.split())]}, claims_of(settings), RSAKey.import_key(pem_key))


def test_a_pipe_is_not_replaced_by_the_env_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="would be replaced"):
        handout._write(tmp_path / "pipe", b"x")
    assert (tmp_path / "pipe").is_fifo()


def test_requests_does_the_whole_dialogue_with_what_the_env_file_says(tmp_path: Path) -> None:
    env_file = tmp_path / "sandbox.env"
    with started("--calm", "--env-file", env_file, "--credentials", tmp_path / "keys") as settings:
        assert read_env(env_file) == settings
        assert mode(env_file) == 0o600
        token = token_of(settings, x5c_assertion(settings))
        url = f"{settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
        oppslag = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10).json()
    assert oppslag | {"oppslagstidspunkt": ""} == DOCUMENTED | {"oppslagstidspunkt": ""}


@pytest.mark.skipif(which("curl") is None, reason="curl is not installed")
def test_curl_does_the_whole_dialogue_over_https(tmp_path: Path) -> None:
    with started("--calm", "--tls", "--credentials", tmp_path) as settings:
        assert settings["EKTEPAKT_REGISTER_URL"].startswith("https://127.0.0.1:")
        curl = ["curl", "-sS", "--fail", "--cacert", settings["EKTEPAKT_CA_FILE"]]
        form = ["-d", f"grant_type={GRANT_TYPE}", "--data-urlencode", f"assertion={x5c_assertion(settings)}"]
        answer = subprocess.run([*curl, *form, settings["EKTEPAKT_TOKEN_URL"]], capture_output=True, check=True)
        bearer = f"Authorization: Bearer {json.loads(answer.stdout)['access_token']}"
        url = f"{settings['EKTEPAKT_REGISTER_URL']}/api/v1/fnr/{EXAMPLE_DIGITS}"
        oppslag = subprocess.run([*curl, "-H", bearer, url], capture_output=True, check=True)
        assert json.loads(oppslag.stdout)["rolleinnehaver"] == EXAMPLE_DIGITS
        with pytest.raises(urllib.request.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(url, context=ssl.create_default_context())  # noqa: S310 - our own loopback


def test_the_certificate_chain_validates_with_openssl(tmp_path: Path) -> None:
    with started("--credentials", tmp_path):
        leaf, root, issuing = _certificates(tmp_path)
        verify = ["openssl", "verify", "-x509_strict", "-CAfile", root]
        whole = subprocess.run([*verify, "-untrusted", issuing, leaf], capture_output=True, text=True, check=False)
        assert (whole.returncode, whole.stdout.strip()) == (0, f"{leaf}: OK")
        assert subprocess.run([*verify, leaf], capture_output=True, check=False).returncode != 0


@pytest.mark.skipif(which("keytool") is None, reason="no Java is installed")
def test_keytool_opens_the_java_keystore(tmp_path: Path) -> None:
    with started("--credentials", tmp_path):
        content = (tmp_path / "virksomhet.jks").read_bytes()
        assert content[:4] == b"\xfe\xed\xfe\xed"
        converted = tmp_path / "converted.p12"
        subprocess.run(
            [
                "keytool", "-importkeystore", "-noprompt", "-srckeystore", tmp_path / "virksomhet.jks", "-srcstoretype",
                "JKS", "-srcstorepass", "sandkasse", "-destkeystore", converted, "-deststoretype", "PKCS12",
                "-deststorepass", "sandkasse",
            ],
            capture_output=True,
            check=True,
        )  # fmt: skip
        keys = [
            pkcs12.load_key_and_certificates(path.read_bytes(), b"sandkasse")[0]
            for path in (converted, tmp_path / "virksomhet.p12")
        ]
    assert keys[0].private_numbers() == keys[1].private_numbers()  # type: ignore[union-attr]


def test_each_form_of_key_is_written_with_its_own_settings(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with started("--calm", "--credentials", folder) as settings:
        written = {path.name for path in folder.iterdir()}
        forms = {"virksomhet.p12", "virksomhet.jks", "virksomhet.pem", "noekkel.jwk"}
        assert written == forms | {f"{form}.env" for form in forms} | {"virksomhet-ca.pem"}
        assert {mode(path) for path in folder.iterdir()} == {0o600}
        assert mode(folder) == 0o700
        assert read_env(folder / "virksomhet.p12.env") == settings
        jwk_settings = read_env(folder / "noekkel.jwk.env")
        key = RSAKey.import_key(json.loads((folder / "noekkel.jwk").read_text()))
        header = {"alg": "RS256", "kid": jwk_settings["EKTEPAKT_KEY_ID"]}
        assert key.kid == header["kid"]
        assert token_of(jwk_settings, jwt.encode(header, claims_of(jwk_settings), key))


def test_a_host_that_others_can_reach_is_refused() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.com"):  # noqa: S104 - refused is what they are
        assert "loopback only" in refused("--host", host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_every_name_of_loopback_is_served(host: str) -> None:
    with started("--host", host) as settings:
        assert requests.get(settings["EKTEPAKT_AUDIENCE"] + "jwk", timeout=10).status_code == 200


def test_https_tells_a_client_whom_to_trust_without_a_place_for_keys(tmp_path: Path) -> None:
    with started("--tls", "--env-file", tmp_path / "sandbox.env") as settings:
        assert read_env(tmp_path / "sandbox.env") == settings
        ca_file = settings["EKTEPAKT_CA_FILE"]
        assert requests.get(settings["EKTEPAKT_AUDIENCE"] + "jwk", verify=ca_file, timeout=10).status_code == 200
    assert not Path(ca_file).parent.exists()


def test_in_python_too_a_client_over_https_is_told_whom_to_trust() -> None:
    with sandbox_in_thread(SandboxOptions(tls=True)) as sandbox:
        ca_file = sandbox.settings["EKTEPAKT_CA_FILE"]
        assert requests.get(sandbox.issuer + "jwk", verify=ca_file, timeout=10).status_code == 200
    assert not Path(ca_file).exists()


def test_a_port_that_is_taken_is_named() -> None:
    with started() as settings:
        port = settings["EKTEPAKT_REGISTER_URL"].split(":")[2].split("/")[0]
        assert port in refused_as_a_process("--port", port)


def test_a_given_port_is_taken() -> None:
    with started() as settings:
        port = settings["EKTEPAKT_REGISTER_URL"].split(":")[2].split("/")[0]
    with started("--port", port) as again:
        assert again["EKTEPAKT_REGISTER_URL"] == settings["EKTEPAKT_REGISTER_URL"]


def test_a_file_of_faults_is_followed_or_its_mistake_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"faults": [{"kind": "bad_gateway", "at": "token"}]}')
    bad.write_text('{"faults": [{"kind": "plague"}]}')
    with started("--faults", good) as settings:
        assert requests.post(settings["EKTEPAKT_TOKEN_URL"], timeout=10).status_code == 502
    assert "$.faults[0].kind" in refused("--faults", bad)
    bad.write_text('{"faults": [{"kind": "reset", "from_request": 9, "to_request": 2}]}')
    assert "to_request 2 is before from_request 9" in refused("--faults", bad)
    bad.write_bytes(b'{"faults": [{"kind": "\xe6"}]}')
    assert str(bad) in refused("--faults", bad)
    assert "absent.json" in refused("--faults", tmp_path / "absent.json")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in refused("--credentials", tmp_path / "file")
    assert f"can't write {tmp_path / 'absent' / 'my.env'}:" in refused("--env-file", tmp_path / "absent" / "my.env")


def test_in_python_too_only_loopback_is_served() -> None:
    with pytest.raises(UnusableOptionsError, match="loopback only"):
        Sandbox(SandboxOptions(host="0.0.0.0"))  # noqa: S104 - refused is what it is


def test_a_day_before_the_first_is_refused() -> None:
    with pytest.raises(UnusableOptionsError, match="--day"):
        Sandbox(SandboxOptions(day=-1))


def _certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Part the PEM files: the leaf, the root and the issuing authority, each in a file."""
    leaf = folder / "leaf.pem"
    marker = "-----BEGIN CERTIFICATE-----"
    leaf.write_text(marker + (folder / "virksomhet.pem").read_text().split(marker)[1])
    parts = [marker + each for each in (folder / "virksomhet-ca.pem").read_text().split(marker)[1:]]
    root, issuing = folder / "root.pem", folder / "issuing.pem"
    root.write_text(parts[0])
    issuing.write_text(parts[1])
    return leaf, root, issuing
