"""The test parties that the sandbox registers at start, one for each way to be let in or refused."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from batch.sandbox.certificates import Authority, make_key
from batch.sandbox.clients import Organisation, RegisteredClient, RegisteredKey, Registrations
from batch.sandbox.credentials import Credentials


class Party(StrEnum):
    """A test organisation's client."""

    CERTIFICATE = "certificate"  #: signs with its virksomhetssertifikat; what a client gets when it asks for nothing
    REGISTERED_KEY = "registered-key"  #: signs with a key uploaded on the client


_ORGNR = {Party.CERTIFICATE: "310415596", Party.REGISTERED_KEY: "311304275"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """What Maskinporten knows of the parties, and what each of them holds."""

    registrations: Registrations
    credentials: dict[Party, Credentials]


def make_parties(authority: Authority) -> Parties:
    """Register every party; one RSA key serves them all, since making one costs the start."""
    key = make_key()
    credentials = {
        Party.CERTIFICATE: Credentials(
            client_id=client_id_of(Party.CERTIFICATE),
            key=key,
            certificate=authority.issue(_ORGNR[Party.CERTIFICATE], key.public_key()),
            authorities=(authority.root, authority.issuing),
        ),
        Party.REGISTERED_KEY: Credentials(client_id=client_id_of(Party.REGISTERED_KEY), key=key, kid="sandbox-key-1"),
    }
    uploaded = RegisteredKey(public_key=key.public_key(), registered_at=datetime.now(UTC) - timedelta(days=1))
    clients = [
        RegisteredClient(client_id=client_id_of(Party.CERTIFICATE), orgnr=_ORGNR[Party.CERTIFICATE]),
        RegisteredClient(
            client_id=client_id_of(Party.REGISTERED_KEY),
            orgnr=_ORGNR[Party.REGISTERED_KEY],
            keys={"sandbox-key-1": uploaded},
        ),
    ]
    registrations = Registrations(
        organisations={orgnr: Organisation(orgnr=orgnr) for orgnr in _ORGNR.values()},
        clients={client.client_id: client for client in clients},
    )
    return Parties(registrations=registrations, credentials=credentials)


def client_id_of(party: Party) -> str:
    """Give a party's client id, the same at every start."""
    return str(uuid5(NAMESPACE_URL, f"ektepakt-sandbox/{party}"))
