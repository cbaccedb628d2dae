"""Says in OpenSSL's own words why TLS failed, and tells what another attempt can't mend from a broken connection."""

import ssl

_BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
_AFTER_THE_HANDSHAKE = "ALERT"  # later on, what is for good comes as an alert: a client certificate is wanted, say


def lasting_tls_reason(error: BaseException, *, is_connecting: bool) -> str | None:
    """Return why TLS failed for good, None where it did not, or where only the connection broke."""
    root = _root(error)
    if not isinstance(root, ssl.SSLError | ssl.CertificateError) or isinstance(root, _BROKEN_OFF):
        return None
    reason = getattr(root, "reason", None) or ""
    if not (is_connecting or _AFTER_THE_HANDSHAKE in reason):
        return None
    return getattr(root, "verify_message", None) or reason.lower().replace("_", " ") or "the handshake failed"


def _root(error: BaseException) -> BaseException:
    """Return the error that a library's error keeps within it, or was raised from."""
    inner = (getattr(error, name, None) for name in ("os_error", "certificate_error", "__cause__"))
    below = next((each for each in inner if isinstance(each, BaseException) and each is not error), None)
    return error if below is None else _root(below)
