"""Gathers what is known of a command while it works, so that its metrics can be written however it ends."""

import os
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from batch.cli.speech.manner import flag_value
from batch.errors import CertificateExpiredError, SettingsError

if TYPE_CHECKING:  # what a run counts; help and completion count nothing
    from batch.lookup.progress.tally import Tally
    from batch.outcome import OutcomeKind
    from batch.report.announcement import Announcement
    from batch.report.metrics import RunMetrics
    from batch.report.summary import Summary

_FLAG, _SETTING = "--metrics-file", "metrics_file"
_COUNTING = frozenset({"run", "retry"})


class Measures:
    """Begins with the command; what it has not heard of when that ends is not told."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self.path: Path | None = None
        self._is_settled = False
        self.summary: Summary | None = None
        self._key_ended_at: datetime | None = None
        self._tallies: list[Tally] = []
        self._started_at = datetime.now(UTC)
        self._begun = time.monotonic()

    def begin(self, path: Path | None) -> None:
        """Know where they are wanted. Raises SettingsError, before anybody is asked, where they can't be written."""
        self._is_settled = True
        if path is not None:
            _refuse_unfit(path)
            self.path = path

    def watch(self, tally: "Tally") -> None:
        """Count a round of look-ups: a sample has several."""
        self._tallies.append(tally)

    def note_error(self, error: BaseException) -> None:
        """Note what an error says of the key: one that has ended is refused before the run is announced."""
        if isinstance(error, CertificateExpiredError):
            self._key_ended_at = error.not_after

    def write(self, code: int, *, environment: str | None, run: "Announcement | None") -> None:
        """Write the figures, where somebody wants them. Raises OutputError, OutFolderError, SettingsError."""
        path = self.path
        if code and not self._is_settled:  # what ends well and has not begun is help, say
            path = self._path_unread()
        if path is not None:
            from batch.report.metrics import write_metrics  # noqa: PLC0415 - only who wants metrics loads the library

            write_metrics(path, self._so_far(path, code, environment or "", run))

    def _path_unread(self) -> Path | None:
        """Find out where the figures are wanted although the settings could not be read."""
        from batch.config.sources import glance  # noqa: PLC0415 - where nothing has been read yet

        if next((word for word in self._words if not word.startswith("-")), None) not in _COUNTING:
            return None
        found = flag_value(self._words, _FLAG) or glance(Path.cwd(), (_SETTING,)).get(_SETTING)
        if not found:
            return None
        _refuse_unfit(Path(found))
        return Path(found)

    def _so_far(self, path: Path, code: int, environment: str, run: "Announcement | None") -> "RunMetrics":
        from batch.lookup.progress.request_counts import RequestCounts  # noqa: PLC0415 - a run has imported them
        from batch.report.metrics import RunMetrics  # noqa: PLC0415

        requests, now = RequestCounts(), time.monotonic()
        for tally in self._tallies:
            requests = requests.plus(tally.requests)
        return RunMetrics(
            task=path.stem,
            environment=environment,
            started_at=self._started_at,
            ended_at=datetime.now(UTC),
            seconds=now - self._begun,
            exit_code=code,
            requests=requests,
            token_requests=sum(tally.token_requests() for tally in self._tallies),
            pauses=sum(tally.pauses.count for tally in self._tallies),
            paused_seconds=sum(tally.pauses.seconds(now) for tally in self._tallies),
            outcomes=self._outcomes(),
            changes=None if self.summary is None or self.summary.changes is None else self.summary.changes.rows,
            key_ends_at=self._key_ends_at(run),
        )

    def _outcomes(self) -> "Mapping[OutcomeKind, int] | None":
        if self.summary is not None:
            return {kind: count.identifiers for kind, count in self.summary.account.counts.items()}
        return self._tallies[-1].outcomes() if self._tallies else None

    def _key_ends_at(self, run: "Announcement | None") -> datetime | None:
        if run is None or run.key_days is None:
            return self._key_ended_at
        midnight = self._started_at.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=run.key_days)


def _refuse_unfit(path: Path) -> None:
    """Raise SettingsError for a folder that can't be written in, and for what is no file: it would be replaced."""
    is_file = path.is_file() or not path.exists()
    if not is_file or not path.parent.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise SettingsError(
            f"metrics can't be written to {path}" + ("" if is_file else ", which is no file"),
            remedy=f"let this user write in the folder {path.parent}, or name another file with {_FLAG}",
        )
