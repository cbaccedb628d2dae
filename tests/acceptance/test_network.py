"""The way out, as a user sees it: which proxy, what it says, and nothing of its password."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.made_certificates import Wrong, serve_wrong
from support.outputs import manifest
from support.program import Program, wait_until_asked
from support.raw_servers import ForwardProxy, forward_proxy, page, raw_server
from support.tls_front import tls_front

from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, Sandbox

PASSWORD = "v8-tq%40elig"
PROXIES = {"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}


@dataclass(frozen=True)
class Behind:
    """The register and Maskinporten under names that only the proxy knows."""

    program: Program
    proxy: ForwardProxy

    def with_settings(self, **settings: str) -> Program:
        program = Program(self.program.folder, {**self.program.environment, **settings})
        for name in [each for each in program.environment if each.upper() in PROXIES and each not in settings]:
            del program.environment[name]
        return program


@pytest.fixture
def behind(program: Program, sandbox: Sandbox) -> Iterator[Behind]:
    served = serve_wrong(Wrong.NOTHING)
    ca_file = program.folder / "ca.pem"
    ca_file.write_bytes(served.ca_pem)
    write_list(program.folder / "people.csv", some_identifiers(20))
    with (
        tls_front(sandbox.settings["EKTEPAKT_REGISTER_URL"], served.context) as front,
        forward_proxy(sign_in="bank:v8-tq@elig") as proxy,
    ):
        settings = {
            **sandbox.settings,
            "EKTEPAKT_CA_FILE": str(ca_file),
            "EKTEPAKT_REGISTER_URL": f"https://register.intern.example:{front.port}/ektepakt",
            "EKTEPAKT_TOKEN_URL": f"https://maskinporten.intern.example:{front.port}/maskinporten/token",
        }
        yield Behind(Program(program.folder, settings), proxy)


def url_of(proxy: ForwardProxy, sign_in: str = f"bank:{PASSWORD}@") -> str:
    return f"http://{sign_in}127.0.0.1:{proxy.port}"


def everything_written(folder: Path) -> str:
    return "".join(each.read_text("utf-8", "replace") for each in folder.rglob("*") if each.is_file())


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "EKTEPAKT_PROXY"])
def test_both_are_asked_through_the_proxy_which_is_announced_without_its_password(behind: Behind, name: str) -> None:
    program = behind.with_settings(**{name: url_of(behind.proxy)})
    ended = program.run("run", "people.csv", "--env", "ppe")
    assert ended.code == 0, ended.stderr
    assert {head.split()[1].split(b".")[0] for head in behind.proxy.heads} == {b"register", b"maskinporten"}
    first = ended.stderr.splitlines()[0]
    assert f"through the proxy 127.0.0.1:{behind.proxy.port} ({name.upper()})" in first
    latest = program.folder / "out" / "latest"
    assert f"127.0.0.1:{behind.proxy.port}" in manifest(latest)["settings"]["way_out"]
    for written in (ended.stdout, ended.stderr, everything_written(latest)):
        assert "v8-tq" not in written
        assert "YmFuazpoZW1tQGVsaWc" not in written


def test_the_doctor_says_which_proxy_is_used(behind: Behind) -> None:
    program = behind.with_settings(HTTPS_PROXY=url_of(behind.proxy))
    ended = program.run("doctor", "--env", "ppe", "--fnr", EXAMPLE_DIGITS)
    assert ended.code == 0, ended.stdout
    assert f"through the proxy 127.0.0.1:{behind.proxy.port} (HTTPS_PROXY)" in ended.stdout
    assert "v8-tq" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("sign_in", "words"), [("", "wants to know who asks"), ("bank:feil@", "does not take the user")]
)
def test_a_proxy_that_does_not_let_us_through_is_named_and_ends_the_run(
    behind: Behind, sign_in: str, words: str
) -> None:
    program = behind.with_settings(HTTPS_PROXY=url_of(behind.proxy, sign_in))
    ended = program.run("run", "people.csv", "--env", "ppe")
    assert ended.code == 2
    assert f"the proxy 127.0.0.1:{behind.proxy.port} {words}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "feil" not in ended.stderr
    assert len(behind.proxy.heads) == 2, "Maskinporten is tried once more"


def test_this_machine_is_asked_directly_whatever_is_set(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    nowhere = "http://127.0.0.1:9"
    direct = Program(
        program.folder, {**sandbox.settings, "HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere, "EKTEPAKT_PROXY": nowhere}
    )
    ended = direct.run("run", "people.csv")
    assert ended.code == 0, ended.stderr
    assert "through the proxy" not in ended.stderr


def test_a_certificate_that_expires_in_mid_run_ends_it_and_the_same_command_goes_on(
    program: Program, sandbox: Sandbox
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(150))
    served, expired = serve_wrong(Wrong.NOTHING), serve_wrong(Wrong.EXPIRED)
    ca_file = program.folder / "ca.pem"
    ca_file.write_bytes(served.ca_pem + expired.ca_pem)
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.1),))
    with tls_front(sandbox.settings["EKTEPAKT_REGISTER_URL"], served.context) as front:
        address = f"https://127.0.0.1:{front.port}/ektepakt"
        settings = {**sandbox.settings, "EKTEPAKT_CA_FILE": str(ca_file), "EKTEPAKT_REGISTER_URL": address}
        process = Program(program.folder, settings).start("run", "people.csv", "--concurrency", "4")
        wait_until_asked(sandbox, 30)
        front.change(expired.context)
        ended = process.ended()
        assert ended.code == 2, ended.stderr
        assert "certificate has expired; check this machine's clock" in ended.stderr
        front.change(served.context)
        assert Program(program.folder, settings).run("run", "people.csv").code == 0
    assert manifest(program.folder / "out" / "latest")["outcomes"].keys() <= {"found", "empty"}


@pytest.mark.parametrize("setting", ["EKTEPAKT_REGISTER_URL", "EKTEPAKT_TOKEN_URL"])
def test_an_expired_certificate_ends_the_run_soon_with_reason_and_remedy(
    program: Program, sandbox: Sandbox, setting: str
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    served = serve_wrong(Wrong.EXPIRED)
    ca_file = program.folder / "ca.pem"
    ca_file.write_bytes(served.ca_pem)
    with raw_server(page("200 OK"), tls=served.context) as server:
        settings = {**sandbox.settings, "EKTEPAKT_CA_FILE": str(ca_file), setting: f"{server.url}/x"}
        ended = Program(program.folder, settings).run("run", "people.csv")
    assert ended.code == 2
    assert "certificate has expired; check this machine's clock" in ended.stderr
    assert server.connections == 2


def test_a_token_for_another_scope_is_told_of_when_the_register_refuses_it(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(6))
    other = page("200 OK", body=b'{"access_token": "of-another", "expires_in": 120, "scope": "brreg:losore/tlg"}')
    with raw_server(other) as server:
        settings = {**sandbox.settings, "EKTEPAKT_TOKEN_URL": f"{server.url}/token"}
        ended = Program(program.folder, settings).run("run", "people.csv")
    assert ended.code == 4
    assert "for the scope brreg:losore/tlg, and the register takes brreg:ektepakt/tlg" in ended.stderr
    assert "set EKTEPAKT_SCOPE to brreg:ektepakt/tlg" in ended.stderr


def test_production_is_told_whom_to_write_to_and_the_doctor_asks_for_it(behind: Behind) -> None:
    contact = {"EKTEPAKT_PROXY": url_of(behind.proxy), "EKTEPAKT_CONTACT": "drift@bank.no"}
    asked = behind.with_settings(EKTEPAKT_PROXY=url_of(behind.proxy)).run("doctor", "--env", "prod")
    assert "EKTEPAKT_CONTACT" in asked.stdout
    told = behind.with_settings(**contact).run("doctor", "--env", "prod")
    assert "told of drift@bank.no" in told.stdout
    in_prod = [head for head in behind.proxy.heads if b"(drift@bank.no)" in head]
    assert in_prod
    behind.proxy.heads.clear()
    behind.with_settings(**contact).run("doctor", "--env", "ppe")
    assert behind.proxy.heads
    assert not [head for head in behind.proxy.heads if b"drift" in head]
