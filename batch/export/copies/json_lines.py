"""Copies JSON, laid out as it was, with the answers as members of each object."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from batch.cells.shown import identifier_text, is_number
from batch.export.copies.row_answers import Answers
from batch.inputs import InputFile
from batch.inputs.text.json_lines import JsonLines, read_object
from batch.tables import OwnColumn, Value, own_column

_LINES_AT_ONCE = 1000  # encoded and written together


def copy_json(file: InputFile, sheet: JsonLines, answers: Answers, target: BinaryIO) -> None:
    """Write the copy in UTF-8, as JSON is; what is no object has no place for an answer, and stays as it is."""
    lines = _lines(file, sheet, answers)
    while block := "".join(islice(lines, _LINES_AT_ONCE)):
        target.write(block.encode("utf-8", "replace"))


def _lines(file: InputFile, sheet: JsonLines, answers: Answers) -> Iterator[str]:
    identifiers = [sheet.names[index] for index in file.indices]
    names: dict[OwnColumn | None, str] = dict(zip(answers.columns, answers.names, strict=True))
    with sheet.pieces() as pieces:
        for number, (before, text) in enumerate(pieces, 1):
            yield before
            if text is None:
                break
            values = answers.of(number)
            content = read_object(text)
            if content is None or values is None:
                yield text
                continue
            kept = {
                names.get(own_column(name), name): _kept(value) if name in identifiers else value
                for name, value in content.items()
                if (own := own_column(name)) is None or own in names
            }
            kept |= dict(zip(answers.names, map(_show, values), strict=True))
            content_end = len(text.rstrip("\r\n"))
            yield json.dumps(kept, ensure_ascii=False) + text[content_end:]


def _kept(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    return identifier_text(value) if is_number(value) else value


def _show(value: Value) -> Value:
    return value.isoformat() if isinstance(value, datetime) else value
