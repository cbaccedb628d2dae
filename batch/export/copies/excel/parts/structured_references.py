"""Lets the formulas of a workbook follow a table's column to its new name: `Liste[ektepakt_outcome]` and the like."""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import IO
from xml.sax.saxutils import escape

_FORMULAS = "f|formula[12]?|calculatedColumnFormula|totalsRowFormula|definedName"
_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(?:%b)(?:\s[^<>]*)?>)([^<]+)" % _FORMULAS.encode())
_BLOCK_BYTES = 1 << 20
_BRACKETS = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"

Renames = Mapping[str, Mapping[str, str]]
"""For each table, the new names of its columns by their old ones."""


class FollowingWriter:
    """Takes the XML of a part in any pieces, and hands it on with its formulas changed."""

    def __init__(self, file: IO[bytes], renames: Renames) -> None:
        self._file = file
        self._rules = [rule for table, names in renames.items() for rule in _rules(table, names)]
        self._rest = b""

    def write(self, xml: bytes) -> int:
        """Keep what stands behind the last tag's beginning: it may go on in the next piece."""
        whole, tag, rest = (self._rest + xml).rpartition(b"<")
        self._rest = tag + rest
        self._file.write(_FORMULA.sub(self._follow, whole))
        return len(xml)

    def finish(self) -> None:
        self._file.write(self._rest)

    def _follow(self, found: re.Match[bytes]) -> bytes:
        formula = found[2].decode()
        if "[" in formula:
            for pattern, change in self._rules:
                formula = pattern.sub(change, formula)
        return found[1] + formula.encode()


def _rules(table: str, names: Mapping[str, str]) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
    """Return one rule for all columns, since two of them may change names with each other."""
    new = {escape(old).casefold(): escape(name) for old, name in names.items()}
    column = re.compile(rf"\[(@?)({'|'.join(map(re.escape, new))})\]", re.IGNORECASE)

    def rename(found: re.Match[str]) -> str:
        return f"[{found[1]}{new[found[2].casefold()]}]"

    pattern = re.compile(rf"(?<![\w.]){re.escape(escape(table))}{_BRACKETS}", re.IGNORECASE)
    return [(pattern, lambda found: column.sub(rename, found[0]))] if new else []


def is_named(archive: zipfile.ZipFile, columns: Iterable[str]) -> bool:
    """Whether a formula of the workbook may name one of these columns of a table."""
    names = "|".join(re.escape(escape(name)) for name in columns)
    pattern, most = re.compile(rf"\[@?(?:{names})\]".encode(), re.IGNORECASE), len(names)
    for part in archive.namelist():
        with archive.open(part) as file:
            left = b""
            while part.endswith(".xml") and (block := file.read(_BLOCK_BYTES)):
                if pattern.search(left + block):
                    return True
                left = block[-most:]
    return False
