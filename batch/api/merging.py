"""Puts the answers of a run beside the rows of a frame, each read as the run would read it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from msgspec import structs

from batch.api.data_frames import data_frame
from batch.api.given import Given
from batch.api.input_file import THE_FRAME, written_input
from batch.assembly.preparation import Preparation, prepare
from batch.config.loading import load_config
from batch.errors import AnswersForgottenError, InputError
from batch.errors.counted import counted
from batch.export.formats.arrow import ARROW_TYPES
from batch.export.told_tables import told_run
from batch.intake.ledger_rows import read_rows
from batch.jobs.run.own_settings import own_settings
from batch.ledger import LedgerRow, readable_run, subject_key
from batch.oppslag.gist import Gist, gist_of
from batch.options.input_options import InputOptions
from batch.outcome import Entry, Outcome, OutcomeKind, Subject
from batch.tables import ANNOTATION, added_names, own_column
from batch.tables.columns import Columns

if TYPE_CHECKING:
    import pandas as pd

_OF_THE_FILES = frozenset({"column", "sheet", "limit", "sample", "seed", "max_age", "compare_with"})
"""Of a run's settings those that say which rows it took, not how it read them."""


def merged_frame(
    folder: Path, frame: object, *, columns: Sequence[str], usual: Sequence[str], facts: Mapping[str, Any]
) -> "pd.DataFrame":
    """Return the frame with the answers of the run in `folder`; `usual` are the columns that were looked up.

    `facts` are what is told of the run in the frame's `attrs`.

    Raises InputError for rows that the run was not asked about, and AnswersForgottenError for a run whose answers are
    in its ledger no more, and not in Parquet either.
    """
    given = Given.of(frame)
    if not columns and usual and given.is_frame and set(usual) <= set(given.names):
        columns = usual
    with readable_run(folder) as ledger, _prepared(given, _how_it_read(folder), columns) as prepared:
        (file,) = prepared.files
        told = {} if ledger.has_answers else _gists_told(folder)
        entries = _Entries(
            _with_gist(entry, told) for each in ledger.files() for entry in ledger.row_entries(each.file_id)
        )
        found = [entries.of(row) for row in read_rows(file, prepared.intake.rules)]
    entries.raise_for_strangers()
    return _beside(frame, given, found, len(file.columns), facts)


def _gists_told(folder: Path) -> dict[str | None, Gist]:
    """Return what the tables of a run tell of those who were found, where its ledger has forgotten it."""
    try:
        with told_run(folder) as told:
            return {row.fnr: gist_of(told.oppslag(row)) for row in told.rows() if row.kind is OutcomeKind.FOUND}
    except AnswersForgottenError as error:
        error.remedy = "restore its Parquet files from a backup, or look the frame up"
        raise


def _with_gist(entry: Entry, told: Mapping[str | None, Gist]) -> Entry:
    gist = told.get(entry.subject.fnr)
    return entry if gist is None else structs.replace(entry, outcome=structs.replace(entry.outcome, gist=gist))


def _how_it_read(folder: Path) -> dict[str, Any]:
    return {name: value for name, value in own_settings(folder).items() if name not in _OF_THE_FILES}


@contextmanager
def _prepared(given: Given, settings: Mapping[str, Any], columns: Sequence[str]) -> Iterator[Preparation]:
    """Read the frame as a run of these settings does."""
    flags = {**settings, "allow_empty": True}
    config = load_config(flags, folder=Path.cwd(), today=datetime.now(UTC).date())
    with (
        TemporaryDirectory(prefix="ektepakt-batch-") as made,
        written_input(given, Path(made), columns=columns, name=THE_FRAME, accepts_2032=config.accepts_2032) as written,
    ):
        yield prepare([written.path], replace(config, inputs=InputOptions(column=written.columns)))


class _Entries:
    """The run's identifiers, by how their cells are spelled and by what they were read as."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_spelling: dict[str | None, Entry | None] = {}
        self._by_key: dict[str, Entry] = {}
        self._strangers = 0
        for entry in entries:
            key, spelling = subject_key(entry.subject), _spelling(entry.subject)
            known = self._by_spelling.setdefault(spelling, entry)
            if known is not None and (subject_key(known.subject), known.subject.repair) != (key, entry.subject.repair):
                self._by_spelling[spelling] = None  # the column decided: a number and a text, say
            self._by_key.setdefault(key, entry)

    def of(self, row: LedgerRow) -> Entry:
        """Return what the run said of a cell that is spelled so, or else of whom it is read as.

        By spelling first: a few rows of a damaged column may not be read as they were among all the others.
        """
        subject = row.subject
        if (entry := self._by_spelling.get(_spelling(subject))) is not None:
            return entry
        if (entry := self._by_key.get(subject_key(subject))) is not None:
            return structs.replace(entry, subject=entry.subject._replace(repair=subject.repair))
        self._strangers += subject.verdict is None
        outcome = Outcome(lookup_id=0, kind=subject.verdict or OutcomeKind.NOT_RUN)
        return Entry(subject=subject, outcome=outcome, source="", row=row.row, row_count=1)

    def raise_for_strangers(self) -> None:
        """Raise InputError for identifiers that the run was not asked about."""
        if self._strangers:
            raise InputError(
                f"{counted(self._strangers, 'identifier')} in it {'was' if self._strangers == 1 else 'were'} not asked"
                " about by this run",
                remedy="look the frame up, or merge it with the run that did",
                source=THE_FRAME,
            )


def _spelling(subject: Subject) -> str | None:
    return subject.fnr if subject.input_value is None else subject.input_value


def _beside(
    frame: object, given: Given, found: Sequence[Entry], identifier_columns: int, facts: Mapping[Any, Any]
) -> "pd.DataFrame":
    """Add the columns of the annotated copy, in place of those that an earlier run has added."""
    import pandas as pd  # noqa: PLC0415 - heavy, and only here

    whole = _own_frame(frame, given, pd)
    base: pd.DataFrame = whole.loc[:, [own_column(name) is None for name in whole.columns]].copy()
    names = iter(added_names(identifier_columns, is_sandbox=facts["answers_are_made_up"]))
    for position in range(identifier_columns):
        for column in _answers(found[position::identifier_columns]):
            base[next(names)] = data_frame(pa.table({"added": column}))["added"].array
    base.attrs = {**base.attrs, **facts}
    return base


def _answers(found: Sequence[Entry]) -> Iterator[Any]:
    """Yield each added column; what is said of an entry is made once, however many rows it has."""
    places: dict[int, int] = {}
    rows = pa.array([places.setdefault(id(entry), len(places)) for entry in found], type=pa.int64())
    entries = list({id(entry): entry for entry in found}.values())
    values = ANNOTATION.values(Columns({"entry": entries})) if entries else [()] * len(ANNOTATION.columns)
    for column, cells in zip(ANNOTATION.columns, values, strict=True):
        yield pa.array(cells, type=ARROW_TYPES[column.type]).take(rows)


def _own_frame(frame: object, given: Given, pd: Any) -> Any:  # noqa: ANN401 - the module, whether it has stubs or not
    """Return the caller's frame, or one made of what is no frame of pandas."""
    match frame:
        case pd.DataFrame():
            return frame
        case pd.Series():
            return frame.to_frame(frame.name if frame.name is not None else given.names[0])
        case _:
            arrays = [
                each if isinstance(each, list) else data_frame(pa.table({"": each}))[""].array for each in given.columns
            ]
            return pd.DataFrame(dict(enumerate(arrays))).set_axis(given.names, axis="columns")
