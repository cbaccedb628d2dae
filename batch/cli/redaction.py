"""Masks what looks like an identifier or a secret in all that the command line writes."""

import re
from collections.abc import Mapping, Sequence

from batch.errors.shown_text import shown
from batch.identity.masking import MASK, mask_identifiers

_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
_BEARER = re.compile(r"(?i)(bearer\s+)[^\s'\",]+")


def clean(text: str) -> str:
    """Redact a text, and replace what a terminal would act on."""
    return redact(shown(text))


def redact(text: str) -> str:
    """Mask what looks like an identifier, a JWT or a bearer token."""
    masked = mask_identifiers(_JWT.sub(MASK, text))
    return _BEARER.sub(rf"\1{MASK}", masked)


def clean_value(value: object) -> object:
    """Redact whatever stands in a value; what is left is what JSON has."""
    match value:
        case str():
            return clean(value)
        case Mapping():
            return {clean(str(key)): clean_value(inner) for key, inner in value.items()}
        case Sequence() if not isinstance(value, bytes | bytearray):
            return [clean_value(inner) for inner in value]
        case None | bool():
            return value
        case int() | float():
            return value if redact(str(value)) == str(value) else MASK
        case _:
            return clean(repr(value))
