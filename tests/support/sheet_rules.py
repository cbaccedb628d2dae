"""The rules of a sheet of an Excel package: its cells, columns, conditional formats, tables and notes."""

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from support.package_parts import Package, link_of, local, repeated, style_sizes

from batch.inputs.workbook.places import column_index

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_576


def sheet_faults(package: Package, name: str) -> Iterator[str]:
    root = package.root(name)
    styles = [style_sizes(package.root(each)) for each in package.of_type("styles+xml")]
    formats = styles[0].get("cellXfs", 0) if styles else 1
    dxfs = styles[0].get("dxfs", 0) if styles else 0
    texts = [len(package.root(each)) for each in package.of_type("sharedStrings+xml")]
    yield from (f"{name}: {fault}" for fault in _cell_faults(root, formats=formats, texts=texts[0] if texts else 0))
    yield from (f"{name}: {fault}" for fault in _column_faults(root))
    yield from (f"{name}: {fault}" for fault in _rule_faults(root, dxfs=dxfs))
    relations = {each.id: each.kind for each in package.relations(name)}
    wanted = {
        "drawing": "drawing",
        "legacyDrawing": "vmlDrawing",
        "tablePart": "table",
        "legacyDrawingHF": "vmlDrawing",
    }
    for element in root.iter():
        kind = wanted.get(local(element))
        if kind is not None and relations.get(link_of(element)) != kind:
            yield f"{name}: {local(element)} has no {kind}"
    if sum(kind == "comments" for kind in relations.values()) > 1:
        yield f"{name}: two lists of notes"


def _cell_faults(root: ET.Element, *, formats: int, texts: int) -> Iterator[str]:
    last_row = 0
    for row in (each for data in root if local(data) == "sheetData" for each in data):
        number = int(row.attrib.get("r", last_row + 1))
        if not last_row < number <= _LAST_ROW:
            yield f"row {number} follows row {last_row}"
        last_row, last_column = number, -1
        for cell in row:
            place = _PLACE.fullmatch(cell.attrib["r"]) if "r" in cell.attrib else None
            column = last_column + 1 if place is None else column_index(place[1].encode())
            if not last_column < column <= _LAST_COLUMN or (place and int(place[2]) != number):
                yield f"the cell {cell.attrib.get('r')} follows column {last_column} in row {number}"
            last_column = column
            if int(cell.attrib.get("s", 0)) >= max(1, formats):
                yield f"the cell {cell.attrib.get('r')} has format {cell.attrib['s']} of {formats}"
            value = next((each.text for each in cell if local(each) == "v"), None)
            if cell.attrib.get("t") == "s" and value is not None and int(value) >= texts:
                yield f"the cell {cell.attrib.get('r')} has text {value} of {texts}"
            if (cell.attrib.get("t") == "inlineStr") != any(local(each) == "is" for each in cell):
                yield f"the cell {cell.attrib.get('r')} is text or is not"


def _column_faults(root: ET.Element) -> Iterator[str]:
    last = 0
    for column in (each for group in root if local(group) == "cols" for each in group):
        begin, end = int(column.attrib["min"]), int(column.attrib["max"])
        if not last < begin <= end <= _LAST_COLUMN + 1:
            yield f"columns {begin} to {end} follow {last}"
        last = end
        if not 0 <= float(column.attrib.get("width", 9)) <= 255:
            yield f"column {begin} has no lawful width"
    yield from ("cols holds nothing" for group in root if local(group) == "cols" and not len(group))


def _rule_faults(root: ET.Element, *, dxfs: int) -> Iterator[str]:
    rules = [each for each in root.iter() if local(each) == "cfRule" and "priority" in each.attrib]
    # Two rules of one priority are in files that Excel itself saves, when formats were pasted; ours must be alone.
    yield from (
        f"rule of format {rule.attrib['dxfId']} of {dxfs}"
        for rule in rules
        if int(rule.attrib.get("dxfId", -1)) >= dxfs
    )
    yield from (f"two rules of priority {each}" for each in repeated(rule.attrib["priority"] for rule in rules))
    for group in root.iter():
        if local(group) in {"conditionalFormatting", "dataValidation"} and not group.attrib.get("sqref", "-").strip():
            yield f"{local(group)} is about no cells"


