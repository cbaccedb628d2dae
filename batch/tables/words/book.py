"""What the sheet Summary of a workbook says."""

from batch.options.export_options import Words
from batch.tables.words.said import Said

SUMMARY_SHEET = "Summary"
"""The title of the first sheet, the same in each language, as those of the tables are."""

TITLE = Said("Ektepakter: hva Ektepaktregisteret svarte", "Ektepakter: what Ektepaktregisteret answered")
RUN = Said(
    "Miljø {environment}, kjøring {run_id}, begynt {at} norsk tid",
    "{environment}, run {run_id}, begun {at} Norwegian time",
)
NEXT = Said("Hva du gjør nå", "What to do next")
ROWS, CELLS = Said("Rader", "Rows"), Said("Celler", "Cells")
OUTCOME, IDENTIFIERS, MEANING = (
    Said("Utfall", "Outcome"),
    Said("Numre", "Identifiers"),
    Said("Hva det betyr", "What it means"),
)
IN_ALL = Said("I alt", "In all")
SHEET_HEADINGS = (Said("Ark", "Sheet"), ROWS, Said("", ""), Said("Hva det viser", "What it shows"))
AVTALETYPE_HEADINGS = (Said("Det som er avtalt", "What was agreed"), Said("Ektepakter", "Ektepakter"))
SETTING_HEADINGS = (Said("Innstilling", "Setting"), Said("Verdi", "Value"))
OUTCOME_CHART = Said("Numre etter utfall", "Identifiers by outcome")
AVTALETYPE_CHART = Said("Ektepakter etter det som er avtalt", "Ektepakter by what was agreed")

GOES_ON = Said(
    "{first} har flere rader enn et ark har plass til, og fortsetter på {last}.",
    "{first} has more rows than a sheet has room for, and goes on in {last}.",
)
CUT = Said(
    "Tekster som er lengre enn en celle har plass til (32 767 tegn), er kuttet og slutter på {mark}: {count}."
    " Hele teksten står i CSV- og Parquet-filene.",
    "Texts that are longer than a cell has room for (32,767 characters) are cut, and end in {mark}: {count}."
    " The CSV and Parquet files hold all of each.",
)
CUT_MARK = " […]"


class Counted:
    """A sentence about a number, in singular and plural."""

    def __init__(self, one: Said, several: Said) -> None:
        self._one, self._several = one, several

    def by(self, words: Words, count: int) -> str:
        said = self._one if count == 1 else self._several
        return said.by(words).format(count=count)


FOUND = Counted(
    Said("1 nummer har ektepakt: se arket Ektepakter.", "1 identifier has an ektepakt: see sheet Ektepakter."),
    Said(
        "{count} numre har ektepakt: se arket Ektepakter, med én rad for hver ektepakt.",
        "{count} identifiers have an ektepakt: see sheet Ektepakter, with a row for each ektepakt.",
    ),
)
CORRECT = Counted(
    Said(
        "1 nummer må rettes i kilden: arket Errors sier hva som er galt. Rett det, og kjør listen på nytt.",
        "1 identifier is to be corrected at its source: sheet Errors says what is wrong. Correct it, and run the list"
        " again.",
    ),
    Said(
        "{count} numre må rettes i kilden: arket Errors sier hva som er galt. Rett dem, og kjør listen på nytt.",
        "{count} identifiers are to be corrected at their source: sheet Errors says what is wrong. Correct them, and"
        " run the list again.",
    ),
)
RETRY = Counted(
    Said(
        "1 nummer fikk ikke svar, men kan få det senere. Prøv igjen med denne kommandoen:",
        "1 identifier was not answered, and may be later. Try again with this command:",
    ),
    Said(
        "{count} numre fikk ikke svar, men kan få det senere. Prøv igjen med denne kommandoen:",
        "{count} identifiers were not answered, and may be later. Try again with this command:",
    ),
)
SLOW = Counted(
    Said(
        "1 testperson var for treg: bruk en annen, eller prøv senere.",
        "1 test person was too slow: use another, or try later.",
    ),
    Said(
        "{count} testpersoner var for trege: bruk andre, eller prøv senere.",
        "{count} test persons were too slow: use others, or try later.",
    ),
)
NOT_RUN = Counted(
    Said(
        "1 nummer er ikke spurt om ennå: kjør samme kommando på nytt, så går den videre der den stoppet.",
        "1 identifier has not been asked about yet: run the same command again to go on where it stopped.",
    ),
    Said(
        "{count} numre er ikke spurt om ennå: kjør samme kommando på nytt, så går den videre der den stoppet.",
        "{count} identifiers have not been asked about yet: run the same command again to go on where it stopped.",
    ),
)
CHANGED = Counted(
    Said(
        "1 endring siden en tidligere kjøring: se arket Changes.", "1 change since an earlier run: see sheet Changes."
    ),
    Said(
        "{count} endringer siden en tidligere kjøring: se arket Changes.",
        "{count} changes since an earlier run: see sheet Changes.",
    ),
)
ALL_ANSWERED = Said("Alle numre har fått svar.", "Every identifier has its answer.")
