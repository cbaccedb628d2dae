"""Makes small Excel workbooks part by part, also odd ones that no library would write."""

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts>'
    '<fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

_SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'

GENERAL, DATE, ELAPSED = 0, 1, 2
"""Number formats of a cell."""

_ODS_NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_ODS_MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


class ErrorCode(int):
    """An error value as a binary workbook holds it, such as 0x2A for #N/A."""


class RichText(str):
    """A text with formats in it, as a binary workbook may hold it in the cell itself."""

    __slots__ = ()


def cell(place: str, value: str | float | None, style: int = GENERAL) -> str:
    """The XML of one cell: text inline, a number as it stands, None for one that only has a format."""
    if value is None:
        return f'<c r="{place}" s="{style}"/>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def row(number: int, *values: str | float | None) -> str:
    """The XML of one row; a value that is None has no cell, one that begins with `<c ` is a cell's own XML."""
    cells = (
        value if isinstance(value, str) and value.startswith("<c ") else cell(f"{chr(65 + column)}{number}", value)
        for column, value in enumerate(values)
        if value is not None
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def write_xlsx(path: Path, sheets: Mapping[str, Iterable[str]], *, hidden: Sequence[str] = ()) -> Path:
    """Write a workbook of sheets, each given as the XML of its rows."""
    state = dict.fromkeys(hidden, ' state="hidden"')
    bundle = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}"{state.get(title, "")} r:id="rId{number}"/>'
        for number, title in enumerate(sheets, 1)
    )
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{bundle}</sheets></workbook>'
    parts = {
        f"worksheets/sheet{number}.xml": _SHEET.format("".join(rows)) for number, rows in enumerate(sheets.values(), 1)
    }
    return _write_package(path, "workbook.xml", workbook.encode(), {name: xml.encode() for name, xml in parts.items()})


def write_sheet_xml(path: Path, xml: bytes, *, texts: Sequence[str] = ()) -> Path:
    """Write a workbook of one sheet, given as the bytes of its part, with these shared texts."""
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Ark" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    shared = f'<sst xmlns="{MAIN}">{items}</sst>'.encode()
    return _write_package(path, "workbook.xml", workbook.encode(), {"worksheets/sheet1.xml": xml}, shared=shared)


def write_ods(path: Path, title: str, rows: Iterable[str]) -> Path:
    """Write an OpenDocument workbook of one sheet, given as the XML of its rows."""
    sheet = f"<table:table table:name={quoteattr(title)}>{''.join(rows)}</table:table>"
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        archive.writestr("content.xml", f"<office:document-content{_ODS_NAMES}>{body}</office:document-content>")
    return path


def write_xlsb(path: Path, title: str, cells: Mapping[tuple[int, int], str | float]) -> Path:
    """Write a binary workbook of one sheet, given as cells by row and column from 0."""
    link = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(title)
    workbook = b"".join(map(_record, (131, 143, 156, 144, 132), (b"", b"", link, b"", b"")))
    content = [_record(129), _record(148, _reach(cells)), _record(145)]
    for number in sorted({place[0] for place in cells}):
        content.append(_record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0)))
        content += [_cell_record(column, value) for (row, column), value in sorted(cells.items()) if row == number]
    content += [_record(146), _record(130)]
    return _write_package(path, "workbook.bin", workbook, {"worksheets/sheet1.bin": b"".join(content)})


def _reach(cells: Mapping[tuple[int, int], str | float]) -> bytes:
    rows, columns = ({place[axis] for place in cells} for axis in (0, 1))
    return struct.pack("<IIII", min(rows), max(rows), min(columns), max(columns))


def _cell_record(column: int, value: str | float) -> bytes:
    if isinstance(value, RichText):
        return _record(62, struct.pack("<IIB", column, 0, 0) + _wide(value))
    if isinstance(value, str):
        return _record(6, struct.pack("<II", column, 0) + _wide(value))
    if isinstance(value, ErrorCode):
        return _record(3, struct.pack("<IIB", column, 0, value))
    return _record(5, struct.pack("<IId", column, 0, value))


def _record(kind: int, content: bytes = b"") -> bytes:
    kind_bytes = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, size_bytes = len(content), b""
    while size >= 0x80:
        size_bytes += bytes([size & 0x7F | 0x80])
        size >>= 7
    return kind_bytes + size_bytes + bytes([size]) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _write_package(
    path: Path, main: str, workbook: bytes, sheets: Mapping[str, bytes], *, shared: bytes | None = None
) -> Path:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="{name}"/>'
        for number, name in enumerate(sheets, 1)
    )
    styles = f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/>' if main.endswith("xml") else ""
    if shared is not None:
        styles += f'<Relationship Id="rIdT" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _content_types(main, sheets, has_texts=shared is not None))
        if shared is not None:
            archive.writestr("xl/sharedStrings.xml", shared)
        archive.writestr(
            "_rels/.rels",
            _relationships(f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/{main}"/>'),
        )
        archive.writestr(f"xl/{main}", workbook)
        archive.writestr(f"xl/_rels/{main}.rels", _relationships(links + styles))
        if styles:
            archive.writestr("xl/styles.xml", _STYLES)
        for name, content in sheets.items():
            archive.writestr(f"xl/{name}", content)
    return path


def _relationships(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _content_types(main: str, sheets: Iterable[str], *, has_texts: bool) -> str:
    if main.endswith("bin"):
        types = {f"xl/{main}": "application/vnd.ms-excel.sheet.binary.macroEnabled.main"}
        types |= {f"xl/{name}": "application/vnd.ms-excel.worksheet" for name in sheets}
    else:
        types = {f"xl/{main}": f"{_XML_TYPE}.sheet.main+xml", "xl/styles.xml": f"{_XML_TYPE}.styles+xml"}
        types |= {f"xl/{name}": f"{_XML_TYPE}.worksheet+xml" for name in sheets}
        types |= {"xl/sharedStrings.xml": f"{_XML_TYPE}.sharedStrings+xml"} if has_texts else {}
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
