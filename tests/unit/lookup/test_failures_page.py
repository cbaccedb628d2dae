"""The rules as docs/failures.md has them are those of the code."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import DoorError, ProxyAuthenticationError, RegisterError
from batch.jobs.exit_codes import code_for_error
from batch.lookup.decisions import IDENTIFIERS_OWN, Settled, settle
from batch.lookup.judge import SHUT_DOOR, THROTTLED_LIMIT
from batch.lookup.pacing.retry_policy import RetryPolicy
from batch.lookup.pacing.safety_valve import LEAST_SECONDS_BETWEEN
from batch.options.lookup_options import LookupOptions
from batch.options.pacing_options import RetryOptions
from batch.register.responses import read_response

PAGE = (Path(__file__).parents[3] / "docs" / "failures.md").read_text()
FEIL = make.body({"korrelasjonsid": "x", "tidspunkt": "2026-03-01T12:00:00Z", "feilmelding": "Feil i fødselsnummer"})
BODIES = {"yes": [FEIL], "no": [b"<html>", b"", b"{}"], "either": [FEIL, b"<html>"]}
POLICY = RetryPolicy(options=RetryOptions(), is_timeout_final=False)


@dataclass(frozen=True, kw_only=True)
class Line:
    statuses: tuple[int, ...]
    bodies: tuple[bytes, ...]
    error: str
    before: str
    in_the_end: str


def lines() -> list[Line]:
    rows = [row.strip("| ").split(" | ") for row in PAGE.splitlines() if re.match(r"\| \d{3}", row)]
    return [
        Line(
            statuses=tuple(int(each) for each in re.findall(r"\b\d{3}\b", what)),
            bodies=tuple(BODIES[body]),
            error=error.strip("`"),
            before=before,
            in_the_end=end.strip("`"),
        )
        for what, body, error, before, _, end in rows
    ]


def failure(status: int, body: bytes) -> RegisterError:
    with pytest.raises(RegisterError) as caught:
        read_response(status=status, body=body, rolleinnehaver=make.EXAMPLE_FNR)
    return caught.value


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.statuses[0]} {line.error}")
def test_each_line_of_the_table_is_what_the_code_does(line: Line) -> None:
    for status in line.statuses:
        for body in line.bodies:
            error = failure(status, body)
            assert type(error).__name__ == line.error
            if line.in_the_end == "not_run":
                assert not isinstance(error, IDENTIFIERS_OWN)
            else:
                settled = settle(make.trial(), error, POLICY)
                assert isinstance(settled, Settled)
                assert settled.outcome.kind.value == line.in_the_end
            if stop := re.search(r"stop, (\d)", line.before):
                assert code_for_error(error) == int(stop[1])


def test_every_status_of_the_contract_has_its_line() -> None:
    told = {status for line in lines() for status in line.statuses}
    assert {
        400,
        401,
        402,
        403,
        404,
        405,
        406,
        407,
        408,
        410,
        414,
        418,
        425,
        426,
        429,
        431,
        451,
        500,
        502,
        503,
        504,
    } < told
    assert {301, 302, 307, 308} < told


def test_the_figures_of_the_page_are_those_of_the_code() -> None:
    assert SHUT_DOOR == 5
    assert "five different ones in a row" in PAGE
    assert THROTTLED_LIMIT == 8
    assert "(429, 503) eight times" in PAGE
    assert LEAST_SECONDS_BETWEEN == 60
    assert "at least a minute after the first" in PAGE
    assert LookupOptions(concurrency=32).slow_lane_limit(is_test=True) == 16
    assert LookupOptions(concurrency=32).slow_lane_limit(is_test=False) == 4
    assert "half of `--concurrency` at a time, in production four" in PAGE


def test_what_stops_a_run_is_said_with_its_exit_code() -> None:
    assert code_for_error(make.door_error()) == 2
    assert isinstance(make.door_error(), DoorError)
    assert code_for_error(ProxyAuthenticationError("407")) == 2
