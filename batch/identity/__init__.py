"""The identifiers the register takes, and which of them each environment may be asked about."""

from batch.errors import IdentityError
from batch.identity.identity import Identity
from batch.identity.judging import IdType, Series, is_2032_rule_in_force, judge_all

__all__ = ["IdType", "Identity", "IdentityError", "Series", "is_2032_rule_in_force", "judge_all"]
