"""What the files of a run say about the run itself, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from batch.identity.environment import Environment
from batch.options.export_options import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutRun:
    """A run as its files name it; `retry_command` asks again about those without an answer that may get one.

    `row_count` are the input's rows, fewer than its identifier cells where it has several columns of these.
    """

    run_id: str
    environment: Environment
    started_at: datetime
    retry_command: str
    settings: Mapping[str, object] = field(default_factory=dict)
    words: Words = Words.NB
    row_count: int | None = None

    @property
    def answers_are_made_up(self) -> bool:
        return self.environment is Environment.SANDBOX

    def as_json(self) -> dict[str, object]:
        """Return what the manifest, too, says under these names."""
        return {
            "environment": self.environment.value,
            "run_id": self.run_id,
            "answers_are_made_up": self.answers_are_made_up,
        }
