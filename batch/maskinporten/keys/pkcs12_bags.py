"""Tells from outside which keys a PKCS#12 file holds: keys are encrypted one by one, and their names are not."""

import re

# What the identifiers of all kinds of SafeBag begin with (RFC 7292, 4.2) in DER; the next octet is the kind.
_BAG = bytes.fromhex("060b2a864886f70d010c0a01")
_KEY_KINDS = (b"\x01", b"\x02")  # keyBag and pkcs8ShroudedKeyBag

# The attribute friendlyName (RFC 2985, 5.5.1): a set of one BMPString.
_FRIENDLY_NAME = re.compile(
    re.escape(bytes.fromhex("06092a864886f70d010914")) + rb"\x31(?:[\0-\x7f]|\x81.)\x1e(?:([\0-\x7f])|\x81(.))",
    re.DOTALL,
)


def key_aliases(content: bytes) -> list[str | None]:
    """Return the name of each private key, None for one without; no password is needed."""
    return [_friendly_name(bag) for bag in content.split(_BAG)[1:] if bag.startswith(_KEY_KINDS)]


def _friendly_name(bag: bytes) -> str | None:
    found = _FRIENDLY_NAME.search(bag)
    if found is None:
        return None
    (length,) = found[1] or found[2]
    return bag[found.end() : found.end() + length].decode("utf-16-be", "replace") or None
