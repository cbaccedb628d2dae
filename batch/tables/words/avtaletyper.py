"""The register's avtaletyper in words, which a test compares with the published code list."""

from batch.options.export_options import Words
from batch.tables.words.said import Said

AVTALETYPER = {
    "avtaletype.gave": Said("Ektepakten inneholder gave", "The marriage settlement contains a gift"),
    "avtaletype.fulltSaereie": Said("Vi skal ha fullt særeie", "We shall have full separate property"),
    "avtaletype.delvisSaereie": Said("Vi skal ha delvis særeie", "We shall have partial separate property"),
    "avtaletype.saereieBlirFelleseieVedDoed": Said(
        "Særeie blir felleseie ved død, uavhengig av hvem som dør først",
        "Separate property becomes joint property upon death, whoever dies first",
    ),
    "avtaletype.saereieBlirFelleseieVedRolleSinDoed": Said(
        "Særeie blir felleseie om jeg dør først", "Separate property becomes joint property if I die first"
    ),
    "avtaletype.beggeIUskiftetBoMedAnnensSaereie": Said(
        "Vi skal begge ha rett til å sitte i uskiftet bo med den andre sitt særeie",
        "We shall both have the right to undivided possession of the other's separate property",
    ),
    "avtaletype.rolleMedRettTilUskifteMedAnnensSaereie": Said(
        "Jeg skal ha rett til å sitte i uskiftet bo med den andre sitt særeie",
        "I shall have the right to undivided possession of the other's separate property",
    ),
    "avtaletype.gjenoppretteFelleseieForHeleSaereie": Said(
        "Vi skal gjenopprette felleseie for hele særeiet",
        "We shall restore joint property for all of the separate property",
    ),
    "avtaletype.gjenoppretteFelleseieForDelerAvSaereie": Said(
        "Vi skal gjenopprette felleseie for deler av særeiet",
        "We shall restore joint property for parts of the separate property",
    ),
    "avtaletype.formuenSkalIkkeSkjevdeles": Said(
        "Våre formuer skal ikke skjevdeles", "Our assets shall not be divided unequally"
    ),
    "avtaletype.formuenTilRolleSkalIkkeSkjevdeles": Said(
        "Min formue skal ikke skjevdeles", "My assets shall not be divided unequally"
    ),
    "avtaletype.skjevdelingsformuenLikedelesVedDoed": Said(
        "Skjevdelingsformuen blir likedelt ved død, uavhengig av hvem som dør først",
        "Assets subject to unequal division are divided equally upon death, whoever dies first",
    ),
    "avtaletype.skjevdelingsformuenLikedelesVedRolleSinDoed": Said(
        "Skjevdelingsformuen blir likedelt om jeg dør først",
        "Assets subject to unequal division are divided equally if I die first",
    ),
}


def avtaletype_said(code: str, words: Words) -> str:
    """Return the words; a code that is in no list stays as it is."""
    return AVTALETYPER[code].by(words) if code in AVTALETYPER else code
