import os
import shutil
import signal
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import HealthCheck, settings
from support import warm_start
from support.program import Program
from support.wheel import build_wheel

from batch.sandbox import Sandbox, SandboxOptions, sandbox_in_thread
from batch.sandbox.hosting import server, services
from batch.sandbox.maskinporten.credentials import Credentials
from batch.sandbox.maskinporten.registrar import Registrar

# Tests are never timed: on a busy machine Hypothesis would take a slow draw for a fault.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

SAMPLES = Path(__file__).parent.parent / "sample_inputs"
PACKAGES = {"openssl": "openssl", "keytool": "default-jre-headless", "curl": "curl", "iconv": "libc-bin"}
"""Programs that some tests call, and the Debian packages that have them."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was skipped for want of a program, and how to have it."""
    missing = {name: package for name, package in PACKAGES.items() if shutil.which(name) is None}
    if skipped := len(terminalreporter.getreports("skipped")):
        wanted = f"; not installed: {', '.join(missing)} (Debian: {' '.join(missing.values())})" if missing else ""
        terminalreporter.write_line(f"{skipped} tests were skipped{wanted}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that in the end no worker is left alone with it; the rest is in random order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def _terminal_signals() -> None:
    """Let tests and their programs hear SIGHUP and SIGINT, also where they were started with nohup or by `&`."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _warm_start_ends() -> Iterator[None]:
    yield
    warm_start.end()


@pytest.fixture(scope="session", autouse=True)
def _keys_of_the_session() -> Iterator[None]:
    """Make the keys of the sandboxes once, and check each keystore once, where no process of its own does it.

    An RSA key costs 50 ms to make, and as much to check whenever its keystore is opened.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "make_authority", cache(server.make_authority))
        patch.setattr(server, "make_key", cache(server.make_key))  # of the parties
        patch.setattr(services, "make_key", cache(services.make_key))  # of the tokens
        patch.setattr(Registrar, "credentials", cache(Registrar.credentials))
        patch.setattr(Credentials, "settings", cache(Credentials.settings))
        patch.setattr(pkcs12, "load_pkcs12", lru_cache(pkcs12.load_pkcs12))
        yield


@pytest.fixture(scope="session")
def shared_sandbox(_keys_of_the_session: None) -> Iterator[Sandbox]:
    with sandbox_in_thread(SandboxOptions(calm=True)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    """A calm sandbox that has been asked nothing."""
    shared_sandbox.reset()
    return shared_sandbox


@pytest.fixture
def program(tmp_path: Path, sandbox: Sandbox) -> Program:
    """The program in an empty folder, pointed at the sandbox of the test."""
    return Program(tmp_path, sandbox.settings)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is published."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def clean_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in an empty folder, with none of the program's settings in the environment."""
    ours = ("EKTEPAKT_", "MASKINPORTEN_", "CREDENTIALS_DIRECTORY")
    for name in [each for each in os.environ if each.upper().startswith(ours)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path
