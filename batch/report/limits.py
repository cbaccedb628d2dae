"""The limits of a run as the first line states them: concurrency, rate, time-out, attempts, sample."""

from batch.config import Config
from batch.errors.counted import counted
from batch.options.durations import show_duration


def describe_limits(config: Config) -> list[str]:
    run = config.run
    return [
        f"at most {config.lookup.concurrency} in flight",
        *([f"{config.rate:g} per second"] if config.rate is not None else []),
        f"time-out {config.timeout_seconds:g} s",
        f"{config.retry.attempts} attempts",
        *([f"at most {counted(run.max_requests, 'request')} (--max-requests)"] if run.max_requests is not None else []),
        *([f"the first {counted(run.limit, 'identifier')} only (--limit)"] if run.limit is not None else []),
        *(
            [f"a sample of {counted(run.sample, 'identifier')} (--sample, --seed {run.seed})"]
            if run.sample is not None
            else []
        ),
        *([f"answers of up to {show_duration(run.max_age)} reused (--max-age)"] if run.max_age is not None else []),
    ]
