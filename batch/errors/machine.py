"""What can go wrong with a run on this machine: its settings, files and processes."""

from typing import Any

from batch.errors.base import EktepaktBatchError


class SettingsError(EktepaktBatchError):
    """Raised when a setting is unknown, missing or of the wrong form."""


class CredentialsMissingError(SettingsError):
    """Raised when an environment can't be asked, since nothing says who asks; the remedy can take several lines."""

    def __init__(self, what: str, *, remedy: str, missing: tuple[str, ...]) -> None:
        super().__init__(what, remedy=remedy)
        self.missing = missing

    def __str__(self) -> str:
        return f"{self.what}.\n{self.remedy}" if "\n" in str(self.remedy) else super().__str__()

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | {"missing": list(self.missing)}


class OutFolderError(SettingsError):
    """Raised before anything is written when --out is no folder, or not this user's to write in."""


class AnswersForgottenError(SettingsError):
    """Raised when the register's answers of a run are needed, which were deleted once it was complete."""


class LedgerError(EktepaktBatchError):
    """Raised when the ledger of a run can't be read or written; `what` names the file."""


class LedgerCorruptError(LedgerError):
    """Raised when a file is no ledger, a damaged one, or one of another version; it is never recreated."""


class OutLockedError(LedgerError):
    """Raised when another run holds the output folder; `holder` says who, and since when."""

    def __init__(self, folder: str, holder: str) -> None:
        super().__init__(f"another run is using {folder} ({holder})", remedy="wait for it, or choose another --out")
        self.holder = holder


class NoLocksError(OutFolderError):
    """Raised when the file system of --out offers no locks, without which two runs would spoil each other's ledger."""

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(
            f"the file system of {folder} offers no locks ({why})",
            remedy="name a folder on a local disk with --state DIR for the ledgers; the outputs still go to --out",
        )


class LedgerRefusedError(LedgerError):
    """Raised when the file system refuses a ledger what it needs, and will refuse it until somebody changes that."""


class OutputError(EktepaktBatchError):
    """Raised when an output file can't be written; what was there before is untouched."""


class OutputRefusedError(OutputError):
    """Raised when the file system will refuse the output file each time, until somebody changes that."""


class SelfCheckError(EktepaktBatchError):
    """Raised when the files of a run, read again, don't hold what the ledger says: the run is not called complete."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what, remedy="please report this; the same command writes the files anew, and asks nobody twice"
        )


class SandboxError(EktepaktBatchError):
    """Raised when the embedded register did not start."""


class MachineExhaustedError(EktepaktBatchError):
    """Raised when this machine gives the process no further file, memory or thread; the same command goes on."""


class RequestsUsedUpError(EktepaktBatchError):
    """Raised in place of a request that --max-requests does not allow any more: nothing was sent."""


class StoppedEarlyError(EktepaktBatchError):
    """Raised by the Python API when a run was stopped before all were asked about; what was answered is kept."""


class LeftAtOnceError(EktepaktBatchError):
    """Raised when a stop is requested twice, or production not agreed to; what was answered is committed."""


class HungError(EktepaktBatchError):
    """Raised by the watchdog when nothing has moved for `seconds` though there is work; what was answered is kept."""

    def __init__(self, what: str, *, remedy: str | None = None, seconds: float) -> None:
        super().__init__(what, remedy=remedy)
        self.seconds = seconds
