"""The environment guard: decides which identifiers may be sent to sandbox, ppe and production.

The guard is that of contract/identifiers.md section 2. It is applied twice: at the reading, so that a
refused identifier gets its outcome, and in the HTTP layer on the exact digits of the URL.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from batch.identity import Series


class Environment(StrEnum):
    """Where the look-ups go."""

    SANDBOX = "sandbox"  #: the embedded register; all answers are made up
    PPE = "ppe"  #: Brønnøysundregistrene's test environment
    PROD = "prod"  #: the register itself

    @property
    def is_test(self) -> bool:
        return self is not Environment.PROD


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentGuard:
    """Decides whether an identity may be sent to an environment.

    `allowed_series` are test series admitted besides Tenor; `test_persons` the digits of fictitious persons
    that look real and that a test environment may be asked about. Neither admits anything in production.
    """

    environment: Environment
    allowed_series: frozenset[Series] = frozenset()
    test_persons: frozenset[str] = field(default=frozenset(), repr=False)

    def refusal(self, digits: str, series: Series) -> str | None:
        """Return the reason for refusing, or None when the identity of these digits may be asked about."""
        if not self.environment.is_test:
            return None if series is Series.REAL else "synthetic_in_production"
        match series:
            case Series.TENOR:
                return None
            case Series.REAL:
                return None if digits in self.test_persons else "real_in_test"
            case Series.DOLLY | Series.NHN:
                return None if series in self.allowed_series else "series_not_allowed"
            case _ as unreachable:
                assert_never(unreachable)
