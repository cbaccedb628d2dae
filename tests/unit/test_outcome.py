"""How the account of an identifier can end: the table of contract/tables.md, "Outcomes"."""

import pytest
from support import builders as make

from batch.outcome import OutcomeKind

# kind: (answered, so not in the error report; the same if asked again; retryable later)
CONTRACT = {
    "found": (True, True, False),
    "empty": (True, True, False),
    "invalid_id": (False, False, False),
    "wrong_environment": (False, False, False),
    "slow_skipped": (False, False, True),
    "rejected": (False, True, False),
    "refused": (False, False, True),
    "timeout": (False, False, True),
    "server_error": (False, False, True),
    "network_error": (False, False, True),
    "bad_response": (False, False, True),
    "not_run": (False, False, True),
}


def test_the_outcomes_are_those_of_the_contract() -> None:
    assert {kind.value: (kind.is_answer, kind.is_final, kind.can_retry) for kind in OutcomeKind} == CONTRACT


DIGITS = make.TENOR_DNR
BODY = make.example_body().replace(make.EXAMPLE_FNR.encode(), DIGITS.encode())
REPAIRED = make.subject(DIGITS, input_value=f" {DIGITS}", repair="trimmed")


@pytest.mark.parametrize(
    "thing",
    [
        make.lookup(1, DIGITS),
        REPAIRED,
        make.subject(None, input_value=DIGITS, reason="k2"),
        make.outcome(body=BODY),
        make.outcome(OutcomeKind.REJECTED, feilmelding=f"Feil i {DIGITS}"),
        make.entry(of=REPAIRED, body=BODY),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_what_is_said_of_an_identifier_shows_no_digit_of_it(thing: object) -> None:
    """Logs and tracebacks show reprs (design/architecture.md, "Personal data")."""
    assert DIGITS not in repr(thing)
