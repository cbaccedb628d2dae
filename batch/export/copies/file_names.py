"""Names the annotated copies, and numbers those of equal names."""

import re
from collections.abc import Iterable, Iterator

from batch.errors.shown_text import shown_name
from batch.export.copies.copiers import suffix_of
from batch.export.output_files import EDITED
from batch.inputs import InputFile
from batch.tables.annotation import SANDBOX_MARK

MARK = "-ektepakt"

_ENDINGS = re.compile(
    r"(?:\.(?:csv|tsv|tab|txt|jsonl|ndjson|json))?\.(?:gz|zst|bz2|xz)$"
    r"|\.(?:csv|tsv|tab|txt|jsonl|ndjson|json|parquet|pq|xlsx|xlsm|xltx|xltm|xls|xlsb|ods)$",
    re.IGNORECASE,
)
_OWN_MARK = re.compile(rf"{MARK}(?:-[0-9]+)?(?:-{SANDBOX_MARK})?$")
_LONGEST_STEM_BYTES = 200  # file systems take 255 for the whole name, with mark, number and suffix


def name_copies(files: Iterable[InputFile], *, is_sandbox: bool = False) -> Iterator[str]:
    """Yield `<name>-ektepakt.<suffix>` for each; of inputs with equal names the second gets a 2, and so on.

    The order is that of the inputs, so that the same command gives the same names. A copy that is fed back keeps
    its name, an edited one too. What is no text in a name is replaced. Where answers are made up the name says so.
    """
    made_up = f"-{SANDBOX_MARK}" if is_sandbox else ""
    taken: set[str] = set()
    for file in files:
        own = shown_name(file.path.name)
        ending = _ENDINGS.search(own)
        stem = _OWN_MARK.sub("", EDITED.sub("", own[: ending.start()] if ending else own))
        stem = stem.encode()[:_LONGEST_STEM_BYTES].decode("utf-8", "ignore")
        suffix = suffix_of(file) or (ending[0] if ending else "")
        name, number = f"{stem}{MARK}{made_up}{suffix}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}{MARK}-{number}{made_up}{suffix}"
        taken.add(name.casefold())
        yield name
