"""What columns hold that stand in more than one table."""

from batch.tables.words.said import Said

FNR = Said(
    "Fødselsnummeret eller d-nummeret det ble spurt om, alltid som tekst.",
    "The fødselsnummer or d-nummer asked about, always text.",
)
EKTEPAKT_INDEX = Said(
    "Ektepaktens plass i registerets svar om personen, fra 1.",
    "The ektepakt's place in the register's answer about the person, from 1.",
)
EKTEPAKTNUMMER = Said("Ektepaktens nummer i Ektepaktregisteret.", "The number of the ektepakt in Ektepaktregisteret.")
HTTP_STATUS = Said("HTTP-statusen i det siste svaret.", "The HTTP status of the last answer.")
ATTEMPTS = Said(
    "Antall forsøk; 0 når det ikke ble spurt, eller svaret er fra en tidligere kjøring.",
    "Number of attempts; 0 where nobody was asked, or the answer is an earlier run's.",
)
KORRELASJONSID = Said(
    "Registerets egen id for oppslaget; oppgi den til brukerstøtten.",
    "The register's own id of the look-up; support asks for it.",
)
FEILMELDING = Said(
    "Det registeret selv svarte når det ikke ga noe oppslag.", "What the register itself said where it gave no answer."
)
SOURCE = Said(
    "Filen, og arket i den, der nummeret står først.", "The file, and its sheet, in which the identifier first stands."
)
ROW = Said(
    "Raden der nummeret står først, regnet fra 1 slik filen viser dem.",
    "The row in which it first stands, counted from 1 as the file shows them.",
)
ROW_COUNT = Said("Antall celler i listen med dette nummeret.", "How many cells of the list hold it.")
REASON = Said(
    "Hvorfor verdien ikke er et nummer det kan spørres om, eller ikke ble sendt.",
    "Why the value is no identifier that can be asked about, or was not sent.",
)
REPAIR = Said(
    "Hvordan en skadet verdi ble lest; tomt når den var hel.", "How a damaged value was read; empty where it was whole."
)
INPUT_VALUE = Said(
    "Verdien slik den sto i listen, der den ikke er lik fnr.",
    "The value as it stood in the list, where it differs from fnr.",
)
FNR_OR_NONE = Said(
    "Fødselsnummeret eller d-nummeret, alltid som tekst; tomt når verdien ikke kunne leses som et.",
    "The fødselsnummer or d-nummer, always text; empty where the value could not be read as one.",
)
