"""What a column's name says about its content."""

import pytest

from batch.inputs.header_words import NameVerdict, fold_name, judge_name

IDENTIFIERS = [
    "fødselsnummer", "FØDSELSNUMMER", "Fødselsnr", "fodselsnr", "foedselsnummer", "Fødsels- og personnummer",
    "Fødselsdato og personnummer", "Fødselsnummer (11 siffer)", "Fødselsnummer:", "fnr", "f.nr.", "F.nr", "fnr2",
    "fnr_ektefelle", "Ektefelle 1 fnr",
        "kundefnr", "ektefelleFnr", "Fødselsnummer/D-nummer", "fnr/dnr", "fnrDnr", "d-nummer",
    "D-nr", "dnr", "personnummer", "personnr", "Personnummer ektefelle", "personident", "Person-ID", "ident",
    "Identitetsnummer", "nin", "ssn", "national id", "NationalIdNumber", "Norwegian national identity number",
    "social security number", "Kunde fnr", "FÃ¸dselsnummer", "F\ufffddselsnummer", "F?dselsnummer", "\ufefffnr",
    "Ｆｎｒ", "fdselsnummer",
]  # fmt: skip
SOMETHING_ELSE = [
    "fødselsdato", "født", "Fødselsår", "birth date", "kontonummer", "Konto", "bankkontonr", "orgnr", "org.nr.",
    "Organisasjonsnummer", "kundenr", "Customer number", "kunde id", "KID", "KID-nummer", "saksnr", "Saksnummer",
    "telefon", "Telefonnummer", "tlf", "mobilnr", "postnr", "Postnummer",
]  # fmt: skip
SILENT = ["navn", "adresse", "id", "nr", "nummer", "ektefelle", "identifisert", "finr", "person", "", "42"]


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_a_name_of_identifiers_is_known_however_it_is_written(name: str) -> None:
    assert judge_name(name) is NameVerdict.IDENTIFIER


@pytest.mark.parametrize("name", SOMETHING_ELSE)
def test_birth_dates_accounts_and_other_numbers_are_something_else(name: str) -> None:
    assert judge_name(name) is NameVerdict.SOMETHING_ELSE


@pytest.mark.parametrize("name", SILENT)
def test_other_names_say_nothing(name: str) -> None:
    assert judge_name(name) is NameVerdict.SILENT


def test_folding_leaves_words_and_numbers() -> None:
    assert fold_name("  Ektefelle1_FØDSELS-nr. ") == fold_name("ektefelle 1 fodsels nr") == "ektefelle 1 fodsels nr"
