"""Decides what a cell of a sheet's XML holds, and states it in the one spelling that calamine reads right."""

import re
from typing import NamedTuple
from xml.sax.saxutils import escape

from batch.inputs.workbook.plain_sheet import FORMULA_WITHOUT_VALUE

_BLANKS = " \t\r\n"  # what XML takes for white space; other blanks are content
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_INDEX = re.compile("[0-9]+")
_BOOLEANS = {"1": "1", "true": "1", "0": "0", "false": "0"}
_ERROR_START = "#"
_UNKNOWN_ERROR = "#ERROR!"


class XmlCell(NamedTuple):
    """The parts of a cell as they stand in the XML; None for what is not there."""

    type: str | None  #: the attribute `t`
    value: str | None  #: of `<v>`
    text: str | None  #: of `<is>`
    is_formula: bool


def restate(cell: XmlCell) -> str | None:
    """Return attributes and content of the cell as XML, None for one that holds nothing."""
    if cell.text:
        return _text(cell.text)
    value = (cell.value or "").strip(_BLANKS)
    if cell.type == "e" and (cell.value is not None or cell.is_formula):
        return _text(value if value.startswith(_ERROR_START) else _UNKNOWN_ERROR)
    if value:
        return _restate_value(cell.type, cell.value or "", value)
    return _text(FORMULA_WITHOUT_VALUE) if cell.is_formula and not _is_empty_text(cell) else None


def _is_empty_text(cell: XmlCell) -> bool:
    """Whether a formula gave an empty text; without even a value it was never calculated."""
    return cell.type == "str" and cell.value is not None


def _restate_value(kind: str | None, whole: str, value: str) -> str:
    """Return a value as the kind it is said to be, if it can be one, else as text, so that its row is reported."""
    match kind:
        case "s" if _INDEX.fullmatch(value):
            return f' t="s"><v>{value}</v>'
        case None | "n" if _NUMBER.fullmatch(value):
            return f"><v>{value}</v>"
        case "b" if value in _BOOLEANS:
            return f' t="b"><v>{_BOOLEANS[value]}</v>'
        case "d":
            return f' t="d"><v>{escape(value)}</v>'
        case _:
            return _text(whole)


def _text(text: str) -> str:
    shown = escape(text, {"\r": "&#13;"})
    return f' t="inlineStr"><is><t xml:space="preserve">{shown}</t></is>'
