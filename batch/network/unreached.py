"""Tells a machine without a way out from a server that is away for a while, and gives the former up soon."""

import structlog

# Longer than a restart of a name server or a reconnected VPN takes to say something; people wait no longer in silence.
_SAID_AFTER_SECONDS = 20.0
# A name that has not resolved once by then is wrong, or can't be resolved here: that waits for a person.
_GIVEN_UP_AFTER_SECONDS = 120.0
GIVEN_UP_AFTER = "2 minutes"

_log = structlog.get_logger(__name__)


class Unreached:
    """Whether anybody was ever reached at an address. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._has_reached = False
        self._since: float | None = None
        self._is_said = False

    def note_reached(self) -> None:
        """Note any sign of a server: from now on it is only away for a while."""
        self._has_reached = True

    def is_given_up(self, error: Exception, *, now: float) -> bool:
        """Note that nobody was reached, say so once after a while, and return whether it is to be given up."""
        if self._has_reached:
            return False
        self._since = now if self._since is None else self._since
        seconds = now - self._since
        if seconds >= _SAID_AFTER_SECONDS and not self._is_said:
            self._is_said = True
            _log.warning("nobody was reached so far", seconds=round(seconds), reason=str(error))
        return seconds >= _GIVEN_UP_AFTER_SECONDS
