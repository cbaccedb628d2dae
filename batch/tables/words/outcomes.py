"""The outcomes in words, and which of them are looked at alike."""

from enum import Enum

from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.tables.words.said import Said

OUTCOMES = {
    OutcomeKind.FOUND: Said("har ektepakt", "has an ektepakt"),
    OutcomeKind.EMPTY: Said("ingen ektepakt", "no ektepakt"),
    OutcomeKind.INVALID_ID: Said("ikke et fødselsnummer", "not a fødselsnummer"),
    OutcomeKind.WRONG_ENVIRONMENT: Said("hører til et annet miljø", "belongs to another environment"),
    OutcomeKind.SLOW_SKIPPED: Said("for treg testperson", "test person too slow"),
    OutcomeKind.REJECTED: Said("avvist av registeret", "rejected by the register"),
    OutcomeKind.REFUSED: Said("nektet av registeret", "refused by the register"),
    OutcomeKind.TIMEOUT: Said("ikke svar i tide", "no answer in time"),
    OutcomeKind.SERVER_ERROR: Said("feil i registeret", "the register failed"),
    OutcomeKind.NETWORK_ERROR: Said("ikke kontakt med registeret", "register not reached"),
    OutcomeKind.BAD_RESPONSE: Said("svaret er ikke til å stole på", "answer not to be trusted"),
    OutcomeKind.NOT_RUN: Said("ikke spurt ennå", "not asked yet"),
}


def outcome_in_words(code: str, words: Words) -> str:
    return OUTCOMES[OutcomeKind(code)].by(words)


class OutcomeClass(Enum):
    """What a person does about an outcome; each has a colour."""

    FOUND = "found"  #: there is something to read
    EMPTY = "empty"  #: nothing to do
    CORRECT = "correct"  #: the identifier is to be corrected at its source
    RETRY = "retry"  #: another try may succeed


def outcome_class(kind: OutcomeKind) -> OutcomeClass:
    match kind:
        case OutcomeKind.FOUND:
            return OutcomeClass.FOUND
        case OutcomeKind.EMPTY:
            return OutcomeClass.EMPTY
        case _:
            return OutcomeClass.RETRY if kind.can_retry else OutcomeClass.CORRECT


_KINDS = {said.casefold(): kind for kind, both in OUTCOMES.items() for said in (kind.value, *both)}


def outcome_said(text: object) -> OutcomeKind | None:
    """Return the outcome that a cell of a copy names, by its code or in either language; None for anything else."""
    return _KINDS.get(text.strip().casefold()) if isinstance(text, str) else None
