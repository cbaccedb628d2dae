"""Builds the pacing of the look-ups from the settings: limits, rate, circuit, retries."""

from batch.config import Config
from batch.lookup import Pacing
from batch.lookup.pacing.retry_policy import RetryPolicy


def make_pacing(config: Config) -> Pacing:
    return Pacing(
        options=config.lookup,
        circuit_options=config.circuit,
        policy=RetryPolicy(options=config.retry, is_timeout_final=config.run.env.is_test),
        rate=config.rate,
        timeout_seconds=config.timeout_seconds,
    )


def longest_stillness_seconds(config: Config) -> float:
    """Return how long nothing may move before the watchdog barks: longer than the settings let any look-up wait."""
    return max(
        config.lookup.watchdog_seconds,
        2 * config.timeout_seconds,
        2 * config.retry.backoff_ceiling_seconds,
        2 / config.rate if config.rate else 0.0,
    )
