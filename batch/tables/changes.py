"""Table `changes`: one row for each thing that differs between two runs."""

from enum import StrEnum
from typing import NamedTuple

from batch.tables.columns import ColumnType, OutputColumn, OutputTable
from batch.tables.words.changes import change_said
from batch.tables.words.said import Said

_TEXT = ColumnType.TEXT


class ChangeKind(StrEnum):
    """What differs; `field`, `old` and `new` say more where there is more to say."""

    NEW = "new"  #: an ektepakt that was not among the active ones
    GONE = "gone"  #: an ektepakt that is no longer among the active ones, in an answer got by asking
    CHANGED = "changed"  #: a field of an ektepakt
    ADDRESS_CHANGED = "address_changed"  #: a spouse has moved
    OUTCOME = "outcome"  #: the identifier's outcome
    NEW_IDENTIFIER = "new_identifier"  #: a d-nummer that has become a fødselsnummer
    ONLY_IN_OLD = "only_in_old"  #: an identifier that is no longer in the list
    ONLY_IN_NEW = "only_in_new"  #: an identifier that was not in the list
    UNKEYED = "unkeyed"  #: an ektepakt without number that equals none of the other answer

    @property
    def is_of_the_register(self) -> bool:
        """Whether somebody must look at it: an address says little, and who gave the list knows what is in it."""
        return self not in _LESSER


_LESSER = frozenset({ChangeKind.ADDRESS_CHANGED, ChangeKind.ONLY_IN_OLD, ChangeKind.ONLY_IN_NEW})


class Change(NamedTuple):
    """One row; `old` and `new` are texts as the CSV tables would hold them, None for what says nothing."""

    fnr: str
    ektepaktnummer: int | None
    kind: ChangeKind
    field: str | None
    old: str | None
    new: str | None
    old_run: str
    new_run: str

    def __repr__(self) -> str:
        return f"<Change {self.kind}>"


CHANGES: OutputTable = OutputTable(
    "changes",
    (
        OutputColumn(
            "fnr",
            _TEXT,
            "fnr",
            Said(
                "Nummeret det er spurt om; når noen har fått et nytt, det nye.",
                "The identifier asked about; of somebody who has got another, the new one.",
            ),
        ),
        OutputColumn(
            "ektepaktnummer",
            ColumnType.INTEGER,
            "ektepaktnummer",
            Said("Ektepaktens nummer i registeret.", "The number of the ektepakt in the register."),
        ),
        OutputColumn(
            "change",
            _TEXT,
            "kind.value",
            Said("Hva som er forskjellig mellom kjøringene.", "What differs between the runs."),
            change_said,
        ),
        OutputColumn("field", _TEXT, "field", Said("Kolonnen som er forskjellig.", "The column that differs.")),
        OutputColumn(
            "old",
            _TEXT,
            "old",
            Said("Hva den gamle kjøringen sa; tomt: ingenting.", "What the old run said; empty: nothing."),
        ),
        OutputColumn(
            "new",
            _TEXT,
            "new",
            Said("Hva den nye kjøringen sier; tomt: ingenting.", "What the new run says; empty: nothing."),
        ),
        OutputColumn("old_run", _TEXT, "old_run", Said("Navnet på den gamle kjøringen.", "The name of the old run.")),
        OutputColumn("new_run", _TEXT, "new_run", Said("Navnet på den nye kjøringen.", "The name of the new run.")),
    ),
    Said(
        "Én rad for hver ting som er forskjellig mellom to kjøringer.",
        "One row for each thing that differs between two runs.",
    ),
)
