"""The register's answers as HTTP: JSON bodies, the documented error, the HTML of a proxy."""

from enum import Enum
from uuid import uuid4

import msgspec
from aiohttp import web

from batch.sandbox.clock import Clock
from batch.sandbox.codes import Spraak
from batch.sandbox.timestamps import timestamp_of

_JSON = "application/json"


class Feil(Enum):
    """A documented error: HTTP status and feilmelding."""

    FNR = (400, "Feil i fødselsnummer, vennligst prøv på nytt")
    SPRAAK = (400, f"Ugyldig språkkode, følgende språkkoder støttes: {', '.join(Spraak)}")
    AUTHENTICATION = (403, "Feil under autentisering av abonnent")
    SERVER = (500, "Tjenesten feilet på serversiden")

    def __init__(self, http_status: int, feilmelding: str) -> None:
        self.http_status = http_status
        self.feilmelding = feilmelding

    def answer(self, clock: Clock) -> web.Response:
        """Write the answer, with a korrelasjonsid of its own."""
        body = {
            "korrelasjonsid": str(uuid4()), "tidspunkt": timestamp_of(clock.time_ns()), "feilmelding": self.feilmelding,
        }  # fmt: skip
        return json_answer(msgspec.json.encode(body), clock, status=self.http_status)


def json_answer(body: bytes, clock: Clock, *, status: int = 200) -> web.Response:
    """Answer with a JSON body; the Date header is the sandbox's own clock."""
    return web.Response(body=body, status=status, content_type=_JSON, headers={"Date": clock.http_date()})


def not_found(clock: Clock) -> web.Response:
    """Answer as a proxy does that knows no such path."""
    html = "<html><body><h1>404 Not Found</h1><p>The requested URL was not found on this server.</p></body></html>"
    return web.Response(text=html, status=404, content_type="text/html", headers={"Date": clock.http_date()})
