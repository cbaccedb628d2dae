"""Decides what the register's answer means by its status; the body of a 200 is judged by oppslag/trust.py.

The rules are those of contract/ektepaktregisteret.md, "Errors", its undocumented answers included.
"""

from collections.abc import Callable
from http import HTTPStatus

import msgspec

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
from batch.identity.masking import mask_identifiers
from batch.network.faults import is_page, say_other_charset
from batch.oppslag.ektepakt import Oppslag
from batch.oppslag.trust import read_trusted

LONGEST_TEXT = 1000  # characters kept of each text of an error; a longer one is no message
_ABOUT_FNR = "fødselsnummer"  # what the documented message about an identifier says; the other one lists languages
_ASKS_TO_BE_LEFT_ALONE = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_WORTH_WAITING_FOR = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}) | _ASKS_TO_BE_LEFT_ALONE
ADDRESS_REMEDY = "check EKTEPAKT_REGISTER_URL, and what stands between here and the register"
_PROXY_REMEDY = "let this machine through it without a sign-in, and run the same command again"
_NOT_LET_IN_REMEDY = (
    "see to it that the organisation has an agreement with Brønnøysundregistrene for this environment, and run the "
    "same command again"
)
SCOPE = "brreg:ektepakt/tlg"
NOT_LET_IN = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
TOLD_BY_BODY = frozenset({HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})
"""The statuses whose body decides what they mean."""


class Answer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A 200 about the person asked for; its body is kept as it came, since the tables are made from it."""

    http_status: int
    body: bytes
    oppslag: Oppslag

    def __repr__(self) -> str:
        return f"<Answer {self.http_status}>"


def read_response(
    *,
    status: int,
    body: bytes,
    rolleinnehaver: str,
    language: str | None = None,
    address: str = "the register's address",
    scope: str | None = None,
    charset_of: Callable[[], str | None] = lambda: None,
    retry_after_seconds: float | None = None,
) -> Answer:
    """Return the answer about `rolleinnehaver`, the digits that were asked for, in the `language` that was asked for.

    `scope` is what the token was given for, `charset_of` says which encoding the
    answer says it has.

    Raises the RegisterError that the status or the body stands for.
    """
    if status == HTTPStatus.OK:
        return _read_answer(body, rolleinnehaver, charset_of)
    feil = _read_feil(body)
    answered = Answered(
        http_status=status,
        korrelasjonsid=feil.get("korrelasjonsid"),
        tidspunkt=feil.get("tidspunkt"),
        feilmelding=feil.get("feilmelding"),
    )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _WORTH_WAITING_FOR:
        raise _failure(answered, status, retry_after_seconds)
    if status >= HTTPStatus.BAD_REQUEST:
        raise _refusal(answered, status, language=language, address=address, scope=scope)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise _door_error(answered, status, f"{address} answers with a redirect, which is never followed")
    raise BadResponseError(f"the register answered {status}, which stands for nothing it promises", answered=answered)


def _read_answer(body: bytes, rolleinnehaver: str, charset_of: Callable[[], str | None]) -> Answer:
    try:
        oppslag = read_trusted(body, rolleinnehaver)
    except BadResponseError as error:
        told = "the answer is a page, and no JSON" if is_page(body) else say_other_charset(body, charset_of())
        remedy = None if told is None else ADDRESS_REMEDY
        answered = Answered(http_status=HTTPStatus.OK)
        raise BadResponseError(told or error.what, remedy=remedy, answered=answered) from None
    return Answer(http_status=HTTPStatus.OK, body=body, oppslag=oppslag)


def _failure(answered: Answered, status: int, retry_after_seconds: float | None) -> ServerFailedError:
    error_class = ThrottledError if status in _ASKS_TO_BE_LEFT_ALONE else ServerFailedError
    return error_class(f"the register answered {status}", answered=answered, retry_after_seconds=retry_after_seconds)


def _refusal(
    answered: Answered, status: int, *, language: str | None, address: str, scope: str | None
) -> RegisterError:
    """Tell the application's own word from that of whatever stands in front of it, by the documented body."""
    said = answered.feilmelding
    if status in NOT_LET_IN:
        return _access_denied(answered, status, scope)
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        what = f"a proxy that answers for {address} wants to know who asks ({status})"
        return ProxyAuthenticationError(what, remedy=_PROXY_REMEDY, answered=answered)
    if said is not None and status == HTTPStatus.NOT_FOUND:
        return SubjectNotFoundError(f"the register answered {status}", answered=answered)
    if said is not None and status == HTTPStatus.BAD_REQUEST:
        return _rejection(answered, said, language)
    what = "no register answers at its address" if status == HTTPStatus.NOT_FOUND else f"{address} refuses to be asked"
    return _door_error(answered, status, what)


def _access_denied(answered: Answered, status: int, scope: str | None) -> AccessDeniedError:
    """Say which scope the token was given for where the register takes another."""
    what = f"the register answered {status}: {mask_identifiers(answered.feilmelding or 'no message')}"
    if scope is None or SCOPE in scope.split():
        told = "" if scope is None else f" (the token was given for the scope {SCOPE}, as it must be)"
        return AccessDeniedError(f"{what}{told}", remedy=_NOT_LET_IN_REMEDY, answered=answered)
    shown = mask_identifiers(scope)[:LONGEST_TEXT]
    return AccessDeniedError(
        f"{what} (the token was given for the scope {shown}, and the register takes {SCOPE})",
        remedy=f"set EKTEPAKT_SCOPE to {SCOPE}, and see to it that the client at Maskinporten has this scope",
        answered=answered,
    )


def _door_error(answered: Answered, status: int, what: str) -> DoorError:
    return DoorError(f"{what} ({status})", remedy=ADDRESS_REMEDY, answered=answered)


def _rejection(answered: Answered, said: str, language: str | None) -> RegisterError:
    """Tell a refusal of the language, which is the same for everybody, from one of the identifier."""
    if language and said and _ABOUT_FNR not in said.casefold():
        return LanguageRefusedError(
            f"the register does not take the language {language}: {mask_identifiers(said)}",
            remedy="choose another --language",
            answered=answered,
        )
    return RejectedError(f"the register answered {HTTPStatus.BAD_REQUEST}", answered=answered)


def _read_feil(body: bytes) -> dict[str, str]:
    """Return the texts of an error body; a proxy in front can answer with HTML or nothing."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value[:LONGEST_TEXT] for name, value in found.items() if isinstance(value, str)}
