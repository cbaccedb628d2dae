"""Checks an Excel package by the rules that Excel repairs or refuses a file for (ECMA-376 parts 1 and 2).

Order and uniqueness of elements, ids, counts and indices, content types, relationships: what the schema and the text of
the standard demand and other readers let pass.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from support.package_parts import Package, link_of, local, repeated, style_sizes
from support.sheet_rules import note_faults, sheet_faults, table_faults

_WORKSHEET = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations "
    "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    "ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
)
_ORDER = {
    "worksheet": _WORKSHEET,
    "workbook": (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
        "definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
        "fileRecoveryPr webPublishObjects extLst"
    ),
    "styleSheet": ("numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"),
    "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
    "comments": "authors commentList extLst",
    "dxf": "font numFmt fill alignment border protection extLst",
    "cfRule": "formula colorScale dataBar iconSet extLst",
    "xf": "alignment protection extLst",
    "autoFilter": "filterColumn sortState extLst",
    "c": "f v is extLst",
    "comment": "text commentPr",
}
_REPEATED = {
    *("conditionalFormatting", "formula", "filterColumn", "customProperties", "fileRecoveryPr"),
}
_COUNTED = {
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableColumns"),
    *("mergeCells", "dataValidations", "tableParts"),
}
_LONGEST_TITLE = 31
_ILLEGAL_IN_TITLE = set("[]:*?/\\")


def faults_of(path: Path) -> list[str]:
    """Return what Excel would repair or refuse, one line each; nothing for a sound package."""
    package = Package(path)
    return [
        *_package_faults(package),
        *_order_faults(package),
        *_workbook_faults(package),
        *_style_faults(package),
        *(fault for name in package.of_type("worksheet+xml") for fault in sheet_faults(package, name)),
        *table_faults(package),
        *note_faults(package),
    ]


def _package_faults(package: Package) -> Iterator[str]:
    yield from (f"two parts are called {name}" for name in package.doubles)
    yield from (f"two content types of {name}" for name, count in Counter(package.overridden).items() if count > 1)
    for name, kind in package.types.items():
        if not kind and name != "[Content_Types].xml":
            yield f"no content type of {name}"
    for name in package.overridden:
        if not name.startswith(".") and name.lstrip("/") not in map(str.casefold, package.parts):
            yield f"a content type of {name}, which is not there"
    for name in ["", *package.parts]:
        relations = package.relations(name)
        yield from (f"two relations {each} of {name}" for each in repeated(each.id for each in relations))
        for each in relations:
            if not each.is_external and each.target not in package.parts:
                yield f"{name} refers to {each.target}, which is not there"


def _order_faults(package: Package) -> Iterator[str]:
    for name, kind in package.types.items():
        if not kind.endswith("+xml") or "spreadsheetml" not in kind:
            continue
        for element in package.root(name).iter():
            if local(element) in _ORDER and "}" in element.tag:
                yield from (f"{name}: {fault}" for fault in _misplaced(element))
            if local(element) in _COUNTED and element.attrib.get("count", str(len(element))) != str(len(element)):
                yield f"{name}: {local(element)} counts {element.attrib['count']} of {len(element)}"


def _misplaced(element: ET.Element) -> Iterator[str]:
    order = _ORDER[local(element)].split()
    names = [local(child) for child in element if local(child) != "AlternateContent"]
    yield from (f"no {each} belongs in {local(element)}" for each in names if each not in order)
    known = [each for each in names if each in order]
    if known != sorted(known, key=order.index):
        yield f"the order in {local(element)} is {' '.join(known)}"
    yield from (f"two {each} in {local(element)}" for each in repeated(known) if each not in _REPEATED)


def _workbook_faults(package: Package) -> Iterator[str]:
    (name,) = package.of_type("sheet.main+xml")
    root, relations = package.root(name), {each.id: each for each in package.relations(name)}
    sheets = [each for each in root.iter() if local(each) == "sheet"]
    titles = [each.attrib["name"] for each in sheets]
    yield from (f"two sheets are called {each}" for each in repeated(map(str.casefold, titles)))
    yield from (f"two sheets have the id {each}" for each in repeated(each.attrib["sheetId"] for each in sheets))
    for title in titles:
        if not 0 < len(title) <= _LONGEST_TITLE or _ILLEGAL_IN_TITLE & set(title):
            yield f"no sheet can be called {title}"
    links = [link_of(each) for each in sheets]
    yield from (f"two sheets are the part {each}" for each in repeated(links))
    yield from (f"a sheet has no part: {each}" for each in links if each not in relations)
    names = [each for each in root.iter() if local(each) == "definedName"]
    keys = [(each.attrib["name"].casefold(), each.attrib.get("localSheetId")) for each in names]
    yield from (f"two names {each}" for each in repeated(keys))
    for each in names:
        if int(each.attrib.get("localSheetId", 0)) >= len(sheets):
            yield f"the name {each.attrib['name']} is of no sheet"
        elif each.attrib["name"] == "_xlnm._FilterDatabase":
            index = int(each.attrib["localSheetId"])
            yield from _filter_name_faults(package, relations[links[index]].target, titles[index], each.text or "")


def _filter_name_faults(package: Package, sheet: str, title: str, text: str) -> Iterator[str]:
    where, _, reference = text.rpartition("!")
    if where.strip("'").replace("''", "'") != title:
        yield f"the filter of {title} is said to be on {where}"
    own = [each.attrib["ref"] for each in package.root(sheet) if local(each) == "autoFilter"]
    if own and own != [reference.replace("$", "")]:
        yield f"the filter of {title} is {own[0]} and named {reference}"


def _style_faults(package: Package) -> Iterator[str]:
    for name in package.of_type("styles+xml"):
        root = package.root(name)
        sizes = style_sizes(root)
        for xf in (each for group in root if local(group) in {"cellXfs", "cellStyleXfs"} for each in group):
            for attribute, group in (
                *(("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")),
                ("xfId", "cellStyleXfs"),
            ):
                if attribute in xf.attrib and int(xf.attrib[attribute]) >= sizes.get(group, 0):
                    yield f"{name}: {attribute} {xf.attrib[attribute]} of {sizes.get(group, 0)}"
