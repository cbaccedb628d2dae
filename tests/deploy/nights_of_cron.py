"""Has a real cron start the program every minute for five minutes, and looks at what came of it.

`make cron` calls it, as root on Linux with cron installed. Crontabs, mail and pid file are those of a mount namespace
of its own; the machine's are not touched. The counter-proof is a second line whose list does not exist: its mail has to
come.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from support.lists import some_identifiers

MINUTES = int(os.environ.get("MINUTES", "5"))
_INSIDE = "FIVE_MINUTES_INSIDE"
_ROOT = Path(__file__).parent.parent.parent
_MOUNTS = ("/var/spool/cron/crontabs", "/etc/cron.d", "/run", "/mnt")
_SENDMAIL = "#!/bin/sh\n{ cat; echo; echo ==; } >> %s\n"


def main() -> None:
    if _INSIDE not in os.environ:
        command = ["unshare", "--mount", "--", sys.executable, __file__]
        sys.exit(subprocess.run(command, env=os.environ | {_INSIDE: "1"}, check=False).returncode)
    with tempfile.TemporaryDirectory(prefix="five-minutes-") as folder:
        _run(Path(folder))


def _run(folder: Path) -> None:
    people, mail = some_identifiers(300), folder / "mail"
    (folder / "people.csv").write_text("\n".join(["fnr", *people]), "utf-8")
    _shut_off(folder, mail)
    program = f"cd {folder} && PYTHONPATH={_ROOT} {sys.executable} -m batch run"
    lines = [
        "MAILTO=somebody",
        f"* * * * * {program} people.csv --rate 50 --max-errors 5\\% --metrics-file nightly.prom -q",
        f"* * * * * {program} nowhere.csv --out elsewhere -q",
    ]
    crontab = Path("/var/spool/cron/crontabs/root")
    crontab.write_text("\n".join(lines) + "\n", "utf-8")
    crontab.chmod(0o600)
    _cron_for_minutes(MINUTES)
    _judge(folder, mail, people)


def _shut_off(folder: Path, mail: Path) -> None:
    """Give cron folders of its own, and a sendmail that keeps what it is given."""
    for each in _MOUNTS:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", each], check=True)
    (folder / "crontab").touch()
    subprocess.run(["mount", "--bind", folder / "crontab", "/etc/crontab"], check=True)
    for each in ("upper", "work"):
        Path("/mnt", each).mkdir()
    where = "lowerdir=/usr/sbin,upperdir=/mnt/upper,workdir=/mnt/work"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", where, "/usr/sbin"], check=True)
    sendmail = Path("/usr/sbin/sendmail")
    sendmail.unlink(missing_ok=True)
    sendmail.write_text(_SENDMAIL % mail, "utf-8")
    sendmail.chmod(0o755)


def _cron_for_minutes(minutes: int) -> None:
    """Run it until so many full minutes have begun, and what began in them has ended."""
    with subprocess.Popen(["cron", "-f"], start_new_session=True) as cron:
        time.sleep(60 - time.time() % 60 + 60 * (minutes - 1) + 45)
        os.kill(cron.pid, signal.SIGTERM)


def _judge(folder: Path, mail: Path, people: list[str]) -> None:
    runs = sorted((folder / "out" / "runs").iterdir())
    manifests = [json.loads((run / "run.json").read_text("utf-8")) for run in runs]
    spans = [
        (datetime.fromisoformat(each["started_at"]), datetime.fromisoformat(each["written_at"])) for each in manifests
    ]
    mails = mail.read_text("utf-8", "replace").split("\n==\n")[:-1] if mail.exists() else []
    ours = [each for each in mails if "nowhere.csv" not in each]
    checks = {
        f"{len(runs)} runs in {MINUTES} minutes": len(runs) == MINUTES,
        "each is complete, with the answers of everybody": all(
            each["is_complete"] and each["totals"]["identifiers"] == len(people) for each in manifests
        ),
        "each has its outputs": all((run / name).exists() for run in runs for name in ("oppslag.csv", "report.html")),
        "no two overlap": all(ended < begun for (_, ended), (begun, _) in pairwise(spans)),
        f"no mail while all is well, and {len(mails)} of the list that is not there": not ours
        and len(mails) == MINUTES,
        "nobody is named in the mails": not any(each in "".join(mails) for each in people),
        "metrics say 0": bool(
            re.search(r'exit_code\{task="nightly"\} 0\.0', (folder / "nightly.prom").read_text("utf-8"))
        ),
    }
    for said, holds in checks.items():
        print(f"{'ok    ' if holds else 'FAILED'}  {said}")
    print(f"seconds of each run: {[round((ended - begun).total_seconds(), 1) for begun, ended in spans]}")
    print(f"the first mail:\n{mails[0] if mails else 'none'}")
    sys.exit(not all(checks.values()))


if __name__ == "__main__":
    main()
