"""A newcomer behind a proxy, with nothing but the dry run and what it prints, gets to a green doctor."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import warm_start
from support.program import Program, wait_until
from support.raw_servers import ForwardProxy, forward_proxy

SAMPLE = Path(__file__).parent.parent.parent / "sample_inputs" / "people.csv"


@pytest.fixture
def proxy() -> Iterator[ForwardProxy]:
    with forward_proxy(sign_in="bank:hemmelig") as proxy:
        yield proxy


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The program as a virtual environment has it, on nobody's PATH."""
    path = tmp_path / "bin" / "ektepakt-batch"
    path.parent.mkdir()
    path.write_text(warm_start.client(), "utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.long
def test_every_step_to_a_green_doctor_is_said_by_the_one_before(
    tmp_path: Path, proxy: ForwardProxy, script: Path
) -> None:
    settings = {"HTTPS_PROXY": f"http://bank:hemmelig@127.0.0.1:{proxy.port}", "PYTHONPATH": ":".join(sys.path)}
    environment = Program(tmp_path, settings).environment
    environment.pop("NO_PROXY", None)
    dry_run = shlex.join([str(script), "doctor", str(SAMPLE), "--env", "ppe", "--out", "out"])

    def in_shell(command: str) -> tuple[int, str]:
        ended = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return ended.returncode, ended.stdout + ended.stderr

    code, said = in_shell(dry_run)
    assert code == 2
    [start] = re.findall(r"^ +(\S.* sandbox --tls .*)$", said, re.MULTILINE)
    printed = tmp_path / "printed"
    with (
        printed.open("w") as file,
        subprocess.Popen(shlex.split(start), cwd=tmp_path, env=environment, stdout=file) as sandbox,
    ):
        try:
            wait_until(lambda: "maskinporten.intern.example" in printed.read_text() or sandbox.poll() is not None)
            [use] = re.findall(r"^ +(set -a; .*)$", printed.read_text(), re.MULTILINE)
            exports = re.findall(r"^ +(export .*)$", printed.read_text(), re.MULTILINE)
            code, said = in_shell(f"{use}; {dry_run}")
            assert (code, proxy.heads) == (0, []), said
            assert "directly, not through HTTPS_PROXY" in said
            code, said = in_shell("; ".join([use, *exports, dry_run]))
            assert code == 0, said
        finally:
            sandbox.terminate()
    assert f"through the proxy 127.0.0.1:{proxy.port} (HTTPS_PROXY)" in said
    assert said.splitlines()[-1].startswith("Ready: a run in ppe can go ahead")
    assert {head.split()[1].split(b".")[0] for head in proxy.heads} == {b"register", b"maskinporten"}
    assert "hemmelig" not in said
