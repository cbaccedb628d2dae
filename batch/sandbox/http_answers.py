"""Builds HTTP answers: JSON bodies, the register's documented errors, the HTML of a proxy."""

from enum import Enum
from http import HTTPStatus
from uuid import uuid4

import msgspec
from aiohttp import web

from batch.sandbox.clock import SandboxClock
from batch.sandbox.population.codes import Spraak
from batch.sandbox.population.timestamps import timestamp_of

_JSON = "application/json"


class Feil(Enum):
    """A documented error of the register: HTTP status and feilmelding."""

    FNR = (400, "Feil i fødselsnummer, vennligst prøv på nytt")
    SPRAAK = (400, f"Ugyldig språkkode, følgende språkkoder støttes: {', '.join(Spraak)}")
    TOKEN = (401, "Feil under autentisering av abonnent")
    AUTHENTICATION = (403, "Feil under autentisering av abonnent")
    SUBJECT = (404, "Fant ikke personen det spørres om")
    METHOD = (405, "Metoden støttes ikke")
    SERVER = (500, "Tjenesten feilet på serversiden")

    def __init__(self, http_status: int, feilmelding: str) -> None:
        self.http_status = http_status
        self.feilmelding = feilmelding

    def answer(self, clock: SandboxClock) -> web.Response:
        """Write the answer, with a korrelasjonsid of its own."""
        body = {
            "korrelasjonsid": str(uuid4()),
            "tidspunkt": timestamp_of(clock.time_ns()),
            "feilmelding": self.feilmelding,
        }
        return json_answer(msgspec.json.encode(body), clock, status=self.http_status)


def json_answer(body: bytes, clock: SandboxClock, *, status: int = 200) -> web.Response:
    """Answer with a JSON body; the Date header is the sandbox's own clock."""
    return web.Response(body=body, status=status, content_type=_JSON, headers={"Date": clock.http_date()})


def html_answer(http_status: int, clock: SandboxClock) -> web.Response:
    """Answer as a proxy does, with a page for people."""
    return web.Response(
        body=html_page(http_status), status=http_status, content_type="text/html", headers={"Date": clock.http_date()}
    )


def html_page(http_status: int) -> bytes:
    """Write a proxy's page about a status."""
    title = f"{http_status} {phrase_of(http_status)}".rstrip()
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>proxy</body></html>\n".encode()


def phrase_of(http_status: int) -> str:
    """Give the words that go with a status; none with one that no standard knows."""
    return HTTPStatus(http_status).phrase if http_status in set(HTTPStatus) else ""
