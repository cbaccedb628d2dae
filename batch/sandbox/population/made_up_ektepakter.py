"""What one ektepakt says, by the seed, the digits and its number in the list alone."""

from datetime import UTC, datetime, timedelta
from random import Random

from batch.sandbox.chance import stream
from batch.sandbox.population.codes import Code, Spraak, codes_of, kodeliste
from batch.sandbox.population.persons import Json, draw_navn
from batch.sandbox.population.postal_addresses import draw_adresse
from batch.sandbox.population.timestamps import norwegian

_FIRST_DAY = datetime(1993, 1, 4, 6, tzinfo=UTC)
_DAYS = 11_800
_PAATEGNINGER = (
    "Påtegning: rettet skrivefeil i navn",
    "Ektepakten gjelder også eiendom i utlandet",
    'Se "vedlegg 2"; jf. dom av 12.03.2019',
)
_TYPE_WEIGHTS = (12, 1)
_STATUS_WEIGHTS = (20, 1, 1, 2, 1)
_OPPRETTELSE_WEIGHTS = (6, 1, 2)


def draw_ektepakt(seed: int, digits: str, index: int, spraak: Spraak) -> Json:
    """Make up one ektepakt; the language changes its descriptions and nothing else."""
    draws = stream("ektepakt", seed, digits, index)
    common, own = _draw_avtaler(draws)
    return {
        "ektepaktnummer": draws.randint(1, 4_000_000_000),
        "innkomsttidspunkt": _draw_innkomst(draws),
        **_coded("ektepakttype", "ektepakttypebeskrivelse", _draw(draws, "ektepakttype", _TYPE_WEIGHTS), spraak),
        **_coded("status", "statusbeskrivelse", _draw(draws, "ektepaktstatus", _STATUS_WEIGHTS), spraak),
        **_coded(
            "opprettelse",
            "opprettelsestypebeskrivelse",
            _draw(draws, "opprettelsestype", _OPPRETTELSE_WEIGHTS),
            spraak,
        ),
        "harSupplerendeOpplysningerIDokument": draws.random() < 0.2,  # noqa: PLR2004 - one in five
        "paategning": draws.sample(_PAATEGNINGER, draws.choices((0, 1, 2, 3), weights=(8, 2, 1, 1))[0]),
        "avtaleinnhold": [_avtale(code, spraak) for code in common],
        "rolle": [_draw_rolle(draws, [code for code in own if draws.random() < 0.6], spraak) for _ in range(2)],  # noqa: PLR2004
    }


def changed(ektepakt: Json, spraak: Spraak) -> Json:
    """Give an ektepakt as a later registration changed it: another status, and a paategning that says so."""
    statuses = [code.identifikator for code in codes_of("ektepaktstatus")]
    status = statuses[(statuses.index(str(ektepakt["status"])) + 1) % len(statuses)]
    return ektepakt | {
        **_coded("status", "statusbeskrivelse", status, spraak),
        "paategning": ["Påtegning: endret ved senere registrering"],
    }


def _draw(draws: Random, name: str, weights: tuple[int, ...]) -> str:
    return draws.choices(codes_of(name), weights=weights)[0].identifikator


def _draw_innkomst(draws: Random) -> str:
    moment = _FIRST_DAY + timedelta(days=draws.randrange(_DAYS), seconds=draws.randrange(36_000))
    fraction_digits = draws.choice((0, 0, 3, 6, 7, 9))
    fraction = f".{draws.randrange(10**fraction_digits):0{fraction_digits}d}" if fraction_digits else ""
    return norwegian(moment, fraction)


def _draw_avtaler(draws: Random) -> tuple[list[Code], list[Code]]:
    """Pick one to four avtaletyper and part them, each part in the documented order, into common and a role's own."""
    picked = set(draws.sample(range(len(codes_of("avtaletype"))), draws.choices((1, 2, 3, 4), weights=(6, 4, 2, 1))[0]))
    ordered = [code for number, code in enumerate(codes_of("avtaletype")) if number in picked]
    common = [code for code in ordered if not code.is_rollespesifikk]
    return common, [code for code in ordered if code.is_rollespesifikk]


def _draw_rolle(draws: Random, own: list[Code], spraak: Spraak) -> Json:
    person: Json = {"navn": draw_navn(draws), "adresse": draw_adresse(draws)}
    return {
        **_coded("rolletype", "rolletypebeskrivelse", "rolletype.ektefelle", spraak),
        "person": person,
        "avtaleinnhold": [_avtale(code, spraak) for code in own],
    }


def _avtale(code: Code, spraak: Spraak) -> Json:
    return {"avtaletype": code.identifikator, "avtaletypebeskrivelse": code.texts[spraak]}


def _coded(field: str, text_field: str, identifikator: str, spraak: Spraak) -> Json:
    return {field: identifikator, text_field: kodeliste().text(identifikator, spraak)}
