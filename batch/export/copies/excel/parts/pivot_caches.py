"""Lets the pivot tables over a list follow the answers' headers, and count anew when the copy is opened."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import unescape

from batch.export.copies.excel.parts.book import WORKBOOK
from batch.export.copies.excel.parts.list_table import ListTable
from batch.export.copies.excel.parts.markup import Element, attribute, tags, take_apart, with_attribute
from batch.export.copies.excel.parts.relations import Relations
from batch.export.copies.excel.reach import read_range
from batch.tables import own_column

_QUOTES = {"&quot;": '"', "&apos;": "'"}
_ELSEWHERE = re.compile(rb"\s[\w.-]+:id\s*=")  # the relation to another workbook
_ORDER = ("cacheSource", "cacheFields")


def following_pivots(
    archive: zipfile.ZipFile, title: str, named: Mapping[int, str], tables: Iterable[ListTable]
) -> Iterator[tuple[str, bytes]]:
    """Yield the parts whose source holds answers; `named` are the headers by their columns, which count from 0.

    A pivot table drops a field whose header is gone, and goes on showing what it counted before.
    """
    lefts = {table.name.casefold(): table.cells.left for table in tables}
    for each in Relations(archive, WORKBOOK).all:
        if each.kind == "pivotCacheDefinition" and each.part in archive.namelist():
            cache = take_apart(archive.read(each.part))
            left = _first_column(cache, title, lefts)
            if left is not None and _names_answers(cache, {place - left: name for place, name in named.items()}):
                cache.start = with_attribute(cache.start, b"refreshOnLoad", b"1")
                yield each.part, cache.xml


def _first_column(cache: Element, title: str, lefts: Mapping[str, int]) -> int | None:
    """Return where its source begins: a table or a range of the sheet; None for anything else."""
    source = next(tags(cache.find("cacheSource") or b"", b"worksheetSource"), None)
    if source is None or _ELSEWHERE.search(source[0]):
        return None
    name, sheet = (unescape((attribute(source[0], each) or b"").decode(), _QUOTES) for each in (b"name", b"sheet"))
    found = read_range(attribute(source[0], b"ref")) if sheet.casefold() == title.casefold() else None
    return lefts.get(name.casefold()) if found is None else found.left


def _names_answers(cache: Element, names: Mapping[int, str]) -> bool:
    """Name its fields by their positions as the headers are now, and return whether any is one of the answers'."""
    fields = take_apart(cache.find("cacheFields") or b"<cacheFields/>")
    called = [(attribute(field.xml, b"name") or b"").decode() for field in fields.children]
    own = {place: names[place] for place, name in enumerate(called) if place in names and own_column(name) is not None}
    for place, name in own.items():
        called[place] = name
        field = fields.children[place]
        fields.children[place] = field._replace(xml=with_attribute(field.xml, b"name", name.encode()))
    if not own or len(set(called)) < len(called):
        return False
    cache.put("cacheFields", fields.xml, _ORDER)
    return True
