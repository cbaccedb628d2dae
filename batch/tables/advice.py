"""The sentence that tells a user what to do, for each outcome and each reason (rounded, invalid, slow, refused ...)."""

from batch.options.export_options import Words
from batch.outcome import Entry, OutcomeKind
from batch.tables.words import Said

_BY_OUTCOME = {
    OutcomeKind.INVALID_ID: Said(
        "Rett nummeret i kilden og kjør på nytt; det ble ikke sendt.",
        "Correct the identifier in the source and run again; it was not sent.",
    ),
    OutcomeKind.WRONG_ENVIRONMENT: Said(
        "Spør om dette nummeret i det miljøet det hører til; det ble ikke sendt.",
        "Ask about this identifier in the environment it belongs to; it was not sent.",
    ),
    OutcomeKind.SLOW_SKIPPED: Said(
        "Bruk en annen testperson, slik registerets dokumentasjon anbefaler, eller prøv senere.",
        "Use another test identity, as the register's documentation advises, or try it later.",
    ),
    OutcomeKind.REJECTED: Said(
        "Registeret avviste forespørselen: se meldingen, rett nummeret og kjør på nytt.",
        "The register refused this request: see feilmelding, correct the identifier and run again.",
    ),
    OutcomeKind.REFUSED: Said(
        "Registeret nekter oppslag på akkurat dette nummeret: se meldingen, og meld fra hvis det vedvarer.",
        "The register refuses this identifier alone: see feilmelding, and report it if it goes on.",
    ),
    OutcomeKind.TIMEOUT: Said(
        "Registeret svarte ikke i tide: prøv igjen senere.",
        "The register did not answer in time: try again later.",
    ),
    OutcomeKind.SERVER_ERROR: Said(
        "Registeret feilet: prøv igjen senere, og oppgi korrelasjonsid-en hvis det vedvarer.",
        "The register failed: try again later, and report the korrelasjonsid if it goes on.",
    ),
    OutcomeKind.NETWORK_ERROR: Said(
        "Fikk ikke kontakt med registeret: sjekk nettverket og prøv igjen.",
        "The register could not be reached: check the network and try again.",
    ),
    OutcomeKind.BAD_RESPONSE: Said(
        "Svaret er ikke til å stole på og ble ikke brukt: prøv igjen, og meld fra hvis det vedvarer.",
        "The answer can't be trusted and was not used: try again, report it if it goes on.",
    ),
    OutcomeKind.NOT_RUN: Said(
        "Kjøringen stoppet før dette nummeret: kjør samme kommando på nytt.",
        "The run stopped before this one: run the same command again.",
    ),
}
_MISTYPED = Said(
    "Et siffer er feil, eller to har byttet plass: rett det i kilden; det ble ikke sendt.",
    "A digit is wrong or two have changed places: correct it in the source; it was not sent.",
)
_NO_ID = Said(
    "Dette er verken fødselsnummer eller d-nummer: rett det i kilden; det ble ikke sendt.",
    "This is no fødselsnummer or d-nummer: correct it in the source; it was not sent.",
)
_BY_REASON = {
    "empty": Said(
        "Her står det ikke noe nummer: fyll det inn, eller la det være hvis det ikke er noen å spørre om.",
        "No identifier stands here: fill it in, or leave it so where there is nobody to ask about.",
    ),
    "k1": _MISTYPED,
    "k2": _MISTYPED,
    "date": Said(
        "De første seks sifrene er ingen dato: rett dem i kilden; det ble ikke sendt.",
        "The first six digits are no date: correct them in the source; it was not sent.",
    ),
    "month": Said(
        "Måneden er verken en måned eller en kjent testserie: rett den i kilden; det ble ikke sendt.",
        "The month in it is no month and no known test series: correct it in the source; it was not sent.",
    ),
    "fh_number": Said(
        "Et FH-nummer er verken fødselsnummer eller d-nummer: finn personens eget nummer; det ble ikke sendt.",
        "An FH-number is no fødselsnummer or d-nummer: find the person's own number; it was not sent.",
    ),
    "npid_not_fnr_dnr": Said(
        "Et NPID fra Nav er verken fødselsnummer eller d-nummer: finn personens eget nummer; det ble ikke sendt.",
        "A NAV NPID is no fødselsnummer or d-nummer: find the person's own number; it was not sent.",
    ),
    "not_issued_before_2032": Said(
        "Ingen slike numre utstedes før 2032: kontroller det ved kilden; det ble ikke sendt.",
        "No such number is issued before 2032: check it at the source; it was not sent.",
    ),
    "format": Said(
        "Det er ikke elleve siffer: rett det i kilden; det ble ikke sendt.",
        "It is not eleven digits: correct it in the source; it was not sent.",
    ),
    "length": Said(
        "Det har ikke elleve siffer: rett det i kilden; det ble ikke sendt.",
        "It does not have eleven digits: correct it in the source; it was not sent.",
    ),
    "organisation_number": Said(
        "Dette er en virksomhet, ikke en person: fjern raden; det ble ikke sendt.",
        "This is an organisation, not a person: remove the row; it was not sent.",
    ),
    "leading_zero_unconfirmed": Said(
        "En null foran kan være mistet: skriv alle elleve siffer i en tekstkolonne, og kjør på"
        " nytt; det ble ikke sendt.",
        "A leading zero may have been lost: write all eleven digits in a text column, and run again; it was not sent.",
    ),
    "rounded": Said(
        "Et regneark har avrundet det, og sifrene er borte: hent dem fra kilden; det ble ikke sendt.",
        "A spreadsheet has rounded it and the digits are gone: fetch them from the source; it was not sent.",
    ),
    "maybe_rounded": Said(
        "Det slutter på nuller, som avrundede tall gjør: kontroller det ved kilden; det ble ikke sendt.",
        "It ends in zeros as rounded numbers do: check it at the source; it was not sent.",
    ),
    "several_ids": Said(
        "Cellen har flere numre: gi hvert sin egen rad; ingen ble sendt.",
        "The cell holds several identifiers: give each its own row; none was sent.",
    ),
    "too_many_fields": Said(
        "Raden har flere felt enn andre rader: sett teksten som har skilletegn i seg, i"
        " anførselstegn, eller fjern det som er for mye; det ble ikke sendt.",
        "The row has more fields than other rows: quote the text that holds a delimiter, or remove what is too much;"
        " it was not sent.",
    ),
    "too_few_fields": Said(
        "Det mangler felt foran nummeret, som derfor kan høre til en annen kolonne: rett raden; det ble ikke sendt.",
        "Fields are missing before the identifier, which may be another column's: mend the row; it was not sent.",
    ),
    "too_long": Said(
        "Cellen er for lang til å være ett nummer: se etter et anførselstegn som ikke er"
        " avsluttet; det ble ikke sendt.",
        "The cell is too long to be one: look for a quotation mark that is not closed; it was not sent.",
    ),
    "no_json_object": Said(
        "Linjen er ikke et JSON-objekt, eller et felt står i det to ganger: skriv den som de andre linjene, og kjør på"
        " nytt; det ble ikke sendt.",
        "The line is no JSON object, or a member stands in it twice: write it as the other lines are, and run again; it"
        " was not sent.",
    ),
    "other_characters": _NO_ID,
    "non_ascii_digits": Said(
        "Sifrene er ikke 0 til 9 slik de tastes: skriv dem på nytt; det ble ikke sendt.",
        "Its digits are not 0 to 9 as typed on a keyboard: type it anew; it was not sent.",
    ),
    "letter_for_digit": Said(
        "Det står en bokstav der det skal være et siffer: rett det i kilden; det ble ikke sendt.",
        "A letter stands where a digit belongs: correct it in the source; it was not sent.",
    ),
    "negative": _NO_ID,
    "fraction": _NO_ID,
    "date_cell": Said(
        "Cellen har en dato: hent nummeret fra kilden; det ble ikke sendt.",
        "The cell holds a date: fetch the identifier from the source; it was not sent.",
    ),
    "boolean": _NO_ID,
    "too_narrow": Said(
        "Kolonnen var for smal da filen ble lagret: gjør den bredere, lagre og kjør på nytt; det ble ikke sendt.",
        "The column was too narrow when it was saved: widen it, save and run again; it was not sent.",
    ),
    "spreadsheet_error": Said(
        "Cellen har en feilverdi: rett formelen, og kjør på nytt; det ble ikke sendt.",
        "The cell holds a spreadsheet's error: mend the formula, and run again; it was not sent.",
    ),
    "formula_without_value": Said(
        "Verdien av formelen var ikke lagret: åpne arbeidsboken, lagre den, og kjør på nytt.",
        "The formula's value was not saved: open the workbook, save it, and run again.",
    ),
    "real_in_test": Said(
        "Det ser ut som en virkelig persons nummer og ble holdt unna testmiljøet: bruk syntetiske personer.",
        "It looks like a real person's and was kept from the test environment: use synthetic identities.",
    ),
    "synthetic_in_production": Said(
        "Det er en syntetisk testperson og ble ikke sendt til produksjon: fjern raden.",
        "It is a synthetic test identity and was not sent to production: remove the row.",
    ),
    "series_not_allowed": Said(
        "Det er av en testserie som dette miljøet ikke spørres om: bruk Tenor, eller --allow-series.",
        "It is of a test series this environment is not asked about: use Tenor, or --allow-series.",
    ),
}


_BY_ENGLISH = {said.en: said for said in (*_BY_OUTCOME.values(), *_BY_REASON.values())}


def advise(entry: Entry, words: Words = Words.EN) -> str | None:
    """Return the advice for an entry, by its reason where there is one; None for answers."""
    return advise_for(entry.outcome.kind, entry.subject.reason, words)


def advise_for(kind: OutcomeKind, reason: str | None, words: Words) -> str | None:
    """Return the advice for all who have this outcome for this reason."""
    said = _BY_REASON.get(reason or "") or _BY_OUTCOME.get(kind)
    return said and said.by(words)


def advice_said(advice: str, words: Words) -> str:
    """Return an advice, which tables hold in English, in the words of a language."""
    return _BY_ENGLISH[advice].by(words)
