"""Made-up addresses of all five documented kinds."""

from collections.abc import Callable
from random import Random

from batch.sandbox.population.persons import Json

_PLACES = (
    ("2209", "KONGSVINGER", "3401", "Kongsvinger"),
    ("3175", "RAMNES", "3905", "Tønsberg"),
    ("0150", "OSLO", "0301", "Oslo"),
    ("5003", "BERGEN", "4601", "Bergen"),
    ("7010", "TRONDHEIM", "5001", "Trondheim - Tråante"),
    ("9730", "KARASJOK", "5610", "Kárášjohka - Karasjok"),
    ("6264", "TENNFJORD", "1580", "Haram"),
    ("8920", "SØMNA", "1812", "Sømna"),
    ("4790", "LILLESAND", "4215", "Lillesand"),
    ("9170", "LONGYEARBYEN", "2111", "Spitsbergen"),
)
_STREETS = ("Gaukvegen", "Kløvåsen", "Åsgårdstrandsveien", "Ørneveien", "Ærfuglstien", "Dr. Martens vei", "Storgata")
_FARMS = ("Øvre Ålgård", "Nordgarden", "Čáhppesjohka", "Sæter")
_CATEGORIES = ("bostedsadresse", "oppholdsadresse", "postadresse", "forretningsadresse", "beliggenhetsadresse")
_ABROAD = (
    ("SWE", "Kungsgatan", "Göteborg", "411 19", "Västra Götaland"),
    ("DEU", "Königstraße", "Düsseldorf", "40212", "Nordrhein-Westfalen"),
    ("POL", "Ulica Świętokrzyska", "Łódź", "90-001", "Województwo łódzkie"),
    ("GBR", "St. John's Road", "Stoke-on-Trent", "ST4 2DF", "Staffordshire"),
)


def draw_adresse(draws: Random) -> Json:
    """Make up an address: mostly a vegadresse at home, now and then each of the others."""
    kind = draws.choices(_KINDS, weights=(10, 2, 2, 3, 3))[0]
    adresse: Json = {"brukskategori": draws.choices(_CATEGORIES, weights=(12, 3, 3, 1, 1))[0], **kind(draws)}
    if draws.random() < 0.1:  # noqa: PLR2004 - one in ten is care of somebody
        adresse["coNavn"] = draws.choice(("Advokatfirmaet Åmot & Sønn AS", "c/o Bjørg Ødegård", None))
    return adresse


def _vegadresse(draws: Random) -> Json:
    street = draws.choice(_STREETS)
    nummer: Json = {} if draws.random() < 0.2 else {"nummer": str(draws.randint(1, 240))}  # noqa: PLR2004
    if nummer and draws.random() < 0.3:  # noqa: PLR2004
        nummer["bokstav"] = draws.choice("ABCÅ")
    return {
        "adresseType": "adressetype.vegadresse",
        "adressenavn": street,
        "kortAdressenavn": draws.choice((street[:10], None)),
        "adressenavnTillegg": draws.choice(("Nordre Ånestad", None, None)),
        "nummer": nummer,
        "bruksenhetsnummer": draws.choice(("H0101", "H0203", "L0101", "U0101")),
        "vegadresseID": draws.choice((str(draws.randint(10_000_000, 300_000_000)), None)),
        **_norwegian(draws),
    }


def _stedsadresse(draws: Random) -> Json:
    return {"adresseType": "adressetype.stedsadresse", "stedsnavn": draws.choice(_FARMS), **_norwegian(draws)}


def _postboksadresse(draws: Random) -> Json:
    return {
        "adresseType": "adressetype.postboksadresse",
        "postboksnummer": str(draws.randint(1, 9_000)),
        "postboksanleggsnavn": draws.choice(("Sentrum", "Grünerløkka", None)),
        **_norwegian(draws),
    }


def _ustrukturert(draws: Random) -> Json:
    lines = ("Det gule huset ved brygga", "Bruk inngang bak; ring på", "Nær Kløvåsen skole")
    count = draws.randint(1, len(lines))
    adresselinjer: Json = {f"adresselinje{number}": lines[number - 1] for number in range(1, count + 1)}
    return {"adresseType": "adressetype.ustrukturertAdresse", **adresselinjer, **_norwegian(draws)}


def _internasjonal(draws: Random) -> Json:
    landkode, street, city, postkode, region = draws.choice(_ABROAD)
    adresse: Json = {
        "adresseType": "adressetype.internasjonalAdresse",
        "adressenavn": street,
        "adressenummer": draws.choice(("12 A", "7-9", "221B", None)),
        "byEllerStedsnavn": city,
        "postkode": postkode,
        "landkode": landkode,
    }
    if draws.random() < 0.5:  # noqa: PLR2004 - half say it all
        adresse |= {
            "region": region, "bygning": "Haus 3", "etasjenummer": "2", "boenhet": "14", "postboks": "PO 77",
            "distriktEllerBydel": "Centrum", "friAdressetekst": "hinter dem Hof", "adresseidentifikator": "X-42",
        }  # fmt: skip
    return adresse


def _norwegian(draws: Random) -> Json:
    postnummer, poststed, kommunenummer, kommunenavn = draws.choice(_PLACES)
    return {
        "poststed": {"navn": poststed, "postnummer": postnummer},
        "kommune": {"kommunenummer": kommunenummer, "kommunenavn": kommunenavn},
    }


_KINDS: tuple[Callable[[Random], Json], ...] = (
    _vegadresse, _stedsadresse, _postboksadresse, _ustrukturert, _internasjonal,
)  # fmt: skip
