"""The lines with which docs/nightly.md sets the service up do so on a machine that has nothing of it yet."""

import base64
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from support.lists import born_in_1860, write_list
from support.wheel import clean_environment
from support.written_pages import ROOT, page

from batch.sandbox import Sandbox

OF_A_RUNNING_SYSTEMD = re.compile(r"journalctl |systemctl (start|list-timers) ")
CHANGED = ("/etc", "/opt", "/srv", "/var")
LINES = [line for language, text in page("docs/nightly.md").blocks if language == "bash" for line in text.splitlines()]


def in_another_root(folder: Path, lines: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run them as root where all that is written is gone afterwards, in the checkout that is in the folder."""
    mounts = [f"mount -t tmpfs tmpfs {folder}/changes"]
    for each in CHANGED:
        upper, work = (f"{folder}/changes/{kind}{each}" for kind in ("upper", "work"))
        mounts += [
            f"mkdir -p {upper} {work}",
            f"mount -t overlay overlay -o lowerdir={each},upperdir={upper},workdir={work} {each}",
        ]
    (folder / "changes").mkdir()
    script = "\n".join(["set -e", *mounts, "export SYSTEMD_OFFLINE=1", *lines])
    return subprocess.run(
        ["unshare", "--mount", "--", "sh", "-c", script],
        cwd=folder / "checkout",
        env=clean_environment() | {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},  # a Python that others may read too
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path, sandbox: Sandbox) -> Path:
    """Lay in a folder what git has, and what the reader has beside it."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "batch", folder / "batch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    for name in ("pyproject.toml", "README.md", "LICENSE", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    write_list(folder / "members.csv", born_in_1860(12))
    keystore = sandbox.settings["EKTEPAKT_KEYSTORE"].removeprefix("base64:")
    (folder / "virksomhet.p12").write_bytes(base64.b64decode(keystore))
    (folder / "password.txt").write_text(sandbox.settings["EKTEPAKT_KEYSTORE_PASSWORD"], "utf-8")
    return folder


def as_the_unit_does(sandbox: Sandbox) -> list[str]:
    """Return the lines that do what systemd would for its ExecStart, against the sandbox in place of production."""
    unit = (ROOT / "deploy" / "ektepakt-batch.service").read_text("utf-8")
    [command] = re.findall(r"ExecStart=((?:.*\\\n)*.*)", unit)
    given = re.findall(r"LoadCredential=([\w-]+):(\S+)", unit)
    named = [each.replace("%d", "/opt/credentials") for each in re.findall(r"Environment=(\S+)", unit)]
    elsewhere = {name: value for name, value in sandbox.settings.items() if "KEYSTORE" not in name}
    made = [f"{name}={value}" for name, value in elsewhere.items()]
    return [
        "mkdir /opt/credentials",
        *(f"install -o ektepakt -m 0400 {path} /opt/credentials/{name}" for name, path in given),
        "install -d -o ektepakt -m 0700 /var/lib/ektepakt-batch",
        "cd /var/lib/ektepakt-batch",
        f"{shlex.join(['runuser', '-u', 'ektepakt', '--', 'env', *named, *made])} {command}",
        "ls out/latest/report.html /var/lib/prometheus/node-exporter/ektepakt/nightly.prom",
        "test -L /etc/systemd/system/timers.target.wants/ektepakt-batch.timer",
    ]


@pytest.mark.tools
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("systemd-analyze") is None, reason="needs root and systemd")
def test_each_line_sets_up_what_the_unit_then_runs(checkout: Path, sandbox: Sandbox) -> None:
    lines = [each.replace(" --now", "") for each in LINES if not OF_A_RUNNING_SYSTEMD.match(each)]
    assert len(lines) > 10
    ended = in_another_root(checkout.parent, [*lines, *as_the_unit_does(sandbox)])
    if "unshare failed" in ended.stderr or "mount:" in ended.stderr:
        pytest.skip("needs a mount namespace with overlays")
    assert ended.returncode == 0, ended.stderr
    assert '"event": "run ended"' in ended.stderr.splitlines()[-1], ended.stderr
    assert not Path("/etc/ektepakt-batch").exists()
