"""The examples under deploy/: what each says is what the program takes, and its own tool has nothing to say."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support.program import Program

import batch
from batch.jobs.exit_codes import ExitCode

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
PROGRAM = "/opt/ektepakt-batch/bin/ektepakt-batch"
# Of 0 to 10; what is left is that it uses the network, and may write metrics.
MOST_EXPOSED = 1.5


def said(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def words_of_cronjob() -> list[str]:
    (listed,) = re.findall(r"args:\n((?: +- \S+\n)+)", said("cronjob.yaml"))
    return [line.strip().removeprefix("- ") for line in listed.splitlines()]


def words_after_program(text: str) -> list[str]:
    (command,) = re.findall(rf"{PROGRAM} ((?:.*\\\n)*.*)", text)
    return shlex.split(command.replace("\\\n", " "))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words_after_program(said("crontab")), id="crontab"),
        pytest.param(words_after_program(said("ektepakt-batch.service")), id="service"),
        pytest.param(words_of_cronjob(), id="cronjob"),
    ],
)
def test_each_command_is_one_that_the_program_takes(words: list[str], program: Program) -> None:
    """Up to the list, which is not there; a flag or value that is none would be said before."""
    asked = [each for each in words[1:] if not each.startswith(("/srv", "/data/members", "members"))]
    ended = program.run("config", *[each for each in asked if each != "-q"])
    assert words[0] == "run"
    assert ended.code == 0, ended.stderr
    assert re.search(r"env +prod", ended.stdout)
    assert re.search(r"metrics_file +\S+\.prom", ended.stdout)


def test_each_environment_variable_of_the_examples_is_a_setting(program: Program) -> None:
    names = set(re.findall(r"EKTEPAKT_\w+", said("ektepakt-batch.service") + said("cronjob.yaml")))
    shown = program.run("config", "--json").stdout
    assert names
    for each in names:
        assert f'"{each.removeprefix("EKTEPAKT_").lower()}"' in shown, each


def values(name: str, unit: str = "ektepakt-batch.service") -> list[str]:
    """Return what stands behind a directive, wherever it is given."""
    return re.findall(rf"^{name}=(.*)$", said(unit), re.MULTILINE)


def test_each_secret_that_the_service_names_is_loaded_by_it() -> None:
    loaded = {each.split(":")[0] for each in values("LoadCredential")}
    named = dict(each.split("=%d/") for each in values("Environment"))
    assert set(named) == {"EKTEPAKT_KEYSTORE_FILE", "EKTEPAKT_KEYSTORE_PASSWORD_FILE"}
    assert set(named.values()) == loaded


def test_the_service_may_write_where_its_command_writes_and_nowhere_else() -> None:
    words = words_after_program(said("ektepakt-batch.service"))
    [state] = values("StateDirectory")
    out, metrics = (Path(words[words.index(flag) + 1]) for flag in ("--out", "--metrics-file"))
    assert values("ProtectSystem") == ["strict"]
    assert values("WorkingDirectory") == [str(out.parent)] == [f"/var/lib/{state}"]
    assert values("ReadWritePaths") == [f"-{metrics.parent}"]


@pytest.mark.parametrize(
    ("unit", "lines"),
    [
        ("ektepakt-batch.service", ["User=ektepakt", "UMask=0077", "StateDirectoryMode=0700", "NoNewPrivileges=yes"]),
        ("ektepakt-batch.service", ["StartLimitBurst=6", "TimeoutStopSec=15min", "Type=exec"]),
        ("ektepakt-batch.service", ["EnvironmentFile=/etc/ektepakt-batch/environment"]),
        ("ektepakt-batch.timer", ["OnCalendar=*-*-* 02:00:00 Europe/Oslo", "Persistent=yes", "WantedBy=timers.target"]),
        ("cronjob.yaml", ["readOnlyRootFilesystem: true", "runAsNonRoot: true"]),
        ("cronjob.yaml", ["allowPrivilegeEscalation: false", "capabilities: {drop: [ALL]}"]),
    ],
)
def test_what_nothing_else_would_miss_is_there(unit: str, lines: list[str]) -> None:
    """A user of its own, files for nobody else, an end to trying again, time to stop, a start by the clock."""
    assert set(lines) <= {each.strip() for each in said(unit).splitlines()}


def test_kubernetes_gives_up_on_every_code_that_needs_a_person() -> None:
    [codes] = re.findall(r"operator: In, values: \[([\d, ]+)\]", said("cronjob.yaml"))
    assert {int(each) for each in codes.split(",")} == set(ExitCode) - {ExitCode.OK, ExitCode.RESUMABLE}


def test_the_image_is_of_this_version() -> None:
    assert re.findall(r"image: \S+:(\S+)", said("cronjob.yaml")) == [batch.__version__]


def test_a_second_run_is_never_started_beside_the_first() -> None:
    assert "concurrencyPolicy: Forbid" in said("cronjob.yaml")
    assert values("RestartForceExitStatus") == [str(ExitCode.RESUMABLE.value)]


def test_the_image_runs_as_nobody_in_particular_and_brings_only_the_package() -> None:
    lines = said("Containerfile").splitlines()
    assert "USER 10001:10001" in lines
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    assert sorted(name for names in copied for name in names) == [
        "LICENSE",
        "README.md",
        "batch",
        "pyproject.toml",
        "requirements.lock",
    ]


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """The units, with a program that is there in the place of the one that is not."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze (Debian: systemd)")
    (tmp_path / "ektepakt-batch.service").write_text(
        said("ektepakt-batch.service").replace(PROGRAM, "/bin/true"), "utf-8"
    )
    (tmp_path / "ektepakt-batch.timer").write_text(said("ektepakt-batch.timer"), "utf-8")
    return [str(tmp_path / f"ektepakt-batch.{kind}") for kind in ("service", "timer")]


@pytest.mark.tools
def test_systemd_takes_service_and_timer(units: list[str]) -> None:
    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


@pytest.mark.tools
def test_systemd_finds_the_service_hardly_exposed(units: list[str]) -> None:
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", units[0]],
        capture_output=True,
        text=True,
        check=True,
    )
    (exposure,) = re.findall(r"exposure level for \S+: ([0-9.]+)", judged.stdout)
    assert float(exposure) <= MOST_EXPOSED, judged.stdout


@pytest.mark.tools
def test_kubernetes_takes_the_cronjob() -> None:
    validate: Any = pytest.importorskip("kubernetes_validate")
    yaml = pytest.importorskip("yaml")
    manifest = yaml.safe_load(said("cronjob.yaml"))
    validate.validate(manifest, "1.31", strict=True)
    manifest["spec"]["shedule"] = manifest["spec"].pop("schedule")
    with pytest.raises(validate.ValidationError):
        validate.validate(manifest, "1.31", strict=True)
