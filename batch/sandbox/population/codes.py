"""The register's code list with its descriptions in the supported languages."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Spraak(StrEnum):
    """A supported `spraakkode`."""

    NOB = "NOB"  #: norsk bokmål, what is given when nothing is asked for
    NNO = "NNO"  #: nynorsk
    ENG = "ENG"  #: English


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code of a list; `position` sorts avtaletyper as the register delivers them."""

    identifikator: str
    kodeliste: str
    texts: dict[Spraak, str]
    position: tuple[int, int]
    is_rollespesifikk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kodeliste:
    """All codes, found by their identifikator or by their list."""

    codes: dict[str, Code]

    def of(self, kodeliste: str) -> tuple[Code, ...]:
        """List the codes of one list in their documented order."""
        found = (code for code in self.codes.values() if code.kodeliste == kodeliste)
        return tuple(sorted(found, key=lambda code: code.position))

    def text(self, identifikator: str, spraak: Spraak) -> str:
        """Describe a code; one that is in no list is described by its own last word."""
        code = self.codes.get(identifikator)
        return code.texts[spraak] if code else identifikator.rpartition(".")[2]


@cache
def kodeliste() -> Kodeliste:
    """Read the list that the package carries."""
    text = files("batch.sandbox").joinpath("data/kodeliste.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    orders = {row["identifikator"]: int(row["rekkefolge"] or 0) for row in rows}
    return Kodeliste(codes={row["identifikator"]: _code(row, orders) for row in rows})


@cache
def codes_of(name: str) -> tuple[Code, ...]:
    """List the codes of one list in their documented order."""
    return kodeliste().of(name)


def _code(row: dict[str, str], orders: dict[str, int]) -> Code:
    return Code(
        identifikator=row["identifikator"],
        kodeliste=row["kodeliste"],
        texts={spraak: row[f"navn_{spraak.lower()}"] for spraak in Spraak},
        position=(orders.get(row["avtaletypegruppe"], 0), orders[row["identifikator"]]),
        is_rollespesifikk=row["rollespesifikk"] == "true",
    )
