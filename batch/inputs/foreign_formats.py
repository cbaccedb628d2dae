"""Calls by its name what people take for a table and is none, since "no table" would not help them."""

import re
from typing import NamedTuple

from batch.errors import InputError

_SAVE = "save the table in it as CSV or .xlsx"
_OPEN = "open it in a spreadsheet program and save it as .xlsx or CSV"
_UNPACK = "unpack it, and name the file in it"
_EXPORT = "export the table as CSV from the program that wrote it"
_DECRYPT = "decrypt it first"
_FETCH = "fetch or open what it stands for, and name that file"
_CONVERT = "convert it first (iconv -f IBM277 -t UTF-8)"


class _Foreign(NamedTuple):
    """A format by how its files begin; a `str` pattern looks at the decoded text, whatever its encoding."""

    look: re.Pattern[bytes] | re.Pattern[str]
    what: str
    remedy: str


_FOREIGN = tuple(
    _Foreign(re.compile(look, re.DOTALL), what, remedy)
    for look, what, remedy in (
        (rb"\s*%PDF", "a PDF", _SAVE),
        (rb"%!PS", "a PostScript file", _SAVE),
        (rb"\{\\rtf", "a text document", _SAVE),
        (rb"PARE(?=.{0,64}[\x00-\x08])", "an encrypted Parquet file", "write it without encryption"),
        (rb"PK\x03\x04|\xd0\xcf\x11\xe0|PAR1", "packed twice", "unpack it"),
        (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a|MSCF\0|!<arch>|.{257}ustar|\x1f\x9d|\x04\x22\x4d\x18", "an archive", _UNPACK),
        (
            rb"PK(?:\x05\x06|\x07\x08PK)|LZIP\x01|\x89LZO\0|\x5d\0\0.{2}\xff{8}|\xff\x06\0\0sNaPpY|.{2}-l[hz]\d-",
            "an archive",
            _UNPACK,
        ),
        (rb"\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd", "packed twice", "unpack it"),
        (rb"SQLite format 3\0|.{8}DUCK|\x00\x01\x00\x00Standard (?:Jet|ACE) DB|PGDMP[\0-\x1f]", "a database", _EXPORT),
        (rb"!BDN.{4}SM", "a mailbox of Outlook", _SAVE),
        (rb".{0,4096}?[\xf0-\xf9]{11}", "a text in EBCDIC, as mainframes write it", _CONVERT),
        (rb"\x09[\x00\x02\x04][\x04\x06\x08]\x00", "a workbook of Excel 2 to 4", _OPEN),
        (rb"\x00\x00[\x02\x1a]\x00", "a workbook of Lotus 1-2-3", _OPEN),
        (rb"[\x03\x30\x31\x43\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f]", "a dBase table", _OPEN),
        (rb"\0{12}\xc2\xea\x81\x60|HEADER RECORD\*{7}LIB", "a SAS dataset", _EXPORT),
        (rb"\$FL[23]|[^\n]{0,160}SPSS PORT FILE", "an SPSS file", _EXPORT),
        (rb"<stata_dta>|[\x69-\x77][\x01\x02]\x01\x00", "a Stata file", _EXPORT),
        (rb"RDX[23]\n|X\n\0\0\0|A\n[23]\n\d{6}\n", "an R data file", _EXPORT),
        (
            rb"ARROW1\0|\xff{4}.{2}\0\0|FEA1[\0-\x1f]|ORC[\0-\x1f]|Obj\x01",
            "an Arrow, ORC or Avro file",
            "write the table as Parquet or CSV",
        ),
        (rb"\x80[\x02-\x05]|\x89HDF|\x93NUMPY", "a Python, NumPy or HDF5 file", "write the table as Parquet or CSV"),
        (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp", "a picture or film", _SAVE),
        (
            rb"Salted__|age-encryption\.org|-----BEGIN (?:PGP|PKCS7|CMS|AGE)|\x30[\x80-\x84].{0,4}\x06\x09\x2a\x86",
            "encrypted",
            _DECRYPT,
        ),
        # The packets of OpenPGP that stand first, then KeePass and AxCrypt.
        (
            rb"\x84.\x03|\x85[\0-\x0f].\x03|\x8c.\x04[\x01-\x0d][\0-\x03]|\xc1(?:[\0-\xbf]|[\xc0-\xdf].)\x03",
            "encrypted",
            _DECRYPT,
        ),
        (rb"\x03\xd9\xa2\x9a|\xc0\xb9\x07\x2e", "encrypted", _DECRYPT),
        (r"\s*(?:<\?[^>]*>\s*)?<office:document\b", "a flat OpenDocument file", _OPEN),
        (r"\s*<(?:[!?]|(?:html|head|body|meta|style|table|div)\b)", "a web page or XML", _OPEN),
        (r"\s*<[A-Za-z][^<>]*>(?=.*(?:</[A-Za-z]|/>))", "a web page or XML", _OPEN),
        (
            r"\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:",
            "a web page or e-mail (MHTML)",
            _OPEN,
        ),
        (r"ID;P[^\n]*\n[BCFOP];", "a table in SYLK", _OPEN),
        (r"TABLE\r?\n0,1\r?\n", "a table in DIF", _OPEN),
        (r"BEGIN:VC", "a list of contacts or dates", _EXPORT),
        (
            r"(?:\s|--[^\n]*\n|/\*.*?\*/;?)*+(?i:USE \[|PRAGMA \w+ ?=|(?:CREATE|DROP) TABLE\s|INSERT INTO\s)",
            "a script of SQL",
            _EXPORT,
        ),
        (
            r"(?:#[^\n]*\n)*(?:%YAML\s|---\s*\n\s*(?:- )?[\w\"' ]+:|- [\w\"']+:\s|[\w\"']+:\s*\n\s*- )",
            "a YAML file",
            "write the table as CSV, or as JSON",
        ),
        (rb"L\0\0\0\x01\x14\x02\0|bplist0\d", "a shortcut or placeholder", _FETCH),
        (
            r'\[(?:InternetShortcut|Desktop Entry)\]|\{"(?:url": "https://docs\.google|": ?"WARNING! DO NOT EDIT)',
            "a shortcut or placeholder",
            _FETCH,
        ),
        (r"(?:WEB|XLODBC)\r?\n1\r?\n", "a query of Excel's, not its result", _OPEN),
        (r"version https://git-lfs", "what Git LFS keeps in a file's place", "fetch the file itself (git lfs pull)"),
    )
)


def refuse_foreign(start: bytes, text: str) -> None:
    """Raise InputError where the unpacked first bytes, and the text they are, begin as one of these formats does."""
    for look, what, remedy in _FOREIGN:
        found = look.match(start) if isinstance(look.pattern, bytes) else look.match(text)
        if found:
            raise InputError(f"is {what}", remedy=remedy)