def table_faults(package: Package) -> Iterator[str]:
    tables = package.of_type("table+xml")
    roots = [package.root(name) for name in tables]
    yield from (f"two tables have the id {each}" for each in repeated(root.attrib["id"] for root in roots))
    shown = [root.attrib["displayName"].casefold() for root in roots]
    yield from (f"two tables are called {each}" for each in repeated(shown))
    for sheet in package.of_type("worksheet+xml"):
        own = [each.target for each in package.relations(sheet) if each.kind == "table"]
        cells = _texts_of(package, sheet) if own else {}
        reaches = [_reach(package.root(name).attrib["ref"]) for name in own]
        for name, reach in zip(own, reaches, strict=True):
            yield from (f"{name}: {fault}" for fault in _faults_of_table(package.root(name), reach, cells))
        yield from (
            "two tables overlap" for each in reaches for other in reaches if each < other and _overlap(each, other)
        )


def _faults_of_table(
    root: ET.Element, reach: tuple[int, int, int, int], cells: dict[tuple[int, int], str]
) -> Iterator[str]:
    left, top, right, bottom = reach
    columns = [each for each in root.iter() if local(each) == "tableColumn"]
    names = [each.attrib["name"] for each in columns]
    if len(columns) != right - left + 1:
        yield f"{len(columns)} columns on {right - left + 1}"
    yield from (f"two columns are called {each}" for each in repeated(map(str.casefold, names)))
    yield from (f"two columns have the id {each}" for each in repeated(each.attrib["id"] for each in columns))
    if root.attrib.get("headerRowCount", "1") != "0":
        header = [cells.get((top, column), "") for column in range(left, right + 1)]
        if header != [re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), name) for name in names]:
            yield f"the columns are called {names} and the cells say {header}"
    for each in root:
        if local(each) == "autoFilter":
            its = _reach(each.attrib["ref"])
            if its[:3] != (left, top, right) or its[3] > bottom:
                yield f"its filter covers {each.attrib['ref']}"
            for column in each:
                if local(column) == "filterColumn" and int(column.attrib["colId"]) > right - left:
                    yield "its filter is about a column that it does not have"


def note_faults(package: Package) -> Iterator[str]:
    for name in package.of_type("comments+xml"):
        root = package.root(name)
        authors = sum(local(each) == "author" for each in root.iter())
        notes = [each for each in root.iter() if local(each) == "comment"]
        yield from (f"{name}: two notes on {each}" for each in repeated(each.attrib["ref"] for each in notes))
        yield from (f"{name}: a note of nobody" for each in notes if int(each.attrib["authorId"]) >= authors)
    for sheet in package.of_type("worksheet+xml"):
        kinds = {each.kind: each.target for each in package.relations(sheet)}
        if "comments" in kinds and "vmlDrawing" not in kinds:
            yield f"{sheet}: its notes have no boxes"
    for name in package.of_type("vmlDrawing"):
        root = package.root(name)
        # LibreOffice gives all boxes one id, which Excel takes; those of ours are unique.
        ids = [each.attrib["id"] for each in root.iter() if each.attrib.get("id", "").startswith("ektepakt")]
        yield from (f"{name}: two shapes {each}" for each in repeated(ids))
        kinds_there = {f"#{each.attrib['id']}" for each in root.iter() if local(each) == "shapetype"}
        for shape in root.iter():
            if local(shape) == "shape" and shape.attrib.get("type", "") not in {"", *kinds_there}:
                yield f"{name}: a shape of no kind: {shape.attrib['type']}"


def _texts_of(package: Package, sheet: str) -> dict[tuple[int, int], str]:
    """Return the texts of a sheet by row and column from 0, as far as they are texts."""
    shared = [
        "".join(text.text or "" for text in item.iter() if local(text) == "t")
        for name in package.of_type("sharedStrings+xml")
        for item in package.root(name)
    ]
    found: dict[tuple[int, int], str] = {}
    for cell in (each for each in package.root(sheet).iter() if local(each) == "c" and "r" in each.attrib):
        place = _PLACE.fullmatch(cell.attrib["r"])
        assert place is not None
        value = next((each.text for each in cell if local(each) == "v"), "") or ""
        if cell.attrib.get("t") == "s":
            value = shared[int(value)] if int(value) < len(shared) else ""
        elif cell.attrib.get("t") == "inlineStr":
            value = "".join(text.text or "" for text in cell.iter() if local(text) == "t")
        found[int(place[2]), column_index(place[1].encode())] = value
    return found


def _reach(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
    assert begin is not None
    assert end is not None
    return column_index(begin[1].encode()), int(begin[2]), column_index(end[1].encode()), int(end[2])


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
