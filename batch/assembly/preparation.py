"""What `run` and `plan` do alike before anything is asked: open the inputs, and take them into a ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog

from batch.assembly.admission import make_guard, skipped_identities
from batch.assembly.fingerprint import fingerprint
from batch.config import Config
from batch.errors import HalfReadError, InputError
from batch.identity.environment import EnvironmentGuard
from batch.inputs import InputFile, blame, open_input, tell_apart
from batch.intake.fed_back import mark_answered
from batch.intake.ledger_rows import ReadingRules, take_in
from batch.ledger import Ledger, Origin, reuse_answers, reuse_marked_answers

_EMBEDDED = "embedded"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """The opened inputs, and what decides how they are read and which run they are.

    `unread` says of each other input why it can't be read; a run goes on without them, and does not end well.
    """

    config: Config
    guard: EnvironmentGuard
    files: Sequence[InputFile]
    unread: Sequence[InputError]
    fingerprint: str
    origin: Origin
    skip_list: frozenset[str]
    now: datetime

    def take_in(self, ledger: Ledger) -> None:
        """Bring the inputs into a ledger; one that holds them is left as it is.

        Raises HalfReadError for an input that turns out unreadable, InputError when there is no row in any.
        """
        take_in(self.files, ledger, self._rules)
        if ledger.totals()["identifier_cells"] == 0:
            # An export that came out empty must not pass for a night on which all went well.
            names = ", ".join(file.name for file in self.files)
            raise InputError(f"{names}: there is no row below the header; check how the file was made")

    def without(self, fault: HalfReadError) -> "Preparation":
        """Leave out an input that turned out unreadable: the others are a run of their own.

        Raises InputError when there are no others.
        """
        files = tell_apart([file for file in self.files if file.path != fault.path])
        unread = [*self.unread, fault]
        if not files:
            raise _none_can_be_read(unread)
        return replace(self, files=files, unread=unread, fingerprint=fingerprint(files, self.config, self.guard))

    def reuse(self, ledger: Ledger) -> int:
        """Take over the answers of earlier runs that `--max-age` and fed back copies spare.

        Done once in the life of a ledger; broken off half-way it can be done again. Returns how many identifiers are
        answered by what fed back copies say, and by no run under `--out`.
        """
        if ledger.fact("reuse_done_at") is not None:
            return 0
        unknown = 0
        out = self.config.export.out
        if self.config.run.max_age is not None:
            reuse_answers(ledger, out, self.origin, self.now - self.config.run.max_age)
        if mark_answered(self.files, ledger):
            reuse_marked_answers(ledger, out, self.origin)
            unknown = ledger.marked_in_vain()
        ledger.note({"reuse_done_at": self.now.isoformat()})
        return unknown

    @property
    def _rules(self) -> ReadingRules:
        return ReadingRules(
            guard=self.guard,
            today=self.config.inputs.today,
            accepts_zero_filled=self.config.run.accept_zero_filled,
            limit=self.config.run.limit,
        )


def prepare(inputs: Sequence[Path], config: Config) -> Preparation:
    """Open the inputs. Raises InputError when none can be read, or a file of test persons can't."""
    guard = make_guard(config)
    files, unread = _open_all(inputs, config)
    return Preparation(
        config=config,
        guard=guard,
        files=files,
        unread=unread,
        fingerprint=fingerprint(files, config, guard),
        origin=Origin(
            environment=config.run.env,
            register=_EMBEDDED if config.addresses is None else config.addresses.register_url.rstrip("/"),
            language=config.register.language,
        ),
        skip_list=skipped_identities(config),
        now=datetime.now(UTC),
    )


def _open_all(inputs: Sequence[Path], config: Config) -> tuple[list[InputFile], list[InputError]]:
    files: list[InputFile] = []
    unread: list[InputError] = []
    for path in inputs:
        try:
            files.append(open_input(path, config.inputs))
        except InputError as error:
            unread.append(blame(path, error, inputs))
    if unread and not files:
        raise _none_can_be_read(unread)
    return tell_apart(files), unread


def _none_can_be_read(unread: Sequence[InputError]) -> InputError:
    """Say it of each; one alone speaks for itself."""
    if len(unread) == 1:
        return unread[0]
    said = "".join(f"\n  {error}" for error in unread)
    return InputError(f"none of the {len(unread)} inputs can be read, and nothing was asked:{said}")


def warn_of_unread(prepared: Preparation) -> None:
    """Log what is left out of the run."""
    for error in prepared.unread:
        _log.warning("an input can't be read; the run goes on with the others", reason=str(error))


def warn_of_observations(ledger: Ledger) -> None:
    """Log what the columns look like besides identifiers."""
    for file in ledger.files():
        for each in file.observations:
            _log.warning("a column to look at", input=file.name, observation=str(each))
