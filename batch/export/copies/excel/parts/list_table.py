"""Takes the answers' columns into a table of the sheet (Insert > Table), or says why that can't be done."""

import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, unescape

from batch.errors import UnusualSheetError
from batch.export.copies.excel.parts.markup import Element, attribute, tags, take_apart, with_attribute
from batch.export.copies.excel.parts.relations import Relations
from batch.export.copies.excel.reach import Range, Reach, read_range

_QUOTE = {"&quot;": '"'}
_NONE = {None, b"0", b"false"}
_ORDER = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """A table: the cells it covers, and whether columns can be added to it."""

    part: str
    xml: bytes
    cells: Range
    is_plain: bool  #: has a header row and no totals row, and its columns are no query's and no map's

    @property
    def columns(self) -> range:
        return range(self.cells.left, self.cells.right + 1)

    def takes_in(self, *, header_row: int, identifiers: Sequence[int]) -> bool:
        """Whether new columns right beside it are to be its own: it is the list that the identifiers stand in."""
        holds = all(index in self.columns for index in identifiers)
        return self.is_plain and holds and self.cells.top == header_row

    @property
    def column_names(self) -> list[str]:
        columns = take_apart(take_apart(self.xml).find("tableColumns") or b"<tableColumns/>").children
        return [unescape((attribute(child.xml, b"name") or b"").decode(), _QUOTE) for child in columns]

    @property
    def name(self) -> str:
        """What formulas call it."""
        return unescape((attribute(self.xml, b"displayName") or b"").decode())

    def renamed(self, names: Mapping[int, str]) -> dict[str, str]:
        """Return the new names by the old ones of those of its columns that get another; places count from 0."""
        placed = {self.cells.left + position: name for position, name in enumerate(self.column_names)}
        return {placed[place]: name for place, name in names.items() if placed.get(place, name) != name}

    def overlaps(self, *, header_row: int) -> bool:
        return self.cells.bottom >= header_row

    def can_lose(self, stale: Collection[int], reach: Reach) -> range:
        """Return which of these columns (from 0), at its end, it can do without: none if it is filtered or sorted."""
        held, right = self.cells, self.cells.right
        is_free = self.is_plain and held.top == reach.header_row and right + 1 not in reach.new
        if is_free and not any(tag in self.xml for tag in (b"filterColumn", b"sortCondition")):
            while right in stale and right > held.left:
                right -= 1
        return range(right + 1, held.right + 1)

    def with_answers(self, reach: Reach, names: Mapping[int, str], *, lost: range = range(0)) -> bytes:
        """Return its XML with the names of the columns (from 0) as in the header, new ones added, the last ones lost.

        Raises UnusualSheetError when its columns are not as many as its range is wide.
        """
        table = take_apart(self.xml)
        held = self.cells
        right = held.right
        while self.takes_in(header_row=reach.header_row, identifiers=reach.identifiers) and right + 1 in reach.new:
            right += 1
        if held.top == reach.header_row:
            own = {place - held.left: name for place, name in names.items() if held.left <= place <= right}
            _name_columns(table, own, old_width=held.width)
        if lost:
            _name_columns(table, {}, old_width=held.width, lost=len(lost))
        if right - len(lost) != held.right:
            _resize(table, held, right - len(lost))
        return table.xml


def list_tables(archive: zipfile.ZipFile, relations: Relations) -> list[ListTable]:
    """Read the tables of a sheet. Raises UnusualSheetError for one that can't be followed."""
    return [_read(archive, each.part) for each in relations.of("table")]


def _read(archive: zipfile.ZipFile, part: str) -> ListTable:
    xml = archive.read(part)
    found = read_range(attribute(xml, b"ref"))
    if found is None:
        raise UnusualSheetError("a table of it has no range")
    is_plain = (
        attribute(xml, b"tableType") in {None, b"worksheet"}
        and attribute(xml, b"totalsRowCount") in _NONE
        and attribute(xml, b"headerRowCount") in {None, b"1"}
        and not Relations(archive, part).of("queryTable")
    )
    return ListTable(part=part, xml=xml, cells=found, is_plain=is_plain)


def _name_columns(table: Element, names: Mapping[int, str], *, old_width: int, lost: int = 0) -> None:
    """Name columns by their position in the table; those that it does not have are added behind the others.

    So many of the last are left out.
    """
    columns = take_apart(table.find("tableColumns") or b"<tableColumns/>")
    if len(columns.children) != old_width:
        raise UnusualSheetError("a table of it has other columns than its range")
    ids = [int(attribute(child.xml, b"id") or b"0") for child in columns.children]
    for position, name in sorted(names.items()):
        shown = escape(name, {'"': "&quot;"}).encode()
        if position < old_width:
            old = columns.children[position]
            columns.children[position] = old._replace(xml=with_attribute(old.xml, b"name", shown))
        else:
            ids.append(max(ids) + 1)
            xml = b'<%btableColumn id="%d" name="%b"/>' % (columns.prefix, ids[-1], shown)
            columns.put("tableColumn", xml, ("tableColumn",), beside=True)
    del columns.children[len(columns.children) - lost :]
    named = [(attribute(child.xml, b"name") or b"").decode().casefold() for child in columns.children]
    if len(set(named)) < len(named):
        raise UnusualSheetError("two columns of a table would have one name")
    columns.start = with_attribute(columns.start, b"count", b"%d" % len(columns.children))
    table.put("tableColumns", columns.xml, _ORDER)


def _resize(table: Element, old: Range, right: int) -> None:
    table.start = with_attribute(table.start, b"ref", old.to_column(right))
    for name in ("autoFilter", "sortState"):
        own = table.find(name)
        reach = None if own is None else read_range(attribute(own, b"ref"))
        if own is not None and reach is not None and reach.right == old.right and _sorts_rows(own):
            table.put(name, with_attribute(own, b"ref", reach.to_column(right)), _ORDER)


def _sorts_rows(xml: bytes) -> bool:
    return all(attribute(tag[0], b"columnSort") in _NONE for tag in tags(xml, b"sortState"))
