"""The register's code list, as published; a test compares it with the contract's kodeliste.csv."""

from typing import NamedTuple


class Avtaletype(NamedTuple):
    """An avtaletype's group and whether it belongs to one role or to both."""

    avtaletypegruppe: str
    is_rollespesifikk: bool


EKTEPAKTTYPER = {
    "ektepakttype.ektepakt": "Ektepakt",
    "ektepakttype.domOmDeling": "Dom om deling",
}

ROLLETYPER = {
    "rolletype.ektefelle": "Ektefelle",
}

EKTEPAKTSTATUSER = {
    "ektepaktstatus.tinglyst": "Tinglyst",
    "ektepaktstatus.nektetTinglyst": "Nektet tinglyst",
    "ektepaktstatus.slettet": "Slettet",
    "ektepaktstatus.foreloepigRegistrert": "Foreløpig registrert",
    "ektepaktstatus.avvist": "Avvist",
}

OPPRETTELSESTYPER = {
    "opprettelsestype.foersteOpprettelse": "Første gangs opprettelse av ektepakt",
    "opprettelsestype.oppheving": "Ektepakt som opphever tidligere inngått(e) ektepakt(er)",
    "opprettelsestype.suppleringEllerEndring": "Ektepakt som supplerer/endrer tidligere inngått(e) ektepakt(er)",
}

AVTALETYPEGRUPPER = {
    "avtaletypegruppe.gave": "Avtale om gave",
    "avtaletypegruppe.saereie": "Avtale om særeie",
    "avtaletypegruppe.saereieILiveFelleseieVedDoed": "Avtale om særeie i live, felleseie ved død",
    "avtaletypegruppe.uskifteMedSaereie": "Avtale om uskifte med særeie",
    "avtaletypegruppe.felleseie": "Avtale om felleseie",
    "avtaletypegruppe.felleseieMedUnntakFraSkjevdeling": "Avtale om unntak fra skjevdeling",
    "avtaletypegruppe.felleseieMedSkjevdelingILiveLikedelingVedDoed": "Avtale om skjevdeling i live, felleseie ved død",
}

AVTALETYPER = {
    "avtaletype.gave": Avtaletype("avtaletypegruppe.gave", False),
    "avtaletype.fulltSaereie": Avtaletype("avtaletypegruppe.saereie", False),
    "avtaletype.delvisSaereie": Avtaletype("avtaletypegruppe.saereie", False),
    "avtaletype.saereieBlirFelleseieVedDoed": Avtaletype("avtaletypegruppe.saereieILiveFelleseieVedDoed", False),
    "avtaletype.saereieBlirFelleseieVedRolleSinDoed": Avtaletype("avtaletypegruppe.saereieILiveFelleseieVedDoed", True),
    "avtaletype.beggeIUskiftetBoMedAnnensSaereie": Avtaletype("avtaletypegruppe.uskifteMedSaereie", False),
    "avtaletype.rolleMedRettTilUskifteMedAnnensSaereie": Avtaletype("avtaletypegruppe.uskifteMedSaereie", True),
    "avtaletype.gjenoppretteFelleseieForHeleSaereie": Avtaletype("avtaletypegruppe.felleseie", False),
    "avtaletype.gjenoppretteFelleseieForDelerAvSaereie": Avtaletype("avtaletypegruppe.felleseie", False),
    "avtaletype.formuenSkalIkkeSkjevdeles": Avtaletype("avtaletypegruppe.felleseieMedUnntakFraSkjevdeling", False),
    "avtaletype.formuenTilRolleSkalIkkeSkjevdeles": Avtaletype(
        "avtaletypegruppe.felleseieMedUnntakFraSkjevdeling", True
    ),
    "avtaletype.skjevdelingsformuenLikedelesVedDoed": Avtaletype(
        "avtaletypegruppe.felleseieMedSkjevdelingILiveLikedelingVedDoed", False
    ),
    "avtaletype.skjevdelingsformuenLikedelesVedRolleSinDoed": Avtaletype(
        "avtaletypegruppe.felleseieMedSkjevdelingILiveLikedelingVedDoed", True
    ),
}
