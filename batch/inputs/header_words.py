"""Decides by a column's name alone whether it can hold identifiers (contract/identifiers.md section 3, "Header")."""

import re
import unicodedata
from enum import Enum

_NORWEGIAN_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "đ": "d"})
_LOWER_TO_UPPER = re.compile("(?<=[a-zæøå])(?=[A-ZÆØÅ])")
_LETTER_TO_DIGIT = re.compile("(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_NO_LETTER_OR_DIGIT = re.compile("[^a-z0-9]+")

_NUMBER = "(?:nr|nummer|nummeret|numre|nos?|num|number|numbers)"
_IDENTIFIER = re.compile(
    rf"\b(?:f(?:o|oe|a)?d?|d|p|fd|fodsels?|foedsels?|f ?dsels?|person|personal|personlig|norsk) ?(?:id )?{_NUMBER}\b"
    rf"|\b(?:fodsels?|foedsels?|f ?dsels?) og d ?{_NUMBER}\b"
    rf"|\b(?:identitets?|identifikasjons|ident|id|identity|national id|national identity|personident) ?{_NUMBER}\b"
    r"|\b(?:ident|identen|personident|folkeregisterident(?:ifikator)?|person ?ident(?:ifikator)?|person ?id|fnrdnr)\b"
    r"|\b(?:national|norwegian|nasjonal) (?:id|identity|ident)\b"
    r"|\b(?:nin|ssn|pnr|[a-z]*fnr|dnr|social security)\b"
)
_SOMETHING_ELSE = re.compile(
    r"\b(?:fodselsda(?:to|g)|foedselsdato|f ?dselsdato|fodselsar|fodt|foedt|f dt|dob)\b"
    r"|\b(?:birth ?(?:date|day|year)|date of birth)\b"
    rf"|\b(?:bank)?konto ?(?:{_NUMBER})?\b|\b(?:account|iban|bban)\b"
    rf"|\b(?:org|organisasjons?|foretaks|virksomhets?|bedrifts?) ?(?:{_NUMBER}|id)\b|\borg\b"
    rf"|\b(?:kunde?s?|customer|medlems?|ansatt|polise|avtale|lane?|faktura|ordre|lope) ?(?:{_NUMBER}|id|ident)\b"
    rf"|\b(?:kid|saks?|case|sak|journal|referanse|ref) ?(?:{_NUMBER}|id)\b|\bkid\b"
    rf"|\b(?:telefon|tlf|mobil|phone|mob)(?:telefon)? ?(?:{_NUMBER})?\b"
    rf"|\bpost ?(?:{_NUMBER}|kode|code)\b"
)


class NameVerdict(Enum):
    """What a column's name says about its content."""

    IDENTIFIER = "identifier"  #: a fødselsnummer, d-nummer or both, by one of its many names
    SOMETHING_ELSE = "something else"  #: a birth date, an account, a customer number: never taken by itself
    SILENT = "silent"  #: nothing either way


def fold_name(name: str) -> str:
    """Reduce a name to words of a-z and 0-9, so that case, punctuation, accents and a wrong decoding don't matter."""
    text = _LOWER_TO_UPPER.sub(" ", unicodedata.normalize("NFKC", _undo_wrong_decoding(name)))
    text = unicodedata.normalize("NFKD", text.casefold().translate(_NORWEGIAN_LETTERS))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _LETTER_TO_DIGIT.sub(" ", _NO_LETTER_OR_DIGIT.sub(" ", text)).strip()


def judge_name(name: str) -> NameVerdict:
    """Tell what a column's name says; "Fødselsdato og personnummer" is an identifier."""
    folded = fold_name(name)
    if _IDENTIFIER.search(_SOMETHING_ELSE.sub(" ", folded)):
        return NameVerdict.IDENTIFIER
    return NameVerdict.SOMETHING_ELSE if _SOMETHING_ELSE.search(folded) else NameVerdict.SILENT


def is_whole_name(name: str) -> bool:
    """Whether a name of an identifier column says nothing else."""
    return _IDENTIFIER.fullmatch(fold_name(name)) is not None


def _undo_wrong_decoding(name: str) -> str:
    """Read `FÃ¸dselsnummer` as Fødselsnummer: UTF-8 that was taken for Windows-1252 or Latin-1."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return name.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return name
