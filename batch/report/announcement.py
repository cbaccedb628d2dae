"""The first lines of a run: where it asks, what, within which limits, and how the inputs are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from batch.assembly.access import Access
from batch.assembly.preparation import Preparation
from batch.config import ForeignAddress, foreign_addresses, said_origin
from batch.errors.shown_text import shown_name
from batch.identity.environment import Environment
from batch.ledger import MANIFEST_NAME, Run
from batch.maskinporten import describe_key
from batch.report.limits import describe_limits
from batch.report.wording import SANDBOX_WARNING, input_lines, other_foreign_lines, passed_over_line, some_of

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a person must know before the first look-up. Holds no identifier and no secret.

    `way_out` names the forward proxy, if any; `inputs` are the files by name, with how each is read; `limits` what else
    bounds the run; `manifest` is the file that the run ends with.
    """

    environment: Environment
    register_url: str
    token_url: str
    way_out: str
    inputs: Sequence[tuple[str, Mapping[str, str]]]
    passed_over: Sequence[Path]
    run_id: str
    manifest: Path
    is_continued: bool
    left_behind: str | None
    limits: Sequence[str]
    foreign: Sequence[ForeignAddress] = ()  #: what is not the environment's own
    key_days: int | None = None  #: how long certificate or key last, where that is known
    act_soon: str | None = None  #: what of the key a person must see to now

    def lines(self) -> list[str]:
        return [
            self._first_line(),
            *input_lines(self.inputs, all_in=f"{self.manifest}, when the command ends"),
            *([passed_over_line(self.passed_over)] if self.passed_over else []),
            *([_left_behind_line(self.left_behind)] if self.left_behind else []),
            *other_foreign_lines(self.foreign),
        ]

    def facts(self) -> dict[str, Any]:
        """Return the same for a log."""
        return {
            "run_id": self.run_id,
            "environment": self.environment.value,
            "answers_are_made_up": self.environment is Environment.SANDBOX,
            "is_continued": self.is_continued,
            "register_url": self.register_url,
            "token_url": self.token_url,
            "way_out": self.way_out or None,
            "foreign_addresses": [each.setting.name for each in self.foreign],
            "inputs": [{"name": name, **notes} for name, notes in self.inputs],
            "passed_over": [shown_name(str(path)) for path in self.passed_over],
            "left_behind": self.left_behind,
            "limits": list(self.limits),
            "certificate_days": self.key_days,
            "manifest": str(self.manifest),
        }

    def _first_line(self) -> str:
        warning = f" ({SANDBOX_WARNING})" if self.environment is Environment.SANDBOX else ""
        begun = "continues" if self.is_continued else "begins"
        way_out = f", {self.way_out}" if self.way_out else ""
        names = some_of(name for name, _ in self.inputs) or "not at hand"
        return (
            f"{self.environment}{warning}: run {self.run_id} {begun}; register {self.register_url}"
            f"{said_origin(self.foreign, 'register_url')}, Maskinporten {self.token_url}"
            f"{said_origin(self.foreign, 'token_url')}{way_out}; input {names}; {', '.join(self.limits)}"
        )


def announcement_of(prepared: Preparation, access: Access, run: Run, passed_over: Sequence[Path]) -> Announcement:
    """Say what a person must know before the first look-up; a key that ends soon is warned of in the log."""
    key = describe_key(access.key, now=prepared.now)
    if key.warning:
        _log.warning("key material", warning=key.warning)
    return Announcement(
        environment=prepared.config.run.env,
        register_url=access.addresses.register_url,
        token_url=access.addresses.token_url,
        way_out=access.way_out,
        inputs=[(file.name, file.reading_notes) for file in prepared.files],
        passed_over=passed_over,
        run_id=run.run_id,
        manifest=run.folder / MANIFEST_NAME,
        is_continued=run.is_continued,
        left_behind=run.left_behind,
        limits=describe_limits(prepared.config),
        foreign=foreign_addresses(prepared.config),
        key_days=key.days_left,
        act_soon=key.act_soon,
    )


def _left_behind_line(run_id: str) -> str:
    return f"run {run_id} is unfinished and stays as it is: its input, or what changes answers, was another than now"
