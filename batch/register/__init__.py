"""Ektepaktregisteret over HTTP: one attempt at a time; the only place that knows its protocol."""

from batch.register.client import RegisterClient, RegisterOptions, TokenSource
from batch.register.responses import Answer

__all__ = ["Answer", "RegisterClient", "RegisterOptions", "TokenSource"]
