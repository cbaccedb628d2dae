"""Every documented refusal becomes a typed error with its remedy; an unknown one is shown as it came."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from batch.errors import GrantRefusedError, TokenAddressError, TokenError, TokenRefusedError, TokenUnavailableError
from batch.maskinporten.refusals import interpret_refusal
from batch.maskinporten.token_answers import TokenAnswer, read_token

NOW = datetime(2026, 3, 1, 12, 0, 47, tzinfo=UTC)
JSON_HEADERS = {"Content-Type": "application/json", "Date": "Sun, 01 Mar 2026 12:00:47 GMT"}


def refusal(
    description: str | None = None, code: str | None = None, *, status: int = 400, headers: dict[str, str] | None = None
) -> TokenError:
    body: dict[str, Any] = {"error": "invalid_grant"}
    if description is not None:
        body["error_description"] = description
    if code is not None:
        body["error_uri"] = f"https://maskinporten.no/errors/{code}"
    return interpret_refusal(
        status=status, headers=JSON_HEADERS if headers is None else headers, body=json.dumps(body).encode(), now=NOW
    )


# Code, description as Maskinporten words it, class, and words of the remedy.
DOCUMENTED = [
    ("MP-011", "Invalid assertion. Invalid parameter value", TokenRefusedError, "defect in this program"),
    ("MP-012", "Grant is used before", GrantRefusedError, "repeats requests"),
    ("MP-100", "Client not found", TokenRefusedError, "EKTEPAKT_CLIENT_ID"),
    ("MP-110", "Client authentication failed. Invalid JWT claim aud", TokenRefusedError, "EKTEPAKT_AUDIENCE"),
    ("MP-120", "The JWT is signed with an invalid certificate", TokenRefusedError, "test certificate in production"),
    ("MP-121", "Client authentication failed. Expired key", TokenRefusedError, "one year"),
    ("MP-122", "Invalid organization number for client", TokenRefusedError, "another organisation's"),
    ("MP-123", "Invalid JWT header x5c", TokenRefusedError, "certificate chain"),
    ("MP-124", "Invalid JWT signature", TokenRefusedError, "belong together"),
    ("MP-130", "Issue time is after now", GrantRefusedError, "NTP"),
    ("MP-130", "JWT is expired", GrantRefusedError, "NTP"),
    ("MP-200", "Token request contains invalid scopes for client", TokenRefusedError, "register brreg:ektepakt/tlg"),
    ("MP-201", "Token request contains scopes not allowed for maskinporten", TokenRefusedError, "Maskinporten client"),
    ("MP-250", "Consumer has not been granted access to the scope", TokenRefusedError, "Brønnøysundregistrene"),
    ("MP-251", "Consumer has not delegated access to the scope", TokenRefusedError, "Altinn"),
]
UNCODED = [
    ("Client authentication failed. Invalid JWT. Unknown key identifier (kid)", "EKTEPAKT_KEY_ID"),
    ("The client requires pre-registered jwk and no key identifier (kid) provided", "set EKTEPAKT_KEY_ID to its kid"),
    ("The combination consumer_org in claim and delegation scope on client is invalid", "EKTEPAKT_CONSUMER_ORG"),
]


@pytest.mark.parametrize(("code", "description", "error_class", "remedy"), DOCUMENTED)
@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_the_code_decides_whatever_the_status(
    code: str, description: str, error_class: type[TokenError], remedy: str, *, status: int
) -> None:
    error = refusal(f"Invalid. {description} (trace_id: abc123)", code, status=status)
    assert type(error) is error_class
    assert isinstance(error, TokenRefusedError)
    assert (error.code, error.trace_id) == (code, "abc123")
    assert error.description == f"Invalid. {description}"
    assert remedy in error.remedy
    assert all(each in str(error) for each in (code, description, "abc123", remedy))


@pytest.mark.parametrize(("code", "description", "error_class", "remedy"), DOCUMENTED)
def test_the_text_decides_where_the_code_is_missing(
    code: str, description: str, error_class: type[TokenError], remedy: str
) -> None:
    error = refusal(f"{description}. (trace_id: abc123)")
    assert type(error) is error_class
    assert isinstance(error, TokenRefusedError)
    assert (error.code, error.trace_id, error.description) == (code, "abc123", description)
    assert remedy in error.remedy


@pytest.mark.parametrize(("description", "remedy"), UNCODED)
@pytest.mark.parametrize("code", [None, "MP-100"])
def test_texts_that_say_more_than_their_code_go_before_it(description: str, remedy: str, code: str | None) -> None:
    error = refusal(description, code)
    assert isinstance(error, TokenRefusedError)
    assert error.code == code
    assert remedy in error.remedy


def test_the_observed_answer() -> None:
    error = refusal(
        "Invalid assertion. Client authentication failed. Expired key. (trace_id: 5f1c)", "MP-121", status=400
    )
    assert str(error) == (
        "Maskinporten refused the grant (MP-121): Invalid assertion. Client authentication failed. Expired key "
        "(trace_id 5f1c); a registered key lives one year from its upload: post it to the client again, "
        "and set EKTEPAKT_KEY_REGISTERED_ON to be warned in time"
    )


@pytest.mark.parametrize(
    ("description", "code", "shown"),
    [
        ("Something quite new (trace_id: t1)", "MP-999", "Something quite new"),
        ("Something quite new", None, "Something quite new"),
        (None, None, "invalid_grant"),
        ("  ", "MP-999", "invalid_grant"),
    ],
)
def test_an_unknown_refusal_is_shown_as_it_came(description: str | None, code: str | None, shown: str) -> None:
    error = refusal(description, code)
    assert type(error) is TokenRefusedError
    assert (error.description, error.code) == (shown, code)
    assert "not documented" in error.remedy


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b"<html>Service Unavailable</html>"),
        (502, b""),
        (500, b'{"error": "server_error"}'),
        (400, b'{"error": "temporarily_unavailable"}'),
        (429, b'{"error": "slow_down", "error_description": "too many"}'),
        (500, b'{"error": "invalid_grant", "error_description": "something new"}'),
        (400, b'{"error": 7}'),
        (400, b'["error"]'),
        (403, b""),
        (400, b"\xff\xfe"),
        (400, b"[" * 100_000),
    ],
)
def test_what_does_not_come_from_maskinporten_itself_is_worth_another_try(status: int, body: bytes) -> None:
    error = interpret_refusal(status=status, headers={"Content-Type": "text/html; charset=x"}, body=body, now=NOW)
    assert isinstance(error, TokenUnavailableError)
    assert error.http_status == status
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (301, b""),
        (302, b"<html>sign in</html>"),
        (308, b"{}"),
        (404, b""),
        (404, b'{"message": "no route"}'),
        (400, b"\xef\xbb\xbf<!doctype html>"),
        (401, b"<html>"),
        (403, b"  <html>blocked</html>"),
        (405, b"<html>"),
    ],
)
def test_a_page_a_redirect_and_a_404_are_a_wrong_address(status: int, body: bytes) -> None:
    error = interpret_refusal(status=status, headers={}, body=body, now=NOW)
    assert isinstance(error, TokenAddressError)
    assert (error.may_pass, error.http_status) == (True, status)
    assert str(error) == (
        f"Maskinporten answered {status} with nothing and no OAuth error; check EKTEPAKT_TOKEN_URL, and what stands "
        "between here and Maskinporten"
    )


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("charset", "named"), [("; charset=ISO-8859-1", "ISO-8859-1"), ('; charset="latin1"', "latin1"), ("", "no UTF-8")]
)
def test_a_charset_that_was_not_asked_for_is_named_and_may_pass(status: int, charset: str, named: str) -> None:
    headers = {"Content-Type": f"application/json{charset}"}
    body = '{"error": "blåbær"}'.encode("latin-1")
    answer = TokenAnswer(status=status, headers=headers, body=body, arrived_at=NOW)
    with pytest.raises(TokenUnavailableError, match=f": the answer came in {named}, which was not asked for$"):
        read_token(answer)


def test_a_proxy_that_wants_to_know_who_asks_does_not_pass() -> None:
    error = interpret_refusal(status=407, headers={}, body=b"<html>", now=NOW)
    assert isinstance(error, TokenAddressError)
    assert not error.may_pass
    assert "EKTEPAKT_PROXY" in str(error)


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("Issue time is in the future.", GrantRefusedError),
        ("JWT has expired.", GrantRefusedError),
        ("Issue time is after now", GrantRefusedError),
        ("JWT has too long lifetime.", TokenRefusedError),
    ],
)
@pytest.mark.parametrize("code", [None, "MP-130"])
def test_a_refusal_for_its_time_says_how_far_the_clocks_are_apart(
    description: str, kind: type[TokenRefusedError], code: str | None
) -> None:
    error = refusal(description, code, headers={"Date": format_datetime(NOW - timedelta(seconds=73), usegmt=True)})
    assert type(error) is kind
    assert "NTP" in error.remedy
    assert error.remedy.endswith("this machine's clock is 73 s ahead of Maskinporten's")


@pytest.mark.parametrize("code", ["MP-301", "MP-302", "MP-303"])
def test_authorization_details_are_none_of_ours(code: str) -> None:
    error = refusal("Unknown authorization details type", code)
    assert type(error) is TokenRefusedError
    assert "sends no authorization details" in error.remedy


@pytest.mark.parametrize(
    ("date", "seconds", "words"),
    [
        ("Sun, 01 Mar 2026 12:00:00 GMT", 47, "clock is 47 s ahead of Maskinporten's"),
        ("Sun, 01 Mar 2026 12:01:00 GMT", -13, "clock is 13 s behind Maskinporten's"),
        ("Sun, 01 Mar 2026 12:00:47 GMT", 0, "agree to the second"),
        ("Sun, 01 Mar 2026 12:00:00 -0000", 47, "47 s ahead"),
        ("yesterday", None, "NTP"),
        (None, None, "NTP"),
    ],
)
def test_a_difference_of_clocks_is_named_in_seconds(date: str | None, seconds: int | None, words: str) -> None:
    error = refusal("Issue time is after now", "MP-130", headers={"Date": date} if date else {})
    assert isinstance(error, GrantRefusedError)
    assert error.clock_ahead_seconds == seconds
    assert words in str(error)


def test_an_assertion_that_is_sent_back_is_not_shown() -> None:
    assertion = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.c2lnbmF0dXJl"
    error = refusal(f"Could not parse {assertion}, sorry", "MP-011")
    assert "eyJ" not in str(error)
    assert "c2lnbmF0dXJl" not in str(error)
    assert "Could not parse [removed], sorry" in str(error)


def test_a_description_is_one_line_of_limited_length() -> None:
    error = refusal("a\nb\x1b[31m" + "x" * 10_000, "MP-999")
    assert isinstance(error, TokenRefusedError)
    assert len(error.description) == 500
    assert error.description.startswith("a b [31mxxx")


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("https://maskinporten.no/errors/MP-100/", "MP-100"),
        ("https://maskinporten.no/errors/MP-100?lang=nb#top", "MP-100"),
        ("https://maskinporten.no/MP-100/help", None),
        ("MP-100", "MP-100"),
        (17, None),
        ("http://[::bad", None),
    ],
)
def test_the_code_is_the_last_part_of_the_address_and_nothing_else(uri: object, code: str | None) -> None:
    body = json.dumps({"error": "invalid_client", "error_description": "Something", "error_uri": uri}).encode()
    error = interpret_refusal(status=400, headers={}, body=body, now=NOW)
    assert isinstance(error, TokenRefusedError)
    assert error.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("malformed grant", "MP-011"),
        ("grant used before", "MP-012"),
        ("client not found", "MP-100"),
        ("wrong aud", "MP-110"),
        ("not a valid virksomhetssertifikat", "MP-120"),
        ("expired key", "MP-121"),
        ("certificate of another organisation", "MP-122"),
        ("bad x5c header", "MP-123"),
        ("bad signature", "MP-124"),
        ("Issue time is after now", "MP-130"),
        ("scope not on the client", "MP-200"),
        ("scope not allowed", "MP-201"),
        ("consumer has no access to the scope", "MP-250"),
        ("no delegation in Altinn", "MP-251"),
    ],
)
def test_the_contracts_short_texts_are_known_without_a_code(text: str, code: str) -> None:
    body = json.dumps({"error": "invalid_grant", "error_description": f"Invalid assertion. {text}."}).encode()
    error = interpret_refusal(status=400, headers={}, body=body, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(error, TokenRefusedError)
    assert error.code == code
