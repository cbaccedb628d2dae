"""Prepares a run or a plan: opens the inputs, and gathers guard, skip list and reading rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from batch.assembly.admission import make_guard, skipped_identities
from batch.assembly.fingerprint import fingerprint
from batch.cells.rules import ReadingRules
from batch.config import Config
from batch.errors import EmptyInputError, HalfReadError, InputError, NoReadableInputError
from batch.identity.environment import EnvironmentGuard
from batch.inputs import InputFile, open_inputs, tell_apart, telling_folders
from batch.inputs.empty_input import empty_input
from batch.inputs.file import header_of
from batch.intake.ledger_rows import IntakeRules
from batch.intake.phase import Intake
from batch.ledger import Origin

_EMBEDDED = "embedded"
_TakenIn = TypeVar("_TakenIn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """The opened inputs, how they are read, and the fingerprint of the run they belong to.

    `unread` says of each other input why it can't be read; a run goes on without them, and ends with exit code 2.
    """

    config: Config
    guard: EnvironmentGuard
    files: Sequence[InputFile]
    unread: Sequence[InputError]
    fingerprint: str
    origin: Origin
    skip_list: frozenset[str]
    now: datetime

    @property
    def intake(self) -> Intake:
        """What phase 1 needs."""
        config = self.config
        reading = ReadingRules(
            accepts_2032=config.accepts_2032,
            pads_only_tenor=self.guard.environment.is_test,
            accepts_zero_filled=config.run.accept_zero_filled,
        )
        return Intake(
            files=self.files,
            rules=IntakeRules(guard=self.guard, reading=reading, limit=config.run.limit),
            out=config.export.out,
            origin=self.origin,
            max_age=config.run.max_age,
            now=self.now,
            is_cut=config.run.sample is not None,
            allows_empty=config.run.allow_empty,
        )

    def without(self, fault: HalfReadError) -> "Preparation":
        """Count an input that turned out unreadable as unread: the others are a run of their own.

        Raises InputError when there are no others.
        """
        files = tell_apart([file for file in self.files if file.path != fault.path])
        unread = [*self.unread, fault]
        if not files:
            raise _none_can_be_read(unread)
        return replace(self, files=files, unread=unread, fingerprint=fingerprint(files, self.config, self.guard))


def without_unreadable(prepared: Preparation, take_in: Callable[[Preparation], _TakenIn]) -> _TakenIn:
    """Call `take_in`; when an input turns out unreadable half-way, call it again without that input.

    Raises InputError when no input is left.
    """
    while True:
        try:
            return take_in(prepared)
        except HalfReadError as error:
            prepared = prepared.without(error)


def prepare(inputs: Sequence[Path], config: Config) -> Preparation:
    """Open the inputs. Raises InputError when none can be read, or a file of test persons can't."""
    guard = make_guard(config)
    files, unread = open_all(inputs, config)
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


def open_all(inputs: Sequence[Path], config: Config) -> tuple[list[InputFile], list[InputError]]:
    """Open the inputs, and return those that can be read, and why the others can't. Raises InputError when none can."""
    opened: list[InputFile | tuple[Path, EmptyInputError]] = []
    unread: list[InputError] = []
    for path, folder in zip(inputs, telling_folders(inputs), strict=True):
        try:
            opened += open_inputs(path, config.inputs, accepts_2032=config.accepts_2032, folder=folder)
        except EmptyInputError as error:
            opened.append((path, error))
        except InputError as error:
            unread.append(error)
    files, without_rows = _with_empty(opened, allows_empty=config.run.allow_empty)
    unread += without_rows
    if unread and not files:
        raise _none_can_be_read(unread)
    if not unread:
        _check_sheets_are_there(config.inputs.sheet, files)
    return tell_apart(files), unread


def _with_empty(
    opened: Sequence[InputFile | tuple[Path, EmptyInputError]], *, allows_empty: bool
) -> tuple[list[InputFile], list[InputError]]:
    """Take in the inputs without rows where others have rows or it is allowed; return the faults of the others too.

    One whose only row may be data is taken in where that row is the header of another.
    """
    headers = {tuple(map(str, header_of(each))) for each in opened if isinstance(each, InputFile)}
    files: list[InputFile] = []
    faults: list[InputError] = []
    for each in opened:
        if isinstance(each, InputFile):
            files.append(each)
        elif (headers or allows_empty) and each[1].header in {None, *headers}:
            files.append(empty_input(each[0]))
        else:
            faults.append(each[1])
    return files, faults


def _check_sheets_are_there(wanted: Sequence[str], files: Sequence[InputFile]) -> None:
    """Each named sheet must be in some workbook, though not in all: a misspelt one must not be left out in silence."""
    there = {file.reading_notes["sheet"] for file in files if "sheet" in file.reading_notes}
    missing = [f"“{title}”" for title in wanted if title not in there]
    if there and missing:
        raise InputError(f"no workbook has a sheet {' or '.join(missing)}", remedy="check --sheet")


def _none_can_be_read(unread: Sequence[InputError]) -> InputError:
    """Join the faults of all inputs in one error; a single one is raised as it is."""
    return unread[0] if len(unread) == 1 else NoReadableInputError(unread)
