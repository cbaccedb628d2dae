"""Colours cells by the outcome that they name, through a conditional format."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from batch.export.copies.excel.parts.markup import Element, attribute, tags
from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.tables.words.outcomes import OUTCOMES, OutcomeClass, outcome_class, outcome_said

COLOURS = {
    OutcomeClass.FOUND: ("006100", "C6EFCE"),
    OutcomeClass.EMPTY: ("595959", "EDEDED"),
    OutcomeClass.CORRECT: ("9C0006", "FFC7CE"),
    OutcomeClass.RETRY: ("7F6000", "FFEB9C"),
}
"""Letters and ground: those that Excel itself offers for good, neutral and bad, and a grey."""

_FORMULA = re.compile(rb'<(?:\w+:)?formula\s*>\s*(?:"|&quot;)(.*?)(?:"|&quot;)\s*</(?:\w+:)?formula\s*>', re.DOTALL)


def looks(of: OutcomeClass, prefix: bytes) -> bytes:
    """Return the format of a class of outcomes as styles.xml holds it among those of conditional formats."""
    letters, ground = (each.encode() for each in COLOURS[of])
    xml = (
        b'<xdxf><xfont><xcolor rgb="FF%b"/></xfont><xfill><xpatternFill patternType="solid"><xfgColor rgb="FF%b"/>'
        b'<xbgColor rgb="FF%b"/></xpatternFill></xfill></xdxf>'
    ) % (letters, ground, ground)
    return re.sub(b"(</?)x", b"\\1" + prefix, xml)


def colour_rules(
    ranges: Iterable[str], words: Words, formats: Mapping[OutcomeClass, int], *, prefix: bytes, priority: int
) -> bytes:
    """Return the conditional format of these ranges; `priority` is that of its first rule."""
    p = prefix.decode()
    rules = "".join(
        f'<{p}cfRule type="cellIs" dxfId="{formats[outcome_class(kind)]}" priority="{number}" operator="equal">'
        f"<{p}formula>&quot;{OUTCOMES[kind].by(words)}&quot;</{p}formula></{p}cfRule>"
        for number, kind in enumerate(OutcomeKind, priority)
    )
    return f'<{p}conditionalFormatting sqref="{" ".join(ranges)}">{rules}</{p}conditionalFormatting>'.encode()


def without_earlier(sheet: Element) -> None:
    """Take off the conditional formats of an earlier copy, known by the outcomes that they compare with."""
    sheet.children = [
        child for child in sheet.children if child.name != "conditionalFormatting" or not _is_own(child.xml)
    ]


def free_priority(xml: Sequence[bytes]) -> int:
    """Return a priority below which all rules of a sheet lie."""
    used = (attribute(tag[0], b"priority") for piece in xml for tag in tags(piece, b"cfRule"))
    return max((int(each) for each in used if each and each.isdigit()), default=0) + 1


def _is_own(xml: bytes) -> bool:
    rules = list(tags(xml, b"cfRule"))
    compared = [unescape(text.decode("utf-8", "replace")) for text in _FORMULA.findall(xml)]
    return len(rules) == len(compared) > 0 and all(outcome_said(text) is not None for text in compared)
