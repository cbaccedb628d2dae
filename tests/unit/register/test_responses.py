"""What each answer of the register stands for (contract/ektepaktregisteret.md, "Errors" and "200: Oppslag")."""

import traceback
from typing import Any

import pytest
from support import builders as make

from batch.errors import (
    AccessDeniedError,
    Answered,
    BadResponseError,
    DoorError,
    LanguageRefusedError,
    ProxyAuthenticationError,
    RegisterError,
    RejectedError,
    ServerFailedError,
    SubjectNotFoundError,
    ThrottledError,
)
from batch.register import Answer
from batch.register.responses import read_response

FEIL = (make.DATA / "feil_example.json").read_bytes()
KORRELASJONSID = "41c0b5b3-ed0a-4392-a57a-9bfc57dcd48c"
TIDSPUNKT = "2023-08-11T14:27:33.724162177+02:00"
FEILMELDING = "Feil i fødselsnummer, vennligst prøv på nytt"


ADDRESS = "https://ektepaktregisteret.test"


def read(body: bytes, *, status: int = 200, **known: Any) -> Answer:
    return read_response(status=status, body=body, rolleinnehaver=make.EXAMPLE_FNR, address=ADDRESS, **known)


def error(body: bytes, *, status: int = 200, **known: Any) -> RegisterError:
    with pytest.raises(RegisterError) as raised:
        read(body, status=status, **known)
    return raised.value


def without(*names: str, **changes: object) -> bytes:
    answer = make.example() | changes
    return make.body({name: value for name, value in answer.items() if name not in names})


def test_a_200_about_the_person_asked_for_is_an_answer_with_its_own_bytes() -> None:
    answer = read(make.example_body())
    assert (answer.http_status, answer.body) == (200, make.example_body())
    assert answer.oppslag.rolleinnehaver == make.EXAMPLE_FNR
    assert answer.oppslag.has_ektepakt


@pytest.mark.parametrize(
    ("body", "has_ektepakt"),
    [
        (without("ektepakt", antallEktepakt=0), False),
        (without(ektepakt=None, antallEktepakt=0), False),
        (without("antallEktepakt"), True),
        (without(antallEktepakt=None), True),
        (without("ektepakt", antallEktepakt=1), True),
        (without("oppslagstidspunkt", "spraak"), True),
        (without(nytt=1, antallEktepakt="1"), True),
    ],
)
def test_an_incomplete_answer_is_an_answer_as_long_as_it_says_something_of_ektepakter(
    body: bytes, *, has_ektepakt: bool
) -> None:
    assert read(body).oppslag.has_ektepakt is has_ektepakt


@pytest.mark.parametrize("listed", [{"ektepakt": []}, {"ektepakt": None}, {}], ids=repr)
@pytest.mark.parametrize(
    "counted",
    [{}, *({"antallEktepakt": each} for each in (None, "0", "3", "none", "", False, 0.5, -1, [], {}, 2**63))],
    ids=repr,
)
def test_an_answer_without_a_readable_count_is_not_taken_for_none(counted: object, listed: object) -> None:
    said = {"rolleinnehaver": make.EXAMPLE_FNR, "spraak": "NOB"} | counted | listed  # type: ignore[operator]
    assert type(error(make.body(said))) is BadResponseError


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"antallEktepakt":0}',
        b'{"antallEktepakt":0,"ektepakt":[]}',
        b'{"rolleinnehaver":null,"antallEktepakt":0}',
        b'{"rolleinnehaver":null,"nytt":1}',
        b'{"spraak":"NOB"}',
        without("rolleinnehaver"),
        without(rolleinnehaver=None),
        without("rolleinnehaver", rolleInnehaver=make.EXAMPLE_FNR),
        without("rolleinnehaver", antallEktepakt=0, ektepakt=[]),
        b'{"rolle\\u0069nnehaver":6821349425,"antallEktepakt":0}',
    ],
)
def test_an_answer_that_names_nobody_is_never_accepted(body: bytes) -> None:
    assert type(error(body)) is BadResponseError


@pytest.mark.parametrize(
    "named",
    ["41819077302", "6821349425", "068213 49425", "", " 06821349425", 6821349425, 0, False, [], {}, ["06821349425"]],
    ids=repr,
)
def test_an_answer_about_another_person_is_never_accepted(named: object) -> None:
    refused = error(without(rolleinnehaver=named))
    assert type(refused) is BadResponseError
    assert refused.answered == Answered(http_status=200)


