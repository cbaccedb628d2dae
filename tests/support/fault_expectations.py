"""What a client may see of faults that act together."""

import aiohttp

from batch.sandbox import FaultKind

STATUS_OF = {
    FaultKind.SERVER_ERROR: 500, FaultKind.TOO_MANY_REQUESTS: 429, FaultKind.UNAVAILABLE: 503,
    FaultKind.BAD_GATEWAY: 502, FaultKind.GATEWAY_TIMEOUT: 504, FaultKind.NOT_FOUND: 404,
    FaultKind.UNAUTHORIZED: 401, FaultKind.REDIRECT: 302, FaultKind.HTML: 200, FaultKind.HTML_AS_JSON: 200,
    FaultKind.EMPTY_BODY: 200, FaultKind.REFUSED: 403, FaultKind.DOOR: 404,
}  # fmt: skip
OF_THE_REGISTER_ONLY = {
    FaultKind.AGREEMENT_WITHDRAWN, FaultKind.OTHER_PERSON, FaultKind.REFUSED, FaultKind.ALTERED_BODY, FaultKind.CACHED,
    FaultKind.LATE_ANSWER,
}  # fmt: skip


def expected_of(kinds: tuple[FaultKind, ...]) -> set[object]:
    """What may be seen: the status of the first fault that answers, a broken connection, or no end."""
    if FaultKind.RESET in kinds:
        return {aiohttp.ClientOSError, aiohttp.ServerDisconnectedError}
    answering = [kind for kind in kinds if kind in STATUS_OF or kind is FaultKind.ENDLESS_BODY]
    is_endless = answering[:1] == [FaultKind.ENDLESS_BODY]
    if is_endless and not set(kinds) & {FaultKind.TRUNCATED_JSON, FaultKind.RESET_IN_BODY}:
        return {TimeoutError}
    status = [*(STATUS_OF.get(kind, 200) for kind in answering), 403 if FaultKind.AGREEMENT_WITHDRAWN in kinds else 200]
    if FaultKind.RESET_IN_BODY in kinds:
        return {aiohttp.ClientPayloadError, aiohttp.ClientOSError, aiohttp.ServerDisconnectedError}
    return {status[0]}
