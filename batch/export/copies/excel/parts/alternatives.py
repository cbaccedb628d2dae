"""Decides which of several ways a part is written in counts (`mc:AlternateContent`, ECMA-376 part 3), as Excel does."""

import re

from batch.export.copies.excel.parts.markup import Child, attribute, take_apart, with_attribute
from batch.inputs.workbook.restated_sheet import KNOWN_EXTENSIONS

_ALTERNATE = re.compile(rb"<((?:[\w.-]+:)?)AlternateContent[\s>].*?</\1AlternateContent\s*>", re.DOTALL)
_DECLARED = re.compile(rb"""\s(xmlns:[\w.-]+)\s*=\s*["']([^"']*)["']""")


def without_alternatives(xml: bytes) -> bytes:
    """Put what counts in the place of each: the first choice of Excel's own, else what is for all other programs."""
    if b"AlternateContent" not in xml:
        return xml
    declared = dict(_DECLARED.findall(xml))
    return _ALTERNATE.sub(lambda found: _chosen(found[0], declared), xml)


def _chosen(xml: bytes, declared: dict[bytes, bytes]) -> bytes:
    alternate = take_apart(xml)
    for child in alternate.children:
        inner = take_apart(child.xml)
        own = dict(_DECLARED.findall(inner.start))
        if child.name == "Fallback" or _is_known(child, declared | own):
            nearest = dict(_DECLARED.findall(alternate.start)) | own
            return b"".join(_declaring(each.xml, nearest) for each in inner.children)
    return b""


def _is_known(choice: Child, declared: dict[bytes, bytes]) -> bool:
    required = (attribute(choice.xml, b"Requires") or b"").split()
    return all(declared.get(b"xmlns:%b" % prefix, b"").startswith(KNOWN_EXTENSIONS.encode()) for prefix in required)


def _declaring(xml: bytes, namespaces: dict[bytes, bytes]) -> bytes:
    for name, value in namespaces.items():
        if attribute(xml, name) is None:
            xml = with_attribute(xml, name, value)
    return xml
