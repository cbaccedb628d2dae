"""Builds the pacing of the look-ups from the settings: limits, rate, circuit, retries."""

from batch.config import Config
from batch.identity import Identity
from batch.identity.environment import Environment
from batch.lookup import Pacing
from batch.lookup.controls import Control
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.outcome import OutcomeKind

_EXAMPLE = "06821349425"
"""The synthetic identity of the register's documented answer (contract/oppslag_example.json)."""


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


def example_control(config: Config) -> Control | None:
    """Return who may be asked in ppe as a control, as long as nobody of the input was answered; None elsewhere."""
    if config.run.env is not Environment.PPE:
        return None
    identity = Identity.parse(_EXAMPLE, accepts_2032=True)
    return Control(identity=identity, kind=OutcomeKind.EMPTY, oppslagstidspunkt=None)
