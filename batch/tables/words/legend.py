"""What an annotated workbook says about itself: the notes on its headers, and the sheet that explains it."""

from collections.abc import Callable, Sequence

from batch.options.export_options import Words
from batch.tables.words.outcomes import OutcomeClass
from batch.tables.words.said import Said

HEADER_NOTES = {
    "ektepakt_outcome": Said(
        "Hva oppslaget ga: om personen har ektepakt, eller hvorfor det ikke er noe svar."
        " Fargene og ordene er forklart på arket ektepakt_info."
        " Tøm cellen og kjør filen på nytt for å spørre om personen igjen.",
        "What became of the look-up: whether the person has an ektepakt, or why there is no answer."
        " Sheet ektepakt_info explains colours and words."
        " To ask about the person again, clear the cell and run the file anew.",
    ),
    "ektepakt_antall": Said(
        "Hvor mange ektepakter registeret har på personen. Tomt betyr at det ikke er noe svar, ikke null.",
        "How many ektepakter the register has about the person. Empty means no answer, not none.",
    ),
    "ektepakt_avtaletyper": Said(
        "Hva som er avtalt, med registerets egne ord; hver type én gang, også den ene ektefellens egne.",
        "What was agreed, in the words of the register's code list; each type once, one spouse's own too.",
    ),
    "ektepakt_siste_innkomst": Said(
        "Når den siste ektepakten kom inn til registeret, norsk tid.",
        "When the latest ektepakt came in to the register, Norwegian time.",
    ),
    "ektepakt_repair": Said(
        "Hvordan et skadet fødselsnummer ble lest, for eksempel at en null foran var mistet. Tomt: det var helt.",
        "How a damaged identifier was read, as one that had lost a leading zero. Empty: it was whole.",
    ),
    "ektepakt_feilmelding": Said(
        "Hva du kan gjøre når det ikke er noe svar, og i parentes hva registeret selv sa.",
        "What to do where there is no answer, and in brackets what the register itself said.",
    ),
}

LEGEND_SHEET = "ektepakt_info"
"""The title of the sheet, the same in each language, so that a copy that is fed back keeps one."""

LEGEND_TITLE = Said("Forklaring til kolonnene ektepakt_… i denne kopien", "About the columns ektepakt_… in this copy")
MADE_UP = Said(
    "SANDBOX: svarene er oppdiktet av det innebygde prøveregisteret, ikke hentet fra Ektepaktregisteret.",
    "SANDBOX: the answers are made up by the embedded register, not fetched from Ektepaktregisteret.",
)
LEGEND_HEADINGS = (
    (Said("Kolonne", "Column"), Said("Hva den viser", "What it shows")),
    (Said("Utfall", "Outcome"), Said("Hva du gjør", "What to do")),
)
CODE_HEADING = Said("Kode i CSV, JSON og Parquet", "Code in CSV, JSON and Parquet")
CLASS_ADVICE = {
    OutcomeClass.FOUND: Said(
        "Registeret har minst én ektepakt; se tabellene for alt som står i den.",
        "The register has at least one ektepakt; the tables hold all that it says.",
    ),
    OutcomeClass.EMPTY: Said("Registeret har ingen ektepakt på personen.", "The register has none about the person."),
    OutcomeClass.CORRECT: Said(
        "Ikke noe svar: rett raden i kilden, slik ektepakt_feilmelding sier, og kjør på nytt.",
        "No answer: correct the row at its source, as ektepakt_feilmelding says, and run again.",
    ),
    OutcomeClass.RETRY: Said(
        "Ikke noe svar denne gangen: prøv igjen senere med kommandoen retry.",
        "No answer this time: try again later with the command retry.",
    ),
}


_ABOUT_COLUMN = Said("Om kolonnen «{column}».", "About the column “{column}”.")


def header_note(name: str, words: Words, *, about: str | None) -> str:
    """Return the note on an added header, which says what identifier column it is about where there are several."""
    note = HEADER_NOTES[name].by(words)
    return note if about is None else f"{_ABOUT_COLUMN.by(words).format(column=about)} {note}"


def is_header_note(text: str) -> bool:
    """Whether a note is one of ours, in either language."""
    return any(text.strip().endswith(note) for both in HEADER_NOTES.values() for note in both)


def is_legend(title: str, first_row: Callable[[], Sequence[object]]) -> bool:
    """Whether a sheet is the one that a copy explains itself on, in either language; it is read only if it may be."""
    return title.casefold().startswith(LEGEND_SHEET) and any(cell in LEGEND_TITLE for cell in first_row()[:1])