def test_the_refusal_holds_neither_of_the_two_persons() -> None:
    shown = _everything_shown(error(without(rolleinnehaver=make.TENOR_DNR)))
    assert make.EXAMPLE_FNR not in shown
    assert make.TENOR_DNR not in shown


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>OK</html>",
        make.example_body()[:-2],
        make.example_body() + b"}",
        b'{"nytt":1,"rolleinnehaver":"06821349425',
        b'{"rolleinnehaver":"06821349425","spraak":"\xff"}',
        b'{"rolleinnehaver":"06821349425\xff"}',
        b'{"nytt":1,"rolleinnehaver":"06821349425\xff"}',
        b'{"ektepakt":{}}',
        b'{"06821349425":1,"ektepakt":{}}',
        b"null",
        b"[" * 100_000,
    ],
    ids=lambda body: str(len(body)),
)
def test_a_200_that_cannot_be_trusted_is_a_bad_response_and_its_text_holds_no_identifier(body: bytes) -> None:
    refused = error(body)
    assert type(refused) is BadResponseError
    assert refused.answered.http_status == 200
    assert make.EXAMPLE_FNR not in _everything_shown(refused)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, AccessDeniedError),
        (402, DoorError),
        (403, AccessDeniedError),
        (405, DoorError),
        (406, DoorError),
        (407, ProxyAuthenticationError),
        (408, ServerFailedError),
        (410, DoorError),
        (414, DoorError),
        (418, DoorError),
        (422, DoorError),
        (426, DoorError),
        (431, DoorError),
        (451, DoorError),
        (499, DoorError),
        (425, ServerFailedError),
        (429, ThrottledError),
        (500, ServerFailedError),
        (501, ServerFailedError),
        (502, ServerFailedError),
        (503, ThrottledError),
        (504, ServerFailedError),
        (599, ServerFailedError),
        (301, DoorError),
        (302, DoorError),
        (307, DoorError),
        (308, DoorError),
        (201, BadResponseError),
        (204, BadResponseError),
        (206, BadResponseError),
    ],
)
@pytest.mark.parametrize(
    "body",
    [FEIL, b"<html>Gateway</html>", b"", b"[]", make.example_body()],
    ids=["feil", "html", "nothing", "[]", "200"],
)
def test_a_status_stands_for_its_error_whatever_the_body(
    status: int, expected: type[RegisterError], body: bytes
) -> None:
    failed = error(body, status=status)
    assert type(failed) is expected
    assert failed.answered.http_status == status


NOT_THE_APPLICATIONS = (
    b"",
    b"<html>Gateway</html>",
    b"[]",
    b"{}",
    b'"feilmelding"',
    b'{"feilmelding":null}',
    b'{"feilmelding":["Feil"]}',
    b'{"Feilmelding":"Feil"}',
    b'{"feil":{"feilmelding":"Feil"}}',
    b'[{"feilmelding":"Feil"}]',
    b'{"timestamp":"2026-03-01T12:00:00Z","status":404,"error":"Not Found","path":"/"}',
    b'{"feilmelding":"Feil"',
    make.example_body(),
)
APPLICATIONS = (FEIL, b'{"feilmelding":"x"}', b'{"feilmelding":""}', b' {"nytt":[1],"feilmeldin\\u0067":"x"} ')


@pytest.mark.parametrize(("status", "expected"), [(400, RejectedError), (404, SubjectNotFoundError)])
@pytest.mark.parametrize("body", APPLICATIONS)
def test_a_400_or_404_with_the_applications_body_is_about_the_identifier(
    body: bytes, status: int, expected: type[RegisterError]
) -> None:
    refused = error(body, status=status)
    assert (type(refused), refused.can_retry) == (expected, False)


@pytest.mark.parametrize("status", [300, 301, 304, 307, 399, 400, 404, 405, 410, 451])
@pytest.mark.parametrize("body", NOT_THE_APPLICATIONS)
def test_any_other_body_and_a_redirect_are_the_doors_word(body: bytes, status: int) -> None:
    refused = error(body, status=status)
    assert (type(refused), refused.can_retry) == (DoorError, True)
    assert str(status) in refused.what


