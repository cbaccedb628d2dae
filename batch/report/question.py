"""The question before production: how many are asked about, and in whose name."""

from dataclasses import dataclass

from batch.assembly.access import Access
from batch.errors.counted import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionQuestion:
    """What a person agrees to."""

    count: int
    organisation: str

    def __str__(self) -> str:
        persons = counted(self.count, "person")
        return f"This asks Ektepaktregisteret itself (prod) about {persons}, in the name of {self.organisation}. Go on?"


def question_before_production(access: Access, count: int) -> ProductionQuestion:
    number = access.key.organisation_number
    own = f"organisasjonsnummer {number}" if number else f"the client {access.client_id}"
    consumer = access.consumer_org
    organisation = f"organisasjonsnummer {consumer}, for which {own} asks" if consumer else own
    return ProductionQuestion(count=count, organisation=organisation)
