"""Avtaletyper in words: those of the published code list."""

import csv

from support import builders as make

from batch.oppslag import kodeliste
from batch.options.export_options import Words
from batch.tables.words.avtaletyper import AVTALETYPER, avtaletype_said


def test_the_words_are_those_of_the_code_list() -> None:
    with (make.DATA / "kodeliste.csv").open(encoding="utf-8", newline="") as file:
        published = {
            each["identifikator"]: each["navn_nob"]
            for each in csv.DictReader(file)
            if each["kodeliste"] == "avtaletype"
        }
    assert {code: both.nb for code, both in AVTALETYPER.items()} == published
    assert AVTALETYPER.keys() == kodeliste.AVTALETYPER.keys()


def test_a_code_of_no_list_stays_as_it_is() -> None:
    assert avtaletype_said("avtaletype.delvisSaereie", Words.NB) == "Vi skal ha delvis særeie"
    assert avtaletype_said("avtaletype.ny", Words.EN) == "avtaletype.ny"
