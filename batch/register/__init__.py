"""Ektepaktregisteret over HTTP: one attempt at a time; the only place that knows its protocol."""

from batch.register.client import CONNECT_SHARE, RegisterClient, TokenSource
from batch.register.connection import open_lines
from batch.register.request_cap import RequestCap
from batch.register.responses import Answer

__all__ = ["CONNECT_SHARE", "Answer", "RegisterClient", "RequestCap", "TokenSource", "open_lines"]
