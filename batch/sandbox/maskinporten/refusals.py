"""How Maskinporten says no: every documented refusal with its code, text and status."""

from enum import Enum
from uuid import uuid4

BAD_REQUEST, FORBIDDEN, METHOD_NOT_ALLOWED = 400, 403, 405
_BAD_CLAIM = "Validation of JWT claim failed:"
_UNAUTHENTICATED = "Invalid assertion. Client authentication failed."


class Refusal(Enum):
    """A documented refusal: error, text, code (the last path segment of error_uri, or none), HTTP status."""

    UNSUPPORTED_GRANT_TYPE = ("unsupported_grant_type", "Unsupported grant_type", None, BAD_REQUEST)
    BAD_FORM = ("invalid_request", "Invalid assertion. Invalid parameter value", "MP-011", BAD_REQUEST)
    METHOD = ("invalid_request", "Request method is not supported", None, METHOD_NOT_ALLOWED)
    MALFORMED = ("invalid_grant", "Invalid assertion. Malformed grant", "MP-011", BAD_REQUEST)
    UNKNOWN_CLAIM = ("invalid_grant", "Invalid assertion. Unknown claim in JWT", "MP-011", BAD_REQUEST)
    USED_BEFORE = ("invalid_grant", "Invalid assertion. Grant is used before", "MP-012", BAD_REQUEST)
    CLIENT_NOT_FOUND = ("invalid_grant", f"{_UNAUTHENTICATED} Client not found", "MP-100", BAD_REQUEST)
    WRONG_AUD = ("invalid_grant", f"{_UNAUTHENTICATED} Invalid JWT claim aud", "MP-110", BAD_REQUEST)
    INVALID_CERTIFICATE = (
        "invalid_grant",
        f"{_UNAUTHENTICATED} The JWT is signed with an invalid certificate",
        "MP-120",
        BAD_REQUEST,
    )
    EXPIRED_KEY = ("invalid_grant", f"{_UNAUTHENTICATED} Expired key", "MP-121", BAD_REQUEST)
    OTHER_ORGANISATION = (
        "invalid_grant",
        "Invalid JWT. Invalid organization number for client. Does not match certificate orgno",
        "MP-122",
        BAD_REQUEST,
    )
    BAD_X5C = ("invalid_grant", f"{_UNAUTHENTICATED} Invalid JWT header x5c", "MP-123", BAD_REQUEST)
    BAD_SIGNATURE = ("invalid_grant", f"{_UNAUTHENTICATED} Invalid JWT signature", "MP-124", BAD_REQUEST)
    EXPIRED = ("invalid_grant", f"{_UNAUTHENTICATED} JWT is expired", "MP-130", BAD_REQUEST)
    ISSUED_IN_FUTURE = ("invalid_grant", f"{_UNAUTHENTICATED} Issue time is after now", None, BAD_REQUEST)
    UNKNOWN_KID = ("invalid_grant", f"{_UNAUTHENTICATED} Unknown key identifier (kid)", None, BAD_REQUEST)
    NEEDS_KID = (
        "invalid_grant",
        f"{_UNAUTHENTICATED} Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided",
        None,
        BAD_REQUEST,
    )
    UNKNOWN_SCOPE = ("invalid_scope", "Token request contains invalid scopes for client", "MP-200", BAD_REQUEST)
    SCOPE_NOT_ALLOWED = (
        "invalid_scope",
        "Token request contains scopes not allowed for maskinporten",
        "MP-201",
        BAD_REQUEST,
    )
    OWN_CONSUMER_ORG = (
        "invalid_request",
        f"{_BAD_CLAIM} The combination consumer_org in claim and delegation scope on client is invalid",
        None,
        BAD_REQUEST,
    )
    NO_ACCESS = ("access_denied", "Consumer has not been granted access to the scope", "MP-250", FORBIDDEN)
    NOT_DELEGATED = ("access_denied", "Consumer has not delegated access to the scope to supplier", "MP-251", FORBIDDEN)

    def __init__(self, error: str, text: str, code: str | None, http_status: int) -> None:
        self.error = error
        self.text = text
        self.code = code
        self.http_status = http_status

    def body(self, issuer: str) -> dict[str, str]:
        """Write the answer, with a trace_id of its own."""
        body = {"error": self.error, "error_description": f"{self.text}. (trace_id: {uuid4().hex})"}
        return body | ({"error_uri": f"{issuer}errors/{self.code}"} if self.code else {})


class GrantDeniedError(Exception):
    """Raised within the sandbox when a grant breaks a rule; `refusal` says which."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal
