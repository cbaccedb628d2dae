"""Registers the test parties at Maskinporten, and hands each what it signs with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from batch.sandbox.maskinporten.authority import Authority, self_signed
from batch.sandbox.maskinporten.clients import KEY_LIFETIME, RegisteredClient, RegisteredKey, Registrations
from batch.sandbox.maskinporten.credentials import Credentials
from batch.sandbox.maskinporten.parties import ORGANISATIONS, STANDINGS, Party, Proof, Standing, client_id_of

_KID = "sandbox-key-1"
_A_DAY = timedelta(days=1)
_OTHER_ORGNR = "316627196"
_KEYS = frozenset({Proof.KEY, Proof.EXPIRED_KEY, Proof.UNKNOWN_KEY})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Registrar:
    """Makes both views of the parties; one RSA key serves them all, since making one costs the start."""

    authority: Authority
    key: rsa.RSAPrivateKey

    def registrations(self) -> Registrations:
        """Give Maskinporten's view."""
        registered = [party for party, standing in STANDINGS.items() if standing.is_registered]
        clients = {client_id_of(party): self._client(party, STANDINGS[party]) for party in registered}
        return Registrations(organisations={each.orgnr: each for each in ORGANISATIONS}, clients=clients)

    def credentials(self, party: Party) -> Credentials:
        """Give a party's view: what it signs with."""
        standing = STANDINGS[party]
        if standing.proof in _KEYS:
            kid = "sandbox-key-2" if standing.proof is Proof.UNKNOWN_KEY else _KID
            return Credentials(client_id=client_id_of(party), key=self.key, kid=kid)
        return Credentials(
            client_id=client_id_of(party),
            key=self.key,
            certificate=self._certificate(standing),
            authorities=() if standing.proof is Proof.SELF_SIGNED else (self.authority.root, self.authority.issuing),
            consumer_org=standing.acts_for,
        )

    def _client(self, party: Party, standing: Standing) -> RegisteredClient:
        return RegisteredClient(
            client_id=client_id_of(party),
            orgnr=standing.orgnr,
            scopes=standing.scopes,
            keys={_KID: self._uploaded(standing.proof)} if standing.proof in _KEYS else {},
            delegated_by=standing.delegated_by,
        )

    def _uploaded(self, proof: Proof) -> RegisteredKey:
        age = KEY_LIFETIME + _A_DAY if proof is Proof.EXPIRED_KEY else _A_DAY
        return RegisteredKey(public_key=self.key.public_key(), registered_at=datetime.now(UTC) - age)

    def _certificate(self, standing: Standing) -> x509.Certificate:
        public_key = self.key.public_key()
        match standing.proof:
            case Proof.SELF_SIGNED:
                return self_signed(standing.orgnr, self.key)
            case Proof.OTHERS_CERTIFICATE:
                return self.authority.issue(_OTHER_ORGNR, public_key)
            case Proof.EXPIRED_CERTIFICATE:
                return self.authority.issue(standing.orgnr, public_key, not_after=datetime.now(UTC) - _A_DAY)
            case _:
                return self.authority.issue(standing.orgnr, public_key)
