"""The package as its user gets it: the wheel, and the interpreters that it may be installed for."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_LOCK = ROOT / "requirements.lock"


def build_wheel(folder: Path) -> Path:
    """Build it with what the lock pins, fetching nothing."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-q",
        "-w",
        folder,
    ]
    subprocess.run([*command, ROOT], check=True)
    [wheel] = folder.glob("*.whl")
    return wheel


@cache
def interpreters() -> dict[str, str]:
    """Return an interpreter for each minor version from 3.11 on that this machine has, on PATH or by pyenv."""
    found: dict[str, str] = {}
    for each in (sys.executable, *_named_pythons()):
        told = subprocess.run(
            [each, "-I", "-c", "import sys, ensurepip; print('%d.%d' % sys.version_info[:2], sys.base_prefix)"],
            capture_output=True,
            text=True,
            check=False,
        )
        version, _, prefix = told.stdout.strip().partition(" ")
        if told.returncode == 0 and tuple(map(int, version.split("."))) >= (3, 11):
            found.setdefault(version, str(Path(prefix) / "bin" / f"python{version}"))
    return found


def _named_pythons() -> Iterator[str]:
    for minor in range(11, 20):
        if path := shutil.which(f"python3.{minor}"):
            yield path
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from (str(each) for each in sorted(pyenv.glob("versions/*/bin/python3")))


def pins(folder: Path) -> Path:
    """Write what the lock pins as constraints: with hashes, they would be asked of the wheel, too."""
    path = folder / "pins.txt"
    path.write_text(re.sub(r" \\\n +--hash=\S+", "", _LOCK.read_text("utf-8")), "utf-8")
    return path


def clean_environment() -> dict[str, str]:
    """Return the environment without anybody's settings, and with nothing of this checkout."""
    foreign = ("EKTEPAKT_", "MASKINPORTEN_", "PYTHON", "CREDENTIALS_DIRECTORY", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
