"""Where the value of a setting came from, as a person is told it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, assert_never

from batch.errors import SettingsError


class OriginKind(StrEnum):
    """The kinds of places a setting is written in, the first to win."""

    FLAG = "flag"  #: on the command line
    ENVIRONMENT = "environment"  #: a variable
    CREDENTIAL = "credential"  #: a file in systemd's $CREDENTIALS_DIRECTORY
    FILE = "file"  #: a line of a file in the working folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One place; `name` is how the setting is written there."""

    kind: OriginKind
    name: str
    path: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        match self.kind:
            case OriginKind.FLAG:
                return self.name
            case OriginKind.ENVIRONMENT:
                return f"{self.name} in the environment"
            case OriginKind.CREDENTIAL:
                return f"{self.name} in $CREDENTIALS_DIRECTORY"
            case OriginKind.FILE:
                assert self.path is not None
                return f"{self.path.name} in {self.path.parent}, line {self.line}"
            case _ as unreachable:
                assert_never(unreachable)

    @property
    def source(self) -> str | None:
        """The file and line, as an error names its source; None where `subject` says it all."""
        return None if self.kind is not OriginKind.FILE else f"{self.path}, line {self.line}"

    @property
    def subject(self) -> str:
        """What an error is about: the flag, the variable, or the name that stands in the file."""
        return self.name if self.kind is OriginKind.FILE else str(self)

    def error(self, what: str, *, remedy: str) -> SettingsError:
        return SettingsError(f"{self.subject} {what}", remedy=remedy, source=self.source)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "name": self.name,
            "path": None if self.path is None else str(self.path),
            "line": self.line,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A value as it was written, and where. Its repr shows no value, which may be secret."""

    value: Any
    origin: Origin

    def __repr__(self) -> str:
        return f"Given(origin={self.origin!r})"


Source = Mapping[str, Given]
"""What one place says, by the names of the settings."""
