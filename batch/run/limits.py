"""Says what bounds a run, in the words of its first line."""

from datetime import timedelta

from batch.config import Config

_HOURS_OF_A_DAY = 24


def describe_limits(config: Config) -> list[str]:
    run = config.run
    return [
        f"at most {config.lookup.concurrency} in flight",
        f"time-out {config.timeout_seconds:g} s",
        f"{config.retry.attempts} attempts",
        *([f"the first {run.limit:,} identifiers only (--limit)"] if run.limit is not None else []),
        *([f"answers of up to {shown_age(run.max_age)} reused (--max-age)"] if run.max_age is not None else []),
    ]


def shown_age(age: timedelta) -> str:
    """Write an age as `--max-age` takes it, in days where they are whole."""
    hours = round(age.total_seconds() / 3600)
    return f"{hours}h" if hours % _HOURS_OF_A_DAY else f"{hours // _HOURS_OF_A_DAY}d"
