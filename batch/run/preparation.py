"""What `run` and `plan` do alike before anything is asked: open the inputs, and take them into a ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from batch.config import Config
from batch.environment import EnvironmentGuard
from batch.errors import InputError
from batch.fed_back import mark_answered
from batch.inputs import InputFile, open_input
from batch.intake import ReadingRules, take_in
from batch.ledger import Ledger, Origin, reuse_answers, reuse_marked_answers
from batch.run.fingerprint import fingerprint
from batch.run.guard import make_guard
from batch.run.identity_lists import read_skip_list

_EMBEDDED = "embedded"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """The opened inputs, and what decides how they are read and which run they are."""

    config: Config
    guard: EnvironmentGuard
    files: Sequence[InputFile]
    fingerprint: str
    origin: Origin
    skip_list: frozenset[str]
    now: datetime

    def take_in(self, ledger: Ledger) -> None:
        """Bring the inputs into a ledger; one that holds them is left as it is.

        Raises InputError for inputs that turn out unreadable or without a row.
        """
        take_in(self.files, ledger, self._rules)
        if ledger.totals()["identifier_cells"] == 0:
            # An export that came out empty must not pass for a night on which all went well.
            names = ", ".join(file.name for file in self.files)
            raise InputError(f"{names}: there is no row below the header; check how the file was made")

    def reuse(self, ledger: Ledger) -> None:
        """Take over the answers of earlier runs that `--max-age` and fed back copies spare.

        Done once in the life of a ledger; broken off half-way it can be done again.
        """
        if ledger.fact("reuse_done_at") is not None:
            return
        out = self.config.export.out
        if self.config.run.max_age is not None:
            reuse_answers(ledger, out, self.origin, self.now - self.config.run.max_age)
        if mark_answered(self.files, ledger):
            reuse_marked_answers(ledger, out, self.origin)
        ledger.note({"reuse_done_at": self.now.isoformat()})

    @property
    def _rules(self) -> ReadingRules:
        return ReadingRules(
            guard=self.guard,
            today=self.config.inputs.today,
            accepts_zero_filled=self.config.run.accept_zero_filled,
            limit=self.config.run.limit,
        )


def prepare(inputs: Sequence[Path], config: Config) -> Preparation:
    """Open the inputs. Raises InputError for what can't be read, and for a file of test persons that can't."""
    guard = make_guard(config)
    files = [open_input(path, config.inputs) for path in inputs]
    return Preparation(
        config=config,
        guard=guard,
        files=files,
        fingerprint=fingerprint(files, config, guard),
        origin=Origin(
            environment=config.run.env,
            register=_EMBEDDED if config.addresses is None else config.addresses.register_url.rstrip("/"),
            language=config.register.language,
        ),
        skip_list=read_skip_list(config),
        now=datetime.now(UTC),
    )


def warn_of_observations(ledger: Ledger) -> None:
    """Log what the columns look like besides identifiers."""
    for file in ledger.files():
        for each in file.observations:
            _log.warning("a column to look at", input=file.name, observation=str(each))
