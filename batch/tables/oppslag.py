"""Table `oppslag`: one row for each distinct identifier, answered or not."""

from batch.oppslag.ektepakt import parse_tidspunkt
from batch.tables.columns import ColumnType, OutputColumn, OutputTable
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


OPPSLAG: OutputTable = OutputTable(
    "oppslag",
    (
        OutputColumn("fnr", _TEXT, "entry.subject.fnr", FNR_OR_NONE),
        OutputColumn("input_value", _TEXT, "entry.subject.input_value", INPUT_VALUE),
        OutputColumn(
            "id_type",
            _TEXT,
            "entry.subject.id_type",
            Said("fnr for fødselsnummer, dnr for d-nummer.", "fnr for a fødselsnummer, dnr for a d-nummer."),
        ),
        OutputColumn(
            "series",
            _TEXT,
            "entry.subject.series",
            Said(
                "Serien nummeret hører til: real for virkelige personer, ellers en testserie.",
                "The series that it belongs to: real for real persons, else a test series.",
            ),
        ),
        OutputColumn("reason", _TEXT, "entry.subject.reason", REASON, reason_said),
        OutputColumn("repair", _TEXT, "entry.subject.repair", REPAIR, repair_said),
        OutputColumn(
            "outcome",
            _TEXT,
            "entry.outcome.kind.value",
            Said(
                "Hva oppslaget ga: om personen har ektepakt, eller hvorfor det ikke er noe svar.",
                "What became of the look-up: whether the person has an ektepakt, or why there is no answer.",
            ),
            outcome_in_words,
        ),
        OutputColumn(
            "antall_ektepakt",
            _INTEGER,
            "oppslag.antall_ektepakt",
            Said(
                "Hvor mange ektepakter registeret har på personen; tomt betyr at det ikke er noe svar, ikke null.",
                "How many ektepakter the register has about the person; empty means no answer, not none.",
            ),
        ),
        OutputColumn(
            "oppslagstidspunkt",
            _TIMESTAMP,
            "oppslag.oppslagstidspunkt",
            Said("Når registeret gjorde oppslaget.", "When the register made the look-up."),
            read=parse_tidspunkt,
        ),
        OutputColumn(
            "spraak",
            _TEXT,
            "oppslag.spraak",
            Said("Språket registeret svarte på.", "The language that the register answered in."),
        ),
        OutputColumn("http_status", _INTEGER, "entry.outcome.http_status", HTTP_STATUS),
        OutputColumn("attempts", _INTEGER, "entry.outcome.attempts", ATTEMPTS),
        OutputColumn(
            "duration_ms",
            _INTEGER,
            "entry.outcome.duration_ms",
            Said(
                "Hvor lenge det siste forsøket tok, i millisekunder.",
                "How long the last attempt took, in milliseconds.",
            ),
        ),
        OutputColumn("korrelasjonsid", _TEXT, "entry.outcome.korrelasjonsid", KORRELASJONSID),
        OutputColumn("feilmelding", _TEXT, "entry.outcome.feilmelding", FEILMELDING),
        OutputColumn("source", _TEXT, "entry.source", SOURCE),
        OutputColumn("row", _INTEGER, "entry.row", ROW),
        OutputColumn("row_count", _INTEGER, "entry.row_count", ROW_COUNT),
        OutputColumn(
            "anomalies",
            ColumnType.TEXT_LIST,
            "anomalies",
            Said(
                "Det i svaret som avviker fra registerets dokumentasjon; ikke noe av det er gått tapt.",
                "What in the answer departs from the register's documentation; none of it is lost.",
            ),
        ),
    ),
    description=Said(
        "Én rad for hvert nummer i listen, og for hver verdi som ikke er et.",
        "One row for each identifier of the list, and for each value that is none.",
    ),
    key=("source", "row", "fnr", "input_value"),
)
