"""The identifiers the register takes, and which of them each environment may be asked about."""

from batch.errors import IdentityError
from batch.identity.identity import Identity, IdType, Series, judge_all

__all__ = ["IdType", "Identity", "IdentityError", "Series", "judge_all"]
