"""Which identifiers each environment may be asked about: the table of contract/identifiers.md section 2."""

import pytest
from support import builders as make

from batch.identity import Series
from batch.identity.environment import Environment, EnvironmentGuard

TEST_ENVIRONMENTS = (Environment.SANDBOX, Environment.PPE)
BOTH_SERIES = frozenset({Series.DOLLY, Series.NHN})
REAL = make.real_looking()


def refusal(environment: Environment, digits: str, **admitted: frozenset[Series] | frozenset[str]) -> str | None:
    guard = EnvironmentGuard(environment=environment, **admitted)  # type: ignore[arg-type]
    return guard.refusal(digits, make.identity(digits).series)


def test_only_production_is_no_test_environment() -> None:
    assert [each for each in Environment if not each.is_test] == [Environment.PROD]


@pytest.mark.parametrize("environment", TEST_ENVIRONMENTS)
@pytest.mark.parametrize(
    ("digits", "reason"),
    [
        pytest.param(make.EXAMPLE_FNR, None, id="tenor fnr"),
        pytest.param(make.TENOR_DNR, None, id="tenor dnr"),
        pytest.param(REAL, "real_in_test", id="real-looking"),
        pytest.param(make.DOLLY, "series_not_allowed", id="dolly"),
        pytest.param(make.NHN, "series_not_allowed", id="nhn"),
    ],
)
def test_a_test_environment_is_asked_about_tenor_only(
    environment: Environment, digits: str, reason: str | None
) -> None:
    assert refusal(environment, digits) == reason


@pytest.mark.parametrize(
    ("digits", "reason"),
    [
        pytest.param(REAL, None, id="real-looking"),
        pytest.param(make.EXAMPLE_FNR, "synthetic_in_production", id="tenor"),
        pytest.param(make.DOLLY, "synthetic_in_production", id="dolly"),
        pytest.param(make.NHN, "synthetic_in_production", id="nhn"),
    ],
)
def test_production_is_asked_about_real_identifiers_only(digits: str, reason: str | None) -> None:
    assert refusal(Environment.PROD, digits) == reason


@pytest.mark.parametrize("environment", TEST_ENVIRONMENTS)
@pytest.mark.parametrize(
    ("allowed", "dolly", "nhn"),
    [
        (frozenset({Series.DOLLY}), None, "series_not_allowed"),
        (frozenset({Series.NHN}), "series_not_allowed", None),
        (BOTH_SERIES, None, None),
    ],
)
def test_an_allowed_series_and_no_other_is_asked_about(
    environment: Environment, allowed: frozenset[Series], dolly: str | None, nhn: str | None
) -> None:
    assert refusal(environment, make.DOLLY, allowed_series=allowed) == dolly
    assert refusal(environment, make.NHN, allowed_series=allowed) == nhn
    assert refusal(environment, REAL, allowed_series=allowed) == "real_in_test"


@pytest.mark.parametrize("environment", TEST_ENVIRONMENTS)
def test_no_series_setting_lets_a_real_looking_identifier_into_a_test_environment(environment: Environment) -> None:
    assert refusal(environment, REAL, allowed_series=frozenset(Series)) == "real_in_test"


@pytest.mark.parametrize("environment", TEST_ENVIRONMENTS)
def test_a_known_test_person_is_asked_about_and_no_other_real_looking_one(environment: Environment) -> None:
    known = frozenset({REAL})
    assert refusal(environment, REAL, test_persons=known) is None
    assert refusal(environment, make.real_looking(seed=2), test_persons=known) == "real_in_test"


@pytest.mark.parametrize("digits", [make.EXAMPLE_FNR, make.DOLLY, make.NHN])
def test_nothing_lets_a_synthetic_identifier_into_production(digits: str) -> None:
    admitted = refusal(Environment.PROD, digits, allowed_series=frozenset(Series), test_persons=frozenset({digits}))
    assert admitted == "synthetic_in_production"


def test_a_guard_does_not_show_the_test_persons() -> None:
    guard = EnvironmentGuard(environment=Environment.PPE, test_persons=frozenset({REAL}))
    assert REAL not in repr(guard)
