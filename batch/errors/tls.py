"""Says in OpenSSL's own words why TLS failed for good, and what to do about it."""

import ssl
from dataclasses import dataclass

_BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
_AFTER_THE_HANDSHAKE = "ALERT"  # later on, what is for good comes as an alert: a client certificate is wanted, say

_UNTRUSTED = (
    "where a proxy or firewall looks into the traffic, put its certificate into a file and set EKTEPAKT_CA_FILE to it; "
    "otherwise check {setting}"
)
_NO_ISSUER = (
    "put the issuer's certificate into a file and set EKTEPAKT_CA_FILE to it: that of the proxy or firewall where one "
    "looks into the traffic, otherwise the intermediate one that the server leaves out"
)
_CLOCK = (
    "check this machine's clock; where it is right, whoever runs the server, or the proxy that looks into the traffic, "
    "must renew the certificate"
)
_NAME = "check {setting}: it must name the server as its certificate does; or see whether a proxy answers in its place"
_WEAK = "whoever runs the server, or the proxy that looks into the traffic, must renew it: it is too weak or withdrawn"
_VERSION = "TLS 1.2 or newer is needed: have the server, or the proxy that looks into the traffic, offer it"
_CIPHER = (
    "there is no common version or cipher, or a client certificate is wanted: check {setting}, and the proxy that "
    "looks into the traffic"
)
_CLIENT_CERTIFICATE = (
    "a client certificate is wanted, which neither the register nor Maskinporten asks for: check {setting}, and what "
    "stands between"
)
_NO_TLS = "no TLS is spoken at this port: check host and port of {setting}, and what stands between"
_OTHERWISE = "check {setting}, and the proxy or firewall that looks into the traffic"

# By OpenSSL's numbers for what is wrong with a certificate (X509_V_ERR_...).
_BY_VERIFY_CODE = {
    **dict.fromkeys((9, 10), _CLOCK),  # not yet valid, expired
    **dict.fromkeys((18, 19), _UNTRUSTED),  # self-signed, by itself or at the chain's end
    **dict.fromkeys((2, 20, 21), _NO_ISSUER),
    **dict.fromkeys((62, 63, 64), _NAME),  # host name, e-mail, IP address
    **dict.fromkeys((23, 66, 67, 68), _WEAK),  # revoked; key, CA's key or digest too weak
}
_BY_REASON = (
    ("CERTIFICATE_REQUIRED", _CLIENT_CERTIFICATE),
    ("ALERT_BAD_CERTIFICATE", _CLIENT_CERTIFICATE),
    ("ALERT_UNKNOWN_CA", _CLIENT_CERTIFICATE),
    ("UNRECOGNIZED_NAME", _NAME),
    ("UNSUPPORTED_PROTOCOL", _VERSION),
    ("PROTOCOL_VERSION", _VERSION),
    ("NO_PROTOCOLS_AVAILABLE", _VERSION),
    ("UNSAFE_LEGACY_RENEGOTIATION", _VERSION),
    ("HANDSHAKE_FAILURE", _CIPHER),
    ("INSUFFICIENT_SECURITY", _CIPHER),
    ("TOO_SMALL", _WEAK),
    ("TOO_WEAK", _WEAK),
    ("WRONG_VERSION_NUMBER", _NO_TLS),
    ("PACKET_LENGTH_TOO_LONG", _NO_TLS),
    ("RECORD_LAYER_FAILURE", _NO_TLS),
    ("HTTP_REQUEST", _NO_TLS),
)


@dataclass(frozen=True, slots=True)
class TlsFault:
    """Why TLS failed for good; `remedy` has a place for the setting that holds the server's address."""

    reason: str
    remedy: str


def lasting_tls_fault(error: BaseException, *, is_connecting: bool) -> TlsFault | None:
    """Return why TLS failed for good, None where it did not, or where only the connection broke."""
    root = root_of(error)
    if not isinstance(root, ssl.SSLError | ssl.CertificateError) or isinstance(root, _BROKEN_OFF):
        return None
    reason = getattr(root, "reason", None) or ""
    if not (is_connecting or _AFTER_THE_HANDSHAKE in reason):
        return None
    told = getattr(root, "verify_message", None) or reason.lower().replace("_", " ") or "the handshake failed"
    return TlsFault(told.rstrip("."), _remedy(getattr(root, "verify_code", None), reason))


def _remedy(verify_code: int | None, reason: str) -> str:
    if verify_code is not None:
        return _BY_VERIFY_CODE.get(verify_code, _UNTRUSTED)
    return next((remedy for part, remedy in _BY_REASON if part in reason), _OTHERWISE)


def root_of(error: BaseException) -> BaseException:
    """Return the error that a library's error keeps within it, or was raised from."""
    inner = (getattr(error, name, None) for name in ("os_error", "certificate_error", "__cause__"))
    below = next((each for each in inner if isinstance(each, BaseException) and each is not error), None)
    return error if below is None else root_of(below)
