"""Has a real cron start the program every minute for ten minutes, each as if it were a night; looks what came of it.

`make cron` calls it, as root on Linux with cron installed. Crontabs, mail and pid file are those of a mount namespace
of its own; the machine's are not touched. One night fails, since its list has a damaged identifier: that is the one
mail.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from support.lists import some_identifiers, write_list

NIGHTS = int(os.environ.get("NIGHTS", "10"))
FAILING = NIGHTS // 2  # the number of the night that fails: neither the first nor the last
DAMAGED = "4.18E+10"
_INSIDE = "NIGHTS_OF_CRON_INSIDE"
_ROOT = Path(__file__).parent.parent.parent
_MOUNTS = ("/var/spool/cron/crontabs", "/etc/cron.d", "/run", "/mnt")
_SENDMAIL = "#!/bin/sh\n{ cat; echo; echo ==; } >> %s\n"


def main() -> None:
    if _INSIDE not in os.environ:
        command = ["unshare", "--mount", "--", sys.executable, __file__]
        sys.exit(subprocess.run(command, env=os.environ | {_INSIDE: "1"}, check=False).returncode)
    with tempfile.TemporaryDirectory(prefix="nights-of-cron-") as folder:
        _run(Path(folder))


def _run(folder: Path) -> None:
    people, mail, listed = some_identifiers(300), folder / "mail", folder / "people.csv"
    write_list(listed, people)
    _shut_off(folder, mail)
    program = f"cd {folder} && PYTHONPATH={_ROOT} {sys.executable} -m batch run"
    crontab = Path("/var/spool/cron/crontabs/root")
    crontab.write_text(f"MAILTO=somebody\n* * * * * {program} people.csv --rate 50 --metrics-file nightly.prom -q\n")
    crontab.chmod(0o600)
    with subprocess.Popen(["cron", "-f"], start_new_session=True) as cron:
        for night in range(1, NIGHTS + 1):
            write_list(listed, [*people, DAMAGED] if night == FAILING else people)
            _wait_for_its_end()
        cron.terminate()
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


def _wait_for_its_end() -> None:
    """Wait until the next full minute has begun, and what began in it has ended."""
    time.sleep(60 - time.time() % 60 + 45)


def _judge(folder: Path, mail: Path, people: list[str]) -> None:
    runs = sorted((folder / "out" / "runs").iterdir())
    manifests = [json.loads((run / "run.json").read_text("utf-8")) for run in runs]
    spans = [
        (datetime.fromisoformat(each["started_at"]), datetime.fromisoformat(each["written_at"])) for each in manifests
    ]
    wanted = [len(people) + (night == FAILING) for night in range(1, NIGHTS + 1)]
    mails = mail.read_text("utf-8", "replace").split("\n==\n")[:-1] if mail.exists() else []
    report = next((run / "report.html" for run, asked in zip(runs, wanted, strict=False) if asked > len(people)), None)
    said = "".join(mails)
    checks = {
        f"{len(runs)} runs in {NIGHTS} minutes": len(runs) == NIGHTS,
        "each is complete, and accounts for everybody": all(each["is_complete"] for each in manifests)
        and [each["totals"]["identifiers"] for each in manifests] == wanted,
        "each has its outputs": all((run / name).exists() for run in runs for name in ("oppslag.csv", "report.html")),
        "no two overlap": all(ended < begun for (_, ended), (begun, _) in pairwise(spans)),
        "the night that fails sends a mail, and no other does": len(mails) == 1,
        "it is one line, with code, counts and report": bool(
            re.search(rf"\n\nektepakt-batch: sandbox: exit code 3; .*invalid_id 1 .*; {report}\n*$", said)
        ),
        "nobody is named in it": not any(each in said for each in [*people, DAMAGED]),
        "metrics say 0": bool(
            re.search(r'exit_code\{task="nightly"\} 0\.0', (folder / "nightly.prom").read_text("utf-8"))
        ),
    }
    for claim, holds in checks.items():
        print(f"{'ok    ' if holds else 'FAILED'}  {claim}")
    print(f"seconds of each run: {[round((ended - begun).total_seconds(), 1) for begun, ended in spans]}")
    print(f"the mail:\n{said}")
    sys.exit(not all(checks.values()))


if __name__ == "__main__":
    main()