def test_a_proxy_that_wants_to_know_who_asks_stops_the_run_by_name() -> None:
    refused = error(FEIL, status=407)
    assert (type(refused), refused.can_retry) == (ProxyAuthenticationError, False)
    assert ADDRESS in refused.what


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b'{"feilmelding":"NOB, NNO"}', LanguageRefusedError), (FEIL, RejectedError), (b"<html>", DoorError)],
)
def test_only_the_application_refuses_a_language(body: bytes, expected: type[RegisterError]) -> None:
    assert type(error(body, status=400, language="XYZ")) is expected


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_what_the_register_said_is_carried_along(status: int) -> None:
    expected = Answered(http_status=status, korrelasjonsid=KORRELASJONSID, tidspunkt=TIDSPUNKT, feilmelding=FEILMELDING)
    assert error(FEIL, status=status).answered == expected


@pytest.mark.parametrize(
    ("body", "korrelasjonsid", "feilmelding"),
    [
        (b"", None, None),
        (b"<html>", None, None),
        (b"{", None, None),
        (b"\xff", None, None),
        (b"[1]", None, None),
        (b"{}", None, None),
        (b'{"feilmelding":null,"korrelasjonsid":null}', None, None),
        (b'{"feilmelding":"x"}', None, "x"),
        (b'{"korrelasjonsid":"id"}', "id", None),
        (b'{"korrelasjonsid":5,"feilmelding":"x"}', None, "x"),
        (b'{"korrelasjonsid":"id","feilmelding":["x"]}', "id", None),
        (b'{"feilmelding":"x","status":500,"path":"/api"}', None, "x"),
        (b"[" * 100_000, None, None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_error_body_is_read_as_far_as_it_goes(
    body: bytes, korrelasjonsid: str | None, feilmelding: str | None
) -> None:
    answered = error(body, status=500).answered
    assert (answered.korrelasjonsid, answered.feilmelding) == (korrelasjonsid, feilmelding)


def test_an_endless_message_is_cut() -> None:
    feilmelding = error(make.body({"feilmelding": "x" * 1_000_000}), status=400).answered.feilmelding
    assert feilmelding is not None
    assert 100 < len(feilmelding) <= 1000


@pytest.mark.parametrize("status", [429, 503])
def test_how_long_to_wait_is_carried_as_the_register_wrote_it(status: int) -> None:
    failed = error(b"", status=status, retry_after_seconds=17.0)
    assert isinstance(failed, ServerFailedError)
    assert failed.retry_after_seconds == 17.0


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 429, 500])
def test_no_error_shows_an_identifier_that_the_register_repeated(status: int) -> None:
    """In the message, that is: the table of errors holds the register's own words."""
    said: dict[str, Any] = {"feilmelding": f"Ingen tilgang til {make.EXAMPLE_FNR}, {make.TENOR_DNR}"}
    failed = error(make.body(said), status=status)
    shown = "".join(traceback.format_exception(failed)) + str(failed) + repr(failed)
    assert make.EXAMPLE_FNR not in shown
    assert make.TENOR_DNR not in shown


def test_an_answer_shows_no_digit() -> None:
    assert make.EXAMPLE_FNR not in repr(read(make.example_body()))


def _everything_shown(raised: BaseException) -> str:
    """Return what the exception and all it is chained to show, in any way an exception is shown."""
    shown = "".join(traceback.format_exception(raised))
    linked: BaseException | None = raised
    while linked is not None:
        shown += f"{linked}{linked!r}{linked.args!r}{vars(linked)!r}"
        linked = linked.__cause__ or (None if linked.__suppress_context__ else linked.__context__)
    return shown


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("scope", "is_told"),
    [
        ("brreg:losore/tlg", True),
        ("brreg:ektepakt", True),
        ("brreg:ektepakt/tlg", False),
        ("brreg:losore/tlg brreg:ektepakt/tlg", False),
        (None, False),
    ],
)
def test_a_refusal_says_when_the_token_is_for_another_scope(status: int, scope: str | None, *, is_told: bool) -> None:
    refused = error(b"", status=status, scope=scope)
    assert type(refused) is AccessDeniedError
    told = f"the token was given for the scope {scope}, and the register takes brreg:ektepakt/tlg"
    assert (told in refused.what) is is_told
    assert ("set EKTEPAKT_SCOPE to brreg:ektepakt/tlg" in str(refused.remedy)) is is_told
