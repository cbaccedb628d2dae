"""Notices when so many fail for themselves that the judgement itself is in doubt: the register may be overloaded."""

from collections import deque

# The issue's own figures (whose fault): a tenth of the last 200 is far more than a register has broken identifiers.
_LAST = 200
_MOST_FAILED = 20
LEAST_SECONDS_BETWEEN = 60.0
"""From the first attempt of anybody that failed to the last attempts, once the valve is open."""


class SafetyValve:
    """Opens for good when more than a tenth of the last 200 that had not failed before failed for themselves.

    Then their last attempts come at least a minute after the first ones: an overload would be over by then.
    """

    def __init__(self) -> None:
        self._has_failed: deque[bool] = deque(maxlen=_LAST)
        self._last_failed_at = float("-inf")
        self.is_open = False

    def note(self, *, has_failed: bool, now: float) -> bool:
        """Note the end of somebody's first attempts, charged or answered; return whether that opens the valve."""
        self._has_failed.append(has_failed)
        if not has_failed:
            return False
        self._last_failed_at = now
        is_known = len(self._has_failed) == _LAST  # of fewer, a list of the difficult ones alone would open it
        if self.is_open or not is_known or sum(self._has_failed) <= _MOST_FAILED:
            return False
        self.is_open = True
        return True

    @property
    def last_attempts_at(self) -> float:
        """When the last attempts may begin, of the monotonic clock: minus infinity while the valve is shut."""
        return self._last_failed_at + LEAST_SECONDS_BETWEEN if self.is_open else float("-inf")
