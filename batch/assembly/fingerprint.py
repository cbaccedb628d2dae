"""Computes the fingerprint of a command from input, environment and answer-changing settings: equal means same run."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from batch.config import Config
from batch.identity.environment import EnvironmentGuard
from batch.inputs import InputFile


def fingerprint(files: Sequence[InputFile], config: Config, guard: EnvironmentGuard) -> str:
    """Return 64 hexadecimal digits.

    Addresses, concurrency, attempts and the like do not count: they change how answers are fetched, not what they
    are. Retry limits can change which identifiers fail, but who raises them wants the same run to go on.
    """
    facts: dict[str, Any] = {
        "inputs": [(file.name, file.sha256, file.columns, _how_it_is_read(file)) for file in files],
        "environment": guard.environment,
        "language": config.register.language,
        "allow_series": sorted(guard.allowed_series),
        "test_persons": sorted(guard.test_persons),
        "accept_2032": config.run.accept_2032,
        "accept_zero_filled": config.run.accept_zero_filled,
    }
    if config.run.limit is not None:
        facts["limit"] = config.run.limit
    if config.run.sample is not None:
        facts["sample"] = [config.run.sample, config.run.seed]
    if config.run.max_age is not None:
        facts["max_age_seconds"] = config.run.max_age.total_seconds()
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _how_it_is_read(file: InputFile) -> dict[str, str]:
    """Ignore how the column was found: naming with --column the one that is found anyway makes no other run."""
    return {key: value for key, value in file.reading_notes.items() if key != "column_evidence"}
