"""The test parties: one client for each way to be let in or refused for who it is."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from batch.sandbox.maskinporten.clients import OTHER_SCOPE, SCOPE, Agreement, Organisation


class Party(StrEnum):
    """A client of a test organisation."""

    CERTIFICATE = "certificate"  #: signs with its virksomhetssertifikat; what a client gets that asks for nothing
    REGISTERED_KEY = "registered-key"  #: signs with a key uploaded on the client
    SUPPLIER = "supplier"  #: acts for an organisation that has delegated to it
    UNDELEGATED = "undelegated"  #: the same supplier for an organisation that has not: MP-251
    UNKNOWN_CLIENT = "unknown-client"  #: a client id that is not registered: MP-100
    FOREIGN_CERTIFICATE = "foreign-certificate"  #: a certificate of nobody's authority: MP-120
    EXPIRED_KEY = "expired-key"  #: a key uploaded more than a year ago: MP-121
    OTHER_ORGANISATION = "other-organisation"  #: another organisation's certificate: MP-122
    EXPIRED_CERTIFICATE = "expired-certificate"  #: a certificate past its last day: MP-124
    UNKNOWN_KID = "unknown-kid"  #: a kid that is not on the client
    NO_SCOPE = "no-scope"  #: a client without the register's scope: MP-200
    NO_ACCESS = "no-access"  #: an organisation that was not granted the scope: MP-250
    NO_AGREEMENT = "no-agreement"  #: gets a token, but has no agreement with the register: 403
    DELETED = "deleted"  #: gets a token, but is deleted in Enhetsregisteret: 403


class Proof(StrEnum):
    """What a party holds to sign with."""

    CERTIFICATE = "certificate"  #: its own, issued by the sandbox's authority
    OTHERS_CERTIFICATE = "others"  #: that of another organisation
    EXPIRED_CERTIFICATE = "expired"  #: its own, past its last day
    SELF_SIGNED = "self-signed"  #: one that nobody issued
    KEY = "key"  #: a key registered on the client
    EXPIRED_KEY = "expired-key"  #: a key registered too long ago
    UNKNOWN_KEY = "unknown-key"  #: a key under a kid that is not registered


_BOTH_SCOPES = frozenset({SCOPE, OTHER_SCOPE})
_TEST, _SUPPLIER, _UNGRANTED, _OUTSIDE, _DELETED = "310415596", "311304275", "313077454", "314882067", "315900336"
_CONSUMER, _STRANGER = "318509263", "317551045"

ORGANISATIONS = (
    Organisation(orgnr=_TEST, granted_scopes=_BOTH_SCOPES),
    Organisation(orgnr=_SUPPLIER),
    Organisation(orgnr=_CONSUMER),
    Organisation(orgnr=_STRANGER),
    Organisation(orgnr=_UNGRANTED, granted_scopes=frozenset()),
    Organisation(orgnr=_OUTSIDE, agreement=Agreement.NONE),
    Organisation(orgnr=_DELETED, agreement=Agreement.DELETED),
)
"""Synthetic organisations: their numbers are of Tenor's series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whose client a party is, how it is registered, and what it holds."""

    orgnr: str = _TEST
    proof: Proof = Proof.CERTIFICATE
    is_registered: bool = True
    scopes: frozenset[str] = frozenset({SCOPE})
    acts_for: str | None = None
    delegated_by: frozenset[str] = frozenset()


STANDINGS = {
    Party.CERTIFICATE: Standing(scopes=_BOTH_SCOPES),
    Party.REGISTERED_KEY: Standing(proof=Proof.KEY),
    Party.SUPPLIER: Standing(orgnr=_SUPPLIER, acts_for=_CONSUMER, delegated_by=frozenset({_CONSUMER})),
    Party.UNDELEGATED: Standing(orgnr=_SUPPLIER, acts_for=_STRANGER),
    Party.UNKNOWN_CLIENT: Standing(is_registered=False),
    Party.FOREIGN_CERTIFICATE: Standing(proof=Proof.SELF_SIGNED),
    Party.EXPIRED_KEY: Standing(proof=Proof.EXPIRED_KEY),
    Party.OTHER_ORGANISATION: Standing(proof=Proof.OTHERS_CERTIFICATE),
    Party.EXPIRED_CERTIFICATE: Standing(proof=Proof.EXPIRED_CERTIFICATE),
    Party.UNKNOWN_KID: Standing(proof=Proof.UNKNOWN_KEY),
    Party.NO_SCOPE: Standing(scopes=frozenset({OTHER_SCOPE})),
    Party.NO_ACCESS: Standing(orgnr=_UNGRANTED),
    Party.NO_AGREEMENT: Standing(orgnr=_OUTSIDE),
    Party.DELETED: Standing(orgnr=_DELETED),
}


def client_id_of(party: Party) -> str:
    """Give a party's client id, the same at every start."""
    return str(uuid5(NAMESPACE_URL, f"ektepakt-sandbox/{party}"))
