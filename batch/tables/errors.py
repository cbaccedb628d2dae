"""Table `errors`: one row for each distinct identifier without an answer, with what to do about it."""

from datetime import UTC, datetime

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables.advice import advice_said, advise
from batch.tables.columns import ColumnType, OutputColumn, OutputTable, Reference
from batch.tables.words.descriptions import (
    ATTEMPTS,
    FEILMELDING,
    FNR_OR_NONE,
    HTTP_STATUS,
    INPUT_VALUE,
    KORRELASJONSID,
    REASON,
    REPAIR,
    ROW,
    ROW_COUNT,
    SOURCE,
)
from batch.tables.words.outcomes import outcome_in_words
from batch.tables.words.reasons import reason_said
from batch.tables.words.repairs import repair_said
from batch.tables.words.said import Said

_TEXT = ColumnType.TEXT
_INTEGER = ColumnType.INTEGER
_TIMESTAMP = ColumnType.TIMESTAMP


def _tidspunkt(text: str) -> datetime | None:
    moment = parse_tidspunkt(text)
    return moment and moment.astimezone(UTC)


ERRORS: OutputTable = OutputTable(
    "errors",
    (
        OutputColumn("fnr", _TEXT, "entry.subject.fnr", FNR_OR_NONE),
        OutputColumn("input_value", _TEXT, "entry.subject.input_value", INPUT_VALUE),
        OutputColumn(
            "outcome",
            _TEXT,
            "entry.outcome.kind.value",
            Said("Hvorfor det ikke er noe svar.", "Why there is no answer."),
            outcome_in_words,
        ),
        OutputColumn("http_status", _INTEGER, "entry.outcome.http_status", HTTP_STATUS),
        OutputColumn("korrelasjonsid", _TEXT, "entry.outcome.korrelasjonsid", KORRELASJONSID),
        OutputColumn("feilmelding", _TEXT, "entry.outcome.feilmelding", FEILMELDING),
        OutputColumn("attempts", _INTEGER, "entry.outcome.attempts", ATTEMPTS),
        OutputColumn(
            "first_attempt_at",
            _TIMESTAMP,
            "entry.outcome.first_attempt_at",
            Said("Når det første forsøket begynte.", "When the first attempt began."),
        ),
        OutputColumn(
            "last_attempt_at",
            _TIMESTAMP,
            "entry.outcome.last_attempt_at",
            Said("Når det siste forsøket begynte.", "When the last attempt began."),
        ),
        OutputColumn("source", _TEXT, "entry.source", SOURCE),
        OutputColumn("row", _INTEGER, "entry.row", ROW),
        OutputColumn("row_count", _INTEGER, "entry.row_count", ROW_COUNT),
        OutputColumn(
            "retryable",
            ColumnType.BOOLEAN,
            "entry.outcome.kind.can_retry",
            Said("Om et nytt forsøk senere kan gi svar.", "Whether another try at a later time may be answered."),
        ),
        OutputColumn(
            "advice",
            _TEXT,
            "entry",
            Said("Hva du kan gjøre med det.", "What to do about it."),
            advice_said,
            read=advise,
        ),
        OutputColumn("reason", _TEXT, "entry.subject.reason", REASON, reason_said),
        OutputColumn("repair", _TEXT, "entry.subject.repair", REPAIR, repair_said),
        OutputColumn(
            "tidspunkt",
            _TIMESTAMP,
            "entry.outcome.tidspunkt",
            Said(
                "Tidspunktet registeret oppga i feilmeldingen; oppgi det til brukerstøtten.",
                "The time that the register gave with its error; support asks for it.",
            ),
            read=_tidspunkt,
        ),
    ),
    description=Said(
        "Én rad for hvert nummer uten svar, og for hver verdi som ikke er et.",
        "One row for each identifier without an answer, and for each value that is none.",
    ),
    key=("source", "row", "fnr", "input_value"),
    reference=Reference(("fnr",), "oppslag"),
    is_opened_by_people=True,
)
