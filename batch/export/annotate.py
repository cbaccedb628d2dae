"""Writes a copy of each input with the answers beside its rows, or says why one gets none."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from batch.errors import InputError
from batch.errors.shown_text import shown_name
from batch.export.copies import MARK, Answers, copy_input, name_copies
from batch.export.output_files import edited_files, is_unchanged, remove_output
from batch.export.rule import Rule
from batch.export.written_files import WrittenFile, written
from batch.identity.masking import mask_identifiers
from batch.inputs import InputFile
from batch.inputs.file import sha256_of
from batch.ledger import Ledger
from batch.options.export_options import Words
from batch.steps import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedCopy:
    """The copy of one input, or the sentence that says why there is none; `rules` are what a copy keeps."""

    source: str
    file: WrittenFile | None
    fault: str | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyStyle:
    """In which words workbooks speak, and whether the answers are made up."""

    words: Words = Words.NB
    is_sandbox: bool = False


def annotate(
    files: Sequence[InputFile], ledger: Ledger, folder: Path, style: CopyStyle, steps: Steps | None = None
) -> tuple[AnnotatedCopy, ...]:
    """Write the copies in `folder`, and remove those of an earlier export that are not written again.

    An input that is gone or not the same any more gets none. Raises OutputError when one can't be written.
    """
    named = zip(files, name_copies(files, is_sandbox=style.is_sandbox), strict=True)
    copies = [
        _annotate(file_id, file, ledger, folder / os.fsdecode(name.encode()), style=style, steps=steps or Steps())
        for file_id, (file, name) in enumerate(named, 1)
    ]
    kept = {copy.file.name for copy in copies if copy.file is not None}
    for path in _copies_in(folder):
        if shown_name(path.name) not in kept:
            remove_output(path)
    return tuple(copies)


def left_copies(folder: Path) -> list[WrittenFile]:
    """Describe the copies that an earlier export wrote, and that stay because their inputs are not at hand."""
    return [written(path) for path in sorted(_copies_in(folder)) if is_unchanged(path)]


def _copies_in(folder: Path) -> set[Path]:
    return set(folder.glob(f"*{MARK}*")) - edited_files(folder)


def _annotate(
    file_id: int, file: InputFile, ledger: Ledger, path: Path, *, style: CopyStyle, steps: Steps
) -> AnnotatedCopy:
    def open_answers(is_for_people: bool) -> Answers:  # noqa: FBT001 - a callback of one argument
        return Answers(
            steps.through("copy", ledger.row_entries(file_id), ledger.row_count(file_id) * len(file.columns)),
            identifier_columns=file.columns,
            is_sandbox=style.is_sandbox,
            words=style.words if is_for_people else None,
        )

    try:
        _check_unchanged(file)
        copied = copy_input(file, open_answers, path)
        _check_unchanged(file)
    except InputError as error:
        fault = f"no annotated copy of {file.name}: {error.what}; all of its answers are in the tables"
        return AnnotatedCopy(source=file.name, file=None, fault=fault)
    name = shown_name(path.name)
    rules = (
        Rule(
            name=f"rows of {file.name}",
            counted={"in the ledger": ledger.row_count(file_id), "given an answer": copied.row_count},
        ),
        Rule(name=f"answers in {name}", counted={"written": copied.written, "on disk": copied.found}),
    )
    return AnnotatedCopy(source=file.name, file=written(path, copied.row_count), rules=rules)


def _check_unchanged(file: InputFile) -> None:
    try:
        sha256 = sha256_of(file.path)
    except OSError as error:
        raise InputError(f"it is gone or can't be read any more ({error.strerror})") from error
    if sha256 != file.sha256:
        raise InputError("it was changed while the run went on")


def describe_copies(copies: Sequence[AnnotatedCopy]) -> list[dict[str, str | None]]:
    """Tell for the manifest which copy belongs to which input, in the order of the inputs."""
    return [
        {
            "source": mask_identifiers(copy.source),
            "name": None if copy.file is None else mask_identifiers(copy.file.name),
            "fault": None if copy.fault is None else mask_identifiers(copy.fault),
        }
        for copy in copies
    ]
