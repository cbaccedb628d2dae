"""What the controls have said since the register last answered anybody, and what may be concluded from it."""

from batch.errors import RegisterError, ServerFailedError
from batch.lookup.controls import Control, Controls
from batch.outcome import OutcomeKind

# How many different controls must fail before it counts as an outage: one may have become a broken identifier itself.
_CONTROLS_THAT_FAIL = 2
# How long 5xx for the only control that was `found` are waited out while `empty` ones are answered: either a source
# that only ektepakter need is down, or this one has become broken, and only time tells.
_ONE_FOUND_SECONDS = 60.0


class Inquiry:
    """Asks controls in turn until one is answered.

    An answer of somebody `empty` settles no 5xx while those that were `found` fail with 5xx: a source behind the
    register can be down alone. That is waited out like an outage; but it is none, and in the end they are charged.
    """

    def __init__(self, controls: Controls) -> None:
        self._controls = controls
        self._tried: set[str] = set()  # digits of those asked in this turn
        self._failed: dict[str, tuple[Control, RegisterError]] = {}
        self.do_empty_answer = False
        """Whether the `empty` control asked last was answered, though `found` ones fail."""

    def next(self) -> Control | None:
        return self._controls.next(self._tried)

    @property
    def has_tried_enough(self) -> bool:
        """Whether so many were asked that those who wait may have a turn."""
        return len(self._tried) >= min(_CONTROLS_THAT_FAIL, len(self._controls))

    @property
    def have_enough_failed(self) -> bool:
        return len(self._failed) >= min(_CONTROLS_THAT_FAIL, len(self._controls))

    @property
    def found_failure(self) -> ServerFailedError | None:
        """The 5xx of somebody who was `found`; None where none of them failed so."""
        for control, error in self._failed.values():
            if control.kind is OutcomeKind.FOUND and isinstance(error, ServerFailedError):
                return error
        return None

    def patience_seconds(self, patience_seconds: float) -> float:
        """Return how long a source that is down alone is waited for."""
        is_one = self._controls.found_count == 1
        return min(patience_seconds, _ONE_FOUND_SECONDS) if is_one else patience_seconds

    def note_tried(self, control: Control) -> None:
        """Note that it was asked; when all were before, the turn begins anew."""
        if len(self._tried) >= len(self._controls):
            self._tried.clear()
        self._controls.note_asked(control)
        self._tried.add(control.identity.digits)

    def note_failed(self, control: Control, error: RegisterError) -> None:
        self._failed[control.identity.digits] = control, error
        if control.kind is OutcomeKind.EMPTY:
            self.do_empty_answer = False

    def note_empty_answer(self) -> None:
        """Note that somebody `empty` was answered while `found` ones fail: these are asked again next."""
        self.do_empty_answer = True
        self._tried.clear()

    def end(self) -> None:
        """The register answers: let those that failed meanwhile be asked last from now on."""
        if self._failed:
            self._controls.note_failed(self._failed)
            self._failed.clear()
        self._tried.clear()
        self.do_empty_answer = False
