"""The sentence that tells the user what to do, for each refusal that Maskinporten documents.

The codes are those of contract/maskinporten.md, "Errors"; the texts are its short ones, and how Digdir's pages
and observed answers word them, for answers in which the code is missing.
"""

from dataclasses import dataclass
from enum import StrEnum


class RefusalKind(StrEnum):
    """What another attempt would bring."""

    PERMANENT = "permanent"  #: the same refusal, until a person does something
    REBUILD_ONCE = "rebuild once"  #: perhaps a token, with one new grant


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRefusal:
    """One documented refusal; `texts` are pieces of its description in lower case."""

    remedy: str
    code: str | None = None
    texts: tuple[str, ...] = ()
    kind: RefusalKind = RefusalKind.PERMANENT
    is_about_clock: bool = False  #: the difference between the clocks belongs to the remedy


NEW_KEY_REMEDY = (
    "a registered key lives one year from its upload: post it to the client again, "
    "and set EKTEPAKT_KEY_REGISTERED_ON to be warned in time"
)

_NO_DETAILS_REMEDY = (
    "this program sends no authorization details: look for a proxy that changes requests, or report it as a defect "
    "with the trace id"
)

# Looked at before the codes: these come under codes that say less.
NAMED_BY_TEXT = (
    KnownRefusal(
        texts=("unknown key identifier",),
        remedy="no key with this kid is registered on the client: check EKTEPAKT_KEY_ID, EKTEPAKT_CLIENT_ID "
        "and the environment",
    ),
    KnownRefusal(
        texts=("pre-registered jwk",),
        remedy="the client has registered keys, so it must use one: set EKTEPAKT_KEY_ID to its kid",
    ),
    KnownRefusal(
        texts=("too long lifetime",),
        remedy="the grant lives for the 120 s that are allowed: this machine's clock has jumped (synchronise it by "
        "NTP), or something on the way changes the grant",
        is_about_clock=True,
    ),
    KnownRefusal(
        texts=("combination consumer_org",),
        remedy="EKTEPAKT_CONSUMER_ORG is the client's own organisation: leave it out",
    ),
)

NAMED_BY_CODE = (
    KnownRefusal(
        code="MP-011",
        texts=("invalid parameter value", "malformed grant"),
        remedy="the grant is malformed, which is a defect in this program: report it with the trace id",
    ),
    KnownRefusal(
        code="MP-012",
        texts=("grant is used before", "grant used before"),
        kind=RefusalKind.REBUILD_ONCE,
        remedy="the same grant arrived twice, and a new one was refused too: look for a proxy that repeats requests",
    ),
    KnownRefusal(
        code="MP-100",
        texts=("client not found",),
        remedy="Wrong client id, or a client of the other environment: check EKTEPAKT_CLIENT_ID and --env "
        "(a new registration takes up to 2 minutes)",
    ),
    KnownRefusal(
        code="MP-110",
        texts=("claim aud", "wrong aud"),
        remedy="the grant names another environment's issuer: check --env and EKTEPAKT_AUDIENCE",
    ),
    KnownRefusal(
        code="MP-120",
        texts=("signed with an invalid certificate", "not a valid virksomhetssertifikat"),
        remedy="not a valid virksomhetssertifikat here: a test certificate in production, or the reverse",
    ),
    KnownRefusal(code="MP-121", texts=("expired key",), remedy=NEW_KEY_REMEDY),
    KnownRefusal(
        code="MP-122",
        texts=("invalid organization number", "certificate of another organisation"),
        remedy="the certificate is another organisation's: use that of the organisation that owns the client",
    ),
    KnownRefusal(
        code="MP-123",
        texts=("header x5c", "bad x5c", "failed to extract certificate from jwt"),
        remedy="the certificate chain was not accepted: check that the certificate is the key's own, has not "
        "expired, and belongs to this environment",
    ),
    KnownRefusal(
        code="MP-124",
        texts=("invalid jwt signature", "bad signature", "could not validate jwt signature"),
        remedy="the signature was not accepted: check that key, certificate (or kid) and client belong together, "
        "that the certificate has not expired, and the environment",
    ),
    KnownRefusal(
        code="MP-130",
        texts=("issue time is after now", "issue time is in the future", "jwt is expired", "jwt has expired"),
        kind=RefusalKind.REBUILD_ONCE,
        is_about_clock=True,
        remedy="synchronise this machine's clock (NTP)",
    ),
    KnownRefusal(
        code="MP-200",
        texts=("invalid scopes for client", "scope not on the client"),
        remedy="the scope is not on the client: register brreg:ektepakt/tlg on it",
    ),
    KnownRefusal(
        code="MP-201",
        texts=("scopes not allowed", "scope not allowed", "integration types only allowed for user login"),
        remedy="the client's kind may not have the scope: make a Maskinporten client and register "
        "brreg:ektepakt/tlg on it",
    ),
    KnownRefusal(
        code="MP-250",
        texts=("not been granted access", "no access to the scope"),
        remedy="Brønnøysundregistrene must grant your organisation access to the scope: ask them",
    ),
    KnownRefusal(
        code="MP-251",
        texts=("not delegated access", "no delegation"),
        remedy="the organisation of EKTEPAKT_CONSUMER_ORG must delegate the access to you in Altinn",
    ),
    *(KnownRefusal(code=code, remedy=_NO_DETAILS_REMEDY) for code in ("MP-301", "MP-302", "MP-303")),
)

UNKNOWN_REMEDY = "this refusal is not documented: ask Digdir, with the trace id"


def find_refusal(code: str | None, description: str) -> KnownRefusal | None:
    """Return the documented refusal, by its own words, its code, or the words that go with the code."""
    words = description.casefold()
    for known in NAMED_BY_TEXT:
        if any(text in words for text in known.texts):
            return known
    for known in NAMED_BY_CODE:
        if code is not None and known.code == code:
            return known
    if code is not None:
        return None
    return next((each for each in NAMED_BY_CODE if any(text in words for text in each.texts)), None)
