"""The changes between two runs in words."""

from batch.options.export_options import Words
from batch.tables.words.said import Said

CHANGES = {
    "new": Said("ny ektepakt", "new ektepakt"),
    "gone": Said("ikke lenger gjeldende", "no longer active"),
    "changed": Said("endret felt i en ektepakt", "a field of an ektepakt has changed"),
    "address_changed": Said("en ektefelle har ny adresse", "a spouse has a new address"),
    "outcome": Said("annet utfall", "another outcome"),
    "only_in_old": Said("ikke lenger i listen", "no longer in the list"),
    "only_in_new": Said("ny i listen", "new in the list"),
    "unkeyed": Said("uten nummer, kan ikke følges", "without a number, can't be followed"),
    "new_identifier": Said("d-nummer er blitt fødselsnummer", "a d-nummer has become a fødselsnummer"),
}
"""By the codes of column `change`."""


def change_said(code: str, words: Words) -> str:
    return CHANGES[code].by(words)
