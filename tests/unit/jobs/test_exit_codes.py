"""From errors and summaries to exit codes: the table of design/interface.md, for every class of error there is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support import builders as make

from batch import errors
from batch.errors import Answered, EktepaktBatchError
from batch.jobs.exit_codes import ExitCode, code_for_error, code_for_summary
from batch.ledger import KindCount
from batch.outcome import OutcomeKind
from batch.tables.changes import ChangeKind

THEN = datetime(2026, 1, 1, tzinfo=UTC)
USAGE, NOT_LET_IN, DEFECT, RESUMABLE = ExitCode.USAGE, ExitCode.NOT_LET_IN, ExitCode.DEFECT, ExitCode.RESUMABLE

CODES: dict[EktepaktBatchError, ExitCode] = {
    errors.SettingsError("x"): USAGE,
    errors.OutFolderError("x"): USAGE,
    errors.NoLocksError("out", "x"): USAGE,
    errors.InputError("x"): USAGE,
    errors.NoReadableInputError([errors.InputError("x"), errors.InputError("y")]): USAGE,
    errors.DamagedInputError("x"): USAGE,
    errors.ColumnError("x"): USAGE,
    errors.NoIdentifiersError("x"): USAGE,
    errors.EmptyInputError("x"): USAGE,
    errors.AmbiguousColumnsError("x", flags="--column 1"): USAGE,
    errors.UnusualSheetError("x"): USAGE,
    errors.HalfReadError("x", path=Path("y")): USAGE,
    errors.KeystoreUnreadableError("x"): USAGE,
    errors.KeystoreConversionError("x", command="y"): USAGE,
    errors.KeystorePasswordError("x"): USAGE,
    errors.KeyMissingError("x"): USAGE,
    errors.SeveralKeysError("x"): USAGE,
    errors.KeyIdentityError("x"): USAGE,
    errors.KeyMismatchError("x"): NOT_LET_IN,
    errors.KeyTypeError("x", key_type="EC"): NOT_LET_IN,
    errors.KeyTooSmallError("x", bits=1024): NOT_LET_IN,
    errors.CertificateExpiredError("x", not_after=THEN): NOT_LET_IN,
    errors.CertificateNotYetValidError("x", not_before=THEN): NOT_LET_IN,
    errors.TokenRefusedError("x", code="MP-120", remedy="y"): NOT_LET_IN,
    errors.GrantRefusedError("x", code="MP-130", remedy="y"): NOT_LET_IN,
    errors.CredentialsMissingError("x", remedy="y", missing=("Z",)): USAGE,
    errors.AccessDeniedError("x"): NOT_LET_IN,
    errors.UnusableConnectionError("x"): USAGE,
    errors.ShrunkListError("x"): USAGE,
    make.door_error(): USAGE,
    errors.ProxyAuthenticationError("x"): USAGE,
    errors.TokenUnavailableError("x"): RESUMABLE,
    errors.NoWayOutError("x"): RESUMABLE,
    errors.TokenAddressError("x", remedy="y"): USAGE,
    errors.MachineExhaustedError("x"): RESUMABLE,
    errors.RequestsUsedUpError("x"): RESUMABLE,
    errors.OutLockedError("out", "x"): RESUMABLE,
    errors.LeftAtOnceError("x"): RESUMABLE,
    errors.StoppedEarlyError("x"): RESUMABLE,
    errors.LedgerError("x"): RESUMABLE,
    errors.AnswersForgottenError("x"): USAGE,
    errors.OutputError("x"): RESUMABLE,
    errors.LedgerCorruptError("x"): USAGE,
    errors.LedgerRefusedError("x"): USAGE,
    errors.OutputRefusedError("x"): USAGE,
    errors.SandboxError("x"): DEFECT,
    errors.SelfCheckError("x"): DEFECT,
    errors.HungError("x", seconds=1): DEFECT,
    errors.LanguageRefusedError("x"): USAGE,
    errors.RegisterDownError("x"): RESUMABLE,
    errors.PauseTooLongError("x", until=THEN): RESUMABLE,
}
OF_ONE_IDENTIFIER: dict[EktepaktBatchError, ExitCode] = {
    errors.EnvironmentGuardError("x"): USAGE,
    errors.RejectedError("x"): ExitCode.TOO_MANY_ERRORS,
    errors.SubjectNotFoundError("x"): ExitCode.TOO_MANY_ERRORS,
    errors.ServerFailedError("x", answered=Answered()): RESUMABLE,
    errors.ThrottledError("x", answered=Answered()): RESUMABLE,
    errors.LookupTimeoutError("x"): RESUMABLE,
    errors.UnreachableError("x"): RESUMABLE,
    errors.NetworkFailedError("x"): RESUMABLE,
    errors.BadResponseError("x"): RESUMABLE,
    errors.IdentityError("k2"): DEFECT,
}
"""These are outcomes of an identifier and never end a run, but the one look-up of `doctor` can end in them."""


def _name(error: EktepaktBatchError) -> str:
    return type(error).__name__


def _all_below(error: type[EktepaktBatchError]) -> set[type[EktepaktBatchError]]:
    return {error}.union(*(_all_below(each) for each in error.__subclasses__()))


def test_the_codes_are_those_of_the_interface() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "USAGE": 2,
        "TOO_MANY_ERRORS": 3,
        "NOT_LET_IN": 4,
        "CHANGED": 5,
        "DEFECT": 70,
        "RESUMABLE": 75,
    }


def test_every_error_that_is_raised_is_placed() -> None:
    families = {EktepaktBatchError, errors.KeyMaterialError, errors.TokenError, errors.RegisterError}
    placed = {type(error) for error in (*CODES, *OF_ONE_IDENTIFIER)}
    assert placed == _all_below(EktepaktBatchError) - families


@pytest.mark.parametrize("error", CODES, ids=_name)
def test_an_error_that_ends_a_run_has_its_code(error: EktepaktBatchError) -> None:
    assert code_for_error(error) is CODES[error]


@pytest.mark.parametrize("error", OF_ONE_IDENTIFIER, ids=_name)
def test_an_error_of_one_identifier_has_its_code(error: EktepaktBatchError) -> None:
    assert code_for_error(error) is OF_ONE_IDENTIFIER[error]


def test_a_complete_run_without_errors_is_ok() -> None:
    answered = {
        OutcomeKind.FOUND: KindCount(identifiers=3, rows=4),
        OutcomeKind.EMPTY: KindCount(identifiers=1, rows=1),
    }
    assert code_for_summary(make.summary(answered)) is ExitCode.OK
    assert code_for_summary(make.summary({})) is ExitCode.OK


@pytest.mark.parametrize(
    ("max_errors", "code"),
    [("0", ExitCode.TOO_MANY_ERRORS), ("1", ExitCode.TOO_MANY_ERRORS), ("2", ExitCode.OK), ("20%", ExitCode.OK)],
)
def test_a_complete_run_is_judged_by_the_errors_allowed(max_errors: str, code: ExitCode) -> None:
    assert code_for_summary(make.summary(max_errors=max_errors)) is code


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({}, ExitCode.OK),
        ({ChangeKind.ADDRESS_CHANGED: 7, ChangeKind.ONLY_IN_NEW: 1, ChangeKind.ONLY_IN_OLD: 1}, ExitCode.OK),
        *(({kind: 1}, ExitCode.CHANGED) for kind in ChangeKind if kind.is_of_the_register),
    ],
    ids=str,
)
def test_what_the_register_tells_anew_is_a_code_of_its_own_for_who_wants_it(
    rows: dict[ChangeKind, int], code: ExitCode
) -> None:
    answered = {OutcomeKind.FOUND: KindCount(identifiers=3, rows=4)}
    changes = make.changes(rows)
    assert code_for_summary(make.summary(answered, changes=changes, fails_on_change=True)) is code
    assert code_for_summary(make.summary(answered, changes=changes)) is ExitCode.OK


def test_a_change_comes_behind_everything_else() -> None:
    news: dict[str, Any] = {"changes": make.changes({ChangeKind.NEW: 1}), "fails_on_change": True}
    assert code_for_summary(make.summary(**news)) is ExitCode.TOO_MANY_ERRORS
    assert code_for_summary(make.summary(make.PENDING, **news)) is RESUMABLE
    assert code_for_summary(make.summary({}, **news, unread=[errors.InputError("x")])) is USAGE
    assert code_for_summary(make.summary({}, **news, stopped_by=errors.AccessDeniedError("x"))) is NOT_LET_IN


def test_a_run_that_nothing_can_point_at_is_no_success() -> None:
    answered = {OutcomeKind.FOUND: KindCount(identifiers=3, rows=4)}
    assert code_for_summary(make.summary(answered, unlinked=errors.OutputRefusedError("x"))) is USAGE
    assert code_for_summary(make.summary(answered, unlinked=errors.OutputError("x"))) is RESUMABLE


@pytest.mark.parametrize(
    ("stopped_by", "code"),
    [
        (errors.HungError("x", seconds=1), ExitCode.DEFECT),
        (errors.AccessDeniedError("x"), USAGE),
        (errors.RegisterDownError("x"), USAGE),
        (None, USAGE),
    ],
    ids=str,
)
def test_of_several_reasons_the_most_urgent_decides(stopped_by: EktepaktBatchError | None, code: ExitCode) -> None:
    unread = [errors.InputError("x")]
    assert code_for_summary(make.summary(make.PENDING, stopped_by=stopped_by, unread=unread)) is code


def test_an_unfinished_run_can_be_resumed_whatever_its_errors() -> None:
    assert code_for_summary(make.summary(make.PENDING, max_errors="0")) is RESUMABLE
    assert code_for_summary(make.summary(make.PENDING, max_errors="100%")) is RESUMABLE


@pytest.mark.parametrize("error", CODES, ids=_name)
def test_what_stopped_a_run_decides_before_anything_else(error: EktepaktBatchError) -> None:
    assert code_for_summary(make.summary(make.PENDING, stopped_by=error)) is CODES[error]
