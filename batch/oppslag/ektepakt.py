"""What the register answers, as the contract names it (contract/ektepaktregisteret.md, "200: Oppslag").

Every field can be absent or null. Names are the API's in snake_case; msgspec gives each its camelCase in JSON.
Timestamps stay text here: they are read by `parse_tidspunkt`, and one that can't be read is an anomaly, not a failure.
"""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated

import msgspec

Int64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_ZONE_NAME = re.compile(r"\[[^\]]*\]$")


class _Struct(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, gc=False):
    """Forbids unknown fields so that decoding can tell that there are some, and then names them.

    The repr shows nothing of a person, since reprs end in logs and tracebacks.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Navn(_Struct, frozen=True):
    """A person's name as Folkeregisteret holds it."""

    fornavn: str | None = None
    mellomnavn: str | None = None
    etternavn: str | None = None


class Husnummer(_Struct, frozen=True):
    """A house number and its letter."""

    nummer: str | None = None
    bokstav: str | None = None


class Poststed(_Struct, frozen=True):
    """A postal place."""

    navn: str | None = None
    postnummer: str | None = None


class Kommune(_Struct, frozen=True):
    """A municipality."""

    kommunenummer: str | None = None
    kommunenavn: str | None = None


class Adresse(_Struct, frozen=True):
    """An address of any kind; `adresse_type` tells which fields it can have."""

    adresse_type: str | None = None
    co_navn: str | None = None
    brukskategori: str | None = None
    poststed: Poststed | None = None
    kommune: Kommune | None = None
    vegadresse_id: str | int | None = msgspec.field(default=None, name="vegadresseID")
    bruksenhetsnummer: str | None = None
    adressenavn: str | None = None
    kort_adressenavn: str | None = None
    nummer: Husnummer | None = None
    adressenavn_tillegg: str | None = None
    stedsnavn: str | None = None
    postboksnummer: str | None = None
    postboksanleggsnavn: str | None = None
    adresselinje1: str | None = None
    adresselinje2: str | None = None
    adresselinje3: str | None = None
    adressenummer: str | None = None
    bygning: str | None = None
    etasjenummer: str | None = None
    boenhet: str | None = None
    postboks: str | None = None
    postkode: str | None = None
    by_eller_stedsnavn: str | None = None
    region: str | None = None
    distrikt_eller_bydel: str | None = None
    landkode: str | None = None
    fri_adressetekst: str | None = None
    adresseidentifikator: str | None = None


class Person(_Struct, frozen=True):
    """The holder of a role (rolleinnehaver): name and address, never an fnr."""

    navn: Navn | None = None
    adresse: Adresse | None = None


class Avtaleinnhold(_Struct, frozen=True):
    """One thing that was agreed; the order in its list is meaningful."""

    avtaletype: str | None = None
    avtaletypebeskrivelse: str | None = None


class Rolle(_Struct, frozen=True):
    """One spouse's part in an ektepakt, with what was agreed for that role alone."""

    rolletype: str | None = None
    rolletypebeskrivelse: str | None = None
    person: Person | None = None
    avtaleinnhold: tuple[Avtaleinnhold, ...] | None = None


class Ektepakt(_Struct, frozen=True):
    """One active marriage settlement."""

    ektepaktnummer: Int64 | None = None
    innkomsttidspunkt: str | None = None
    ektepakttype: str | None = None
    ektepakttypebeskrivelse: str | None = None
    status: str | None = None
    statusbeskrivelse: str | None = None
    opprettelse: str | None = None
    opprettelsestypebeskrivelse: str | None = None
    har_supplerende_opplysninger_i_dokument: bool | None = None
    paategning: tuple[str | None, ...] | None = None
    avtaleinnhold: tuple[Avtaleinnhold, ...] | None = None
    rolle: tuple[Rolle, ...] | None = None


class Oppslag(_Struct, frozen=True):
    """The register's answer about one person.

    That of a large answer has in place of the tuple a sequence that decodes each when it is its turn (decoding.py).
    """

    rolleinnehaver: str | None = None
    antall_ektepakt: Int64 | None = None
    oppslagstidspunkt: str | None = None
    spraak: str | None = None
    ektepakt: tuple[Ektepakt, ...] | None = None

    @property
    def has_ektepakt(self) -> bool:
        """Whether the register says there is one, by its list or by its count; neither of them outweighs the other."""
        return bool(self.ektepakt) or (self.antall_ektepakt or 0) > 0


def parse_tidspunkt(text: str) -> datetime | None:
    """Read a zoned timestamp of up to nine fractional digits, cut to microseconds; None when it is none.

    The offset is kept as the register gave it. A zone name in brackets behind the offset is passed over.
    """
    try:
        moment = datetime.fromisoformat(_ZONE_NAME.sub("", text) if text[-1:] == "]" else text)
        if not MINYEAR < moment.year < MAXYEAR:  # some of these have no instant in UTC that can be stored
            moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
