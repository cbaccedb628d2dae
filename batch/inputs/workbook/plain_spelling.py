"""How the common programs spell the rows of a sheet, as patterns that match a whole row or nothing.

Excel, LibreOffice, openpyxl, XlsxWriter and others write the same: attributes in double quotes, the place of every row
and cell, `r`, `s` and `t` in this order. Quantifiers are possessive (`*+`): what does not match is given up at once.
"""

import re
from functools import cache
from typing import NamedTuple

_ATTRIBUTES = rb'(?:\s++[\w:.-]++="[^"<>&]*+")*+\s*+'
_MORE = rb'(?: [cv]m="[0-9]++")*+>\s*+'  # of the attributes: references to metadata
_PRESERVED = rb'(?: xml:space="preserve")?+'
_NUMBER = rb"[-+]?+[0-9]++(?:\.[0-9]*+)?+(?:[eE][-+]?+[0-9]++)?+"
# An atomic group: Python before 3.11.5 goes on in the wrong place after a possessive repetition of alternatives.
_ANY_TEXT = rb"(?>(?:[^<]++|<(?!/%bis>|[!?])[^<>]*+>)*)"
_ERRORS = rb"#REF!|#N/A|#DIV/0!|#VALUE!|#NAME\?|#NUM!|#NULL!"  # calamine refuses a workbook with any other
_ANYWHERE = b"([A-Z]{1,3}+)([0-9]++)"


class Spelling(NamedTuple):
    """The patterns for sheets whose elements have one namespace prefix (`x:`, or none)."""

    row: re.Pattern[bytes]  #: a whole row; its group is the number
    place: re.Pattern[bytes]  #: of any cell, in rows that were recognised; so are the next two
    error: re.Pattern[bytes]  #: an error value: column, row, text
    uncalculated: re.Pattern[bytes]  #: a formula that was never calculated: column, row
    filled_end: bytes  #: with which every cell ends that holds something
    formula_start: bytes
    row_end: bytes
    end: bytes  #: with which all rows end


@cache
def spelling(prefix: bytes) -> Spelling:
    """Return the patterns for one prefix."""
    p = re.escape(prefix)

    def element(name: bytes, content: bytes, attributes: bytes = _ATTRIBUTES) -> bytes:
        return rb"<%b%b%b>%b</%b%b>\s*+" % (p, name, attributes, content, p, name)

    def empty(name: bytes) -> bytes:
        return rb"<%b%b%b(?:/>|></%b%b>)\s*+" % (p, name, _ATTRIBUTES, p, name)

    def cell(place: bytes, rest: bytes) -> bytes:
        return rb'<%bc r="%b"(?: s="[0-9]++")?+%b</%bc>\s*+' % (p, place, rest, p)

    def value(content: bytes) -> bytes:
        return may_be_formula + element(b"v", content, _PRESERVED)

    formula = rb"<%bf%b(?:/>|>[^<]*+</%bf>)\s*+" % (p, _ATTRIBUTES, p)
    may_be_formula = rb"(?:%b)?+" % formula
    text = rb"(?:<%bt%b>[^<]*+</%bt>|%b)" % (p, _PRESERVED, p, _ANY_TEXT % p)
    uncalculated = _MORE + formula + b"(?:%b)?+" % empty(b"v")
    number = _MORE + value(_NUMBER)
    types = (
        b's"' + _MORE + value(b"[0-9]++"),
        b'n"(?:%b|%b)' % (number, uncalculated),
        b'inlineStr"' + _MORE + element(b"is", text, b""),
        b'str"%b(?:%b|%b%b)' % (_MORE, value(b"[^<]*+"), may_be_formula, empty(b"v")),
        b'b"' + _MORE + value(b"[01]"),
        b'e"' + _MORE + value(b"(?:%b)" % _ERRORS),
    )
    filled = cell(b"[A-Z]{1,3}+(?P=row)", b'(?: t="(?:%b)|%b|%b)' % (b"|".join(types), number, uncalculated))
    row = rb'<%brow(?=[^<>]*?\sr="(?P<row>[1-9][0-9]{0,6}+)")%b(?:/>|>\s*+(?:%b|%b)*+</%brow>)\s*+'
    return Spelling(
        row=re.compile(row % (p, _ATTRIBUTES, filled, empty(b"c"), p)),
        place=re.compile(b'<%bc r="([^"]++)' % p),
        error=re.compile(cell(_ANYWHERE, b' t="e"' + _MORE + value(b"(%b)" % _ERRORS))),
        uncalculated=re.compile(cell(_ANYWHERE, b'(?: t="n")?+' + uncalculated)),
        filled_end=b"</%bc>" % prefix,
        formula_start=b"<%bf" % prefix,
        row_end=b"</%brow>" % prefix,
        end=b"</%bsheetData>" % prefix,
    )
