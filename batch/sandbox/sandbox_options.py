"""The sandbox's options, and what it is when none is given: unfriendly, as a register is on an ordinary day."""

from dataclasses import dataclass
from ipaddress import ip_address
from math import inf
from pathlib import Path

import msgspec

from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.trouble.faults import Fault, Faults
from batch.sandbox.trouble.kinds import FaultKind, Spread

_LAST_PORT = 65535
_DOCUMENTED_TOKEN_LIFETIME_SECONDS = 120
_SHORT_TOKEN_LIFETIME_SECONDS = 30  # so that a run of a minute already sees tokens expire

UNFRIENDLY = Faults(
    faults=(
        Fault(kind=FaultKind.DELAY, seconds=0.005, spread=Spread.LOGNORMAL),
        Fault(kind=FaultKind.SERVER_ERROR, share=0.02),
    )
)
"""What goes wrong when nothing is asked for: as much as a register has on an ordinary day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """How the sandbox behaves; the same options give every identifier the same answers.

    - `seed` makes the population and decides which requests a fault strikes; `drift` is the seed of what happened to
      the population in some weeks. `day` is how many days have passed since then, on each of which something happens.
    - `calm` is without faults, with nobody in the population who gets a 500, and with tokens of the documented
      lifetime; otherwise a small share of the look-ups fails, some identifiers always or the first time, latency is
      uneven and tokens are short-lived. `faults_file` takes the place of the faults, calm or not, and of nothing else.
    - `token_lifetime_seconds`: None takes 120 when calm, 30 otherwise.
    - `slow_seconds` is how long a slow identity's answer is delayed.
    - `tls` serves HTTPS with an authority of its own.
    - `env_file` and `credentials` are where settings and keys are written; no secret is on disk without them.
    """

    seed: int = 1
    drift: int | None = None
    day: int = 0
    calm: bool = False
    faults_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 0
    tls: bool = False
    token_lifetime_seconds: int | None = None
    slow_seconds: float = 300.0
    env_file: Path | None = None
    credentials: Path | None = None

    @property
    def token_lifetime(self) -> int:
        """How many seconds a token is good for."""
        default = _DOCUMENTED_TOKEN_LIFETIME_SECONDS if self.calm else _SHORT_TOKEN_LIFETIME_SECONDS
        return default if self.token_lifetime_seconds is None else self.token_lifetime_seconds

    def faults(self) -> Faults:
        """Give the faults of the start; raises UnusableOptionsError when the file can't be used."""
        if self.faults_file is not None:
            return read_faults(self.faults_file)
        return Faults() if self.calm else UNFRIENDLY

    def check(self) -> None:
        """Refuse what a sandbox must not do; raises UnusableOptionsError."""
        if not is_loopback(self.host):
            raise UnusableOptionsError(
                f"the sandbox answers on loopback only, not on {self.host}: "
                "anyone who reached it would get made-up answers that look like the register's. Use 127.0.0.1"
            )
        if not 0 <= self.port <= _LAST_PORT:
            raise UnusableOptionsError(
                f"--port {self.port} is no port; use one up to {_LAST_PORT}, or 0 for a free one"
            )
        if self.day < 0:
            raise UnusableOptionsError("--day must be 0 or more")
        if self.token_lifetime <= 0 or not 0 <= self.slow_seconds < inf:
            raise UnusableOptionsError("--token-lifetime-seconds must be above 0, and --slow-seconds 0 or more")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_faults(path: Path) -> Faults:
    """Read a file of faults (JSON); raises UnusableOptionsError with the place of the mistake."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Faults)
    except OSError as error:
        raise UnusableOptionsError(f"can't read the faults in {path}: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnusableOptionsError(f"can't use the faults in {path}: {error}") from error
