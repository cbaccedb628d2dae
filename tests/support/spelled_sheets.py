"""Writes the XML of a sheet in any spelling that the format allows, as Hypothesis draws it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from hypothesis import strategies as st
from support.made_workbooks import MAIN

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LETTERS = "ABC"

Draw = Callable[[st.SearchStrategy[str]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a cell holds: its type, the texts of its formula and value, those of its inline runs; None for no element.

    `is_number` says that white space round the value is none of it.
    """

    type: str | None = None
    formula: str | None = None
    value: str | None = None
    runs: Sequence[str] | None = None
    is_number: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How one sheet is spelled; what is left open is drawn anew for every element."""

    prefix: str
    namespace: str
    encoding: str
    is_even: bool  #: spelled throughout as the common programs do it
    has_places: bool


spellings = st.builds(
    Spelling,
    prefix=st.sampled_from(["", "x:", "a.b-c:"]),
    namespace=st.sampled_from([MAIN, STRICT]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    is_even=st.booleans(),
    has_places=st.booleans(),
)


class Speller:
    """Spells one sheet."""

    def __init__(self, draw: Draw, spelling: Spelling) -> None:
        self._draw = draw
        self._spelling = spelling

    def sheet(self, rows: Sequence[Sequence[Content | None]]) -> bytes:
        """Spell rows that follow each other from the first; None is a cell that is not there."""
        spelling = self._spelling
        body = "".join(self._row(number, row) + self._between() for number, row in enumerate(rows, 1))
        p, name = spelling.prefix, f"xmlns:{spelling.prefix[:-1]}" if spelling.prefix else "xmlns"
        xml = f"<{p}worksheet {name}={self._quoted(spelling.namespace)}>{self._element('sheetData', {}, body or ' ')}"
        head = f'<?xml version="1.0" encoding="{spelling.encoding.removesuffix("-sig")}"?>\n'
        return f"{head}{xml}</{p}worksheet>".encode(spelling.encoding)

    def _row(self, number: int, row: Sequence[Content | None]) -> str:
        cells, follows = [], True
        for letter, content in zip(LETTERS, row, strict=False):
            if content is not None:
                cells.append(self._cell(None if follows and self._omits_place() else f"{letter}{number}", content))
            follows = content is not None
        place = {} if self._omits_place() else {"r": str(number)}
        return self._element("row", {**place, **self._maybe({"spans": "1:3", "ht": "15.75"})}, "".join(cells))

    def _cell(self, place: str | None, content: Content) -> str:
        attributes = {} if place is None else {"r": place}
        attributes |= self._maybe({"s": "0"})
        if content.type is not None:
            attributes["t"] = content.type
        parts = []
        if content.formula is not None:
            parts.append(self._element("f", self._maybe({"ca": "1"}), escape(content.formula)))
        if content.value is not None:
            parts.append(self._element("v", {}, self._value(content)))
        if content.runs is not None:
            parts.append(self._inline(content.runs))
        return self._element("c", attributes, self._between().join(["", *parts, ""]) if parts else "")

    def _value(self, content: Content) -> str:
        value = self._text(content.value or "")
        if not content.is_number or self._spelling.is_even:
            return value
        return self._pick("", " ", "\n\t") + value + self._pick("", " ", "\n")

    def _inline(self, runs: Sequence[str]) -> str:
        texts = [self._element("t", {"xml:space": "preserve"}, self._text(run)) for run in runs]
        if len(runs) > 1:
            texts = [self._element("r", {}, text) for text in texts]
        return self._element("is", {}, "".join(texts))

    def _text(self, text: str) -> str:
        if self._spelling.is_even or not text:
            return escape(text)
        half = len(text) // 2
        return self._pick(
            escape(text),
            f"<![CDATA[{text}]]>",
            "".join(f"&#{ord(char)};" for char in text),
            f"{escape(text[:half])}<!-- 12345 -->{escape(text[half:])}",
            f"&#x{ord(text[0]):x};{escape(text[1:])}",
        )

    def _element(self, name: str, attributes: dict[str, str], content: str) -> str:
        name = self._spelling.prefix + name
        order = list(attributes.items())
        if not self._spelling.is_even and self._pick("", "turned"):
            order.reverse()
        listed = "".join(f"{self._space()}{key}{self._gap()}={self._gap()}{self._quoted(each)}" for key, each in order)
        if not content and self._pick("", "closed"):
            return f"<{name}{listed}{self._gap()}/>"
        return f"<{name}{listed}{self._gap()}>{content}</{name}{self._gap()}>"

    def _maybe(self, attributes: dict[str, str]) -> dict[str, str]:
        return attributes if self._pick("", "there") else {}

    def _omits_place(self) -> bool:
        return not self._spelling.has_places and bool(self._pick("", "omitted"))

    def _between(self) -> str:
        return self._pick("", "\n  ") if self._spelling.is_even else self._pick("", "\n\t", "<!-- <c/> -->", "<?x y?>")

    def _quoted(self, value: str) -> str:
        quote = '"' if self._spelling.is_even else self._pick('"', "'")
        return f"{quote}{value}{quote}"

    def _space(self) -> str:
        return " " if self._spelling.is_even else self._pick(" ", "\n", "\t ")

    def _gap(self) -> str:
        return "" if self._spelling.is_even else self._pick("", " ")

    def _pick(self, *choices: str) -> str:
        return self._draw(st.sampled_from(choices))
