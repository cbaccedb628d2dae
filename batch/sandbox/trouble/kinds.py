"""Every word of a fault's JSON: its kind, where and whom it strikes, how it shows."""

from enum import StrEnum


class FaultPlace(StrEnum):
    """Whose answers a fault strikes."""

    REGISTER = "register"  #: look-ups
    TOKEN = "token"  # noqa: S105 #: requests for a token


class FaultKind(StrEnum):
    """One thing that can go wrong with an answer."""

    DELAY = "delay"  #: the answer comes `seconds` later, spread as `spread` says
    SERVER_ERROR = "server_error"  #: 500 with the documented body
    TOO_MANY_REQUESTS = "too_many_requests"  #: 429, with `retry_after`
    UNAVAILABLE = "unavailable"  #: 503, with `retry_after`
    BAD_GATEWAY = "bad_gateway"  #: 502 as HTML
    GATEWAY_TIMEOUT = "gateway_timeout"  #: 504 as HTML
    NOT_FOUND = "not_found"  #: 404 as HTML
    UNAUTHORIZED = "unauthorized"  #: 401, of which the documentation says nothing
    REDIRECT = "redirect"  #: 302 to another host, where the sandbox sees whether a token followed
    HTML = "html"  #: 200, but a proxy's page
    HTML_AS_JSON = "html_as_json"  #: 200, a proxy's page that calls itself JSON
    EMPTY_BODY = "empty_body"  #: 200 with nothing in it
    ENDLESS_BODY = "endless_body"  #: 200 whose body never ends
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"  #: the organisation has lost its agreement: the documented 403
    REFUSED = "refused"  #: `http_status` 401, 403 or 404 with the documented body: the application's own word
    DOOR = "door"  #: `http_status` of whatever stands in front, as `page` says and never with the documented body
    OTHER_PERSON = "other_person"  #: 200 about another person than asked
    ALTERED_BODY = "altered_body"  #: 200 whose body is not what the contract says, as `alteration` says
    CACHED = "cached"  #: a proxy that repeats the first 200 about an identifier, whoever asks again
    GZIP = "gzip"  #: compressed, asked for or not
    TRUNCATED_JSON = "truncated_json"  #: a whole HTTP answer with half the JSON
    RESET = "reset"  #: the connection is reset before the headers
    RESET_IN_BODY = "reset_in_body"  #: the connection is reset in the middle of the body
    SLOW_HEADERS = "slow_headers"  #: the headers come a byte every `seconds`
    LATE_ANSWER = "late_answer"  #: `seconds` after the answer, a second one on the same connection, as `about` says


class RetryAfter(StrEnum):
    """How a `Retry-After` header is written."""

    SECONDS = "seconds"  #: the fault's `seconds`, rounded up
    HTTP_DATE = "http_date"  #: the same moment as a date
    ZERO = "zero"  #: 0
    NEGATIVE = "negative"  #: -30
    GARBAGE = "garbage"  #: no number and no date
    DAY = "day"  #: 86400


class Spread(StrEnum):
    """How durations lie about their figure."""

    CONSTANT = "constant"  #: always the figure
    EXPONENTIAL = "exponential"  #: the figure is the mean; many short ones, some several times as long
    LOGNORMAL = "lognormal"  #: the figure is the median; one in twenty takes five times as long or more


class Page(StrEnum):
    """What a door's answer has for a body."""

    HTML = "html"  #: a page for people
    EMPTY = "empty"  #: nothing
    TEXT = "text"  #: a line of plain text, as an ingress without a backend writes it
    JSON = "json"  #: a JSON object that is not the application's: a `message`, no `feilmelding`


class Alteration(StrEnum):
    """What is wrong with the body of a 200; where the count is wrong, the list is empty."""

    NO_ROLLEINNEHAVER = "no_rolleinnehaver"  #: it names nobody
    NULL_ROLLEINNEHAVER = "null_rolleinnehaver"  #: `rolleinnehaver` is null
    EMPTY_ROLLEINNEHAVER = "empty_rolleinnehaver"  #: `rolleinnehaver` is ""
    TEXT_ANTALL = "text_antall"  #: `antallEktepakt` is "3"
    NULL_ANTALL = "null_antall"  #: `antallEktepakt` is null
    NO_ANTALL = "no_antall"  #: `antallEktepakt` is absent
    DOUBLED_ROLLEINNEHAVER = "doubled_rolleinnehaver"  #: first another person, at the end the one asked about
    DOUBLED_ANTALL = "doubled_antall"  #: first a count, at the end 0
    DOUBLED_ROLLEINNEHAVER_ESCAPED = "doubled_rolleinnehaver_escaped"  #: the same, the second key with an escape
    DOUBLED_ANTALL_ESCAPED = "doubled_antall_escaped"  #: the same, the second key with an escape
    ESCAPED_KEYS = "escaped_keys"  #: every key at the top with an escape; nothing wrong for who decodes


class About(StrEnum):
    """Whom a late answer is about."""

    OTHER_PERSON = "other_person"  #: another than asked
    SAME_PERSON = "same_person"  #: the same answer once more


class Among(StrEnum):
    """Whom a source behind the register that is down concerns."""

    FOUND = "found"  #: those who have ektepakter, slow ones too
    EMPTY = "empty"  #: those who have none
