"""The flags of the sandbox: written once, for its own command line and for the program's."""

from pathlib import Path
from typing import NamedTuple


class SandboxFlag(NamedTuple):
    """A flag; `kind` reads its value, or lists those there are; None for a switch. It sets the option `name`."""

    name: str
    flag: str
    subject: str
    help: str
    kind: type[int] | type[float] | type[Path] | type[str] | tuple[str, ...] | None
    metavar: str | None = None
    has_opposite: bool = False


_PEOPLE, _TROUBLE, _WHERE, _FILES = "People and answers", "Trouble", "Address and tokens", "Files for a client"
FLAGS = (
    SandboxFlag("seed", "--seed", _PEOPLE, "makes the population (default: 1)", int, "SEED"),
    SandboxFlag("drift", "--drift", _PEOPLE, "the same register some weeks later", int, "SEED2"),
    SandboxFlag("day", "--day", _PEOPLE, "the same register N days later", int, "N"),
    SandboxFlag(
        "calm", "--calm", _TROUBLE, "without faults or broken identities, tokens of 120 s", None, has_opposite=True
    ),
    SandboxFlag("faults_file", "--faults", _TROUBLE, "what goes wrong (JSON)", Path, "FILE"),
    SandboxFlag("slow_seconds", "--slow-seconds", _TROUBLE, "how long a slow answer is delayed", float, "S"),
    SandboxFlag("host", "--host", _WHERE, "a loopback address", str, "HOST"),
    SandboxFlag("port", "--port", _WHERE, "0 takes a free one", int, "PORT"),
    SandboxFlag("tls", "--tls", _WHERE, "serve HTTPS with an authority of its own", None),
    SandboxFlag("token_lifetime_seconds", "--token-lifetime-seconds", _WHERE, "how long a token is good for", int, "S"),
    SandboxFlag("env_file", "--env-file", _FILES, "write the settings that a client needs", Path, "FILE"),
    SandboxFlag("credentials", "--credentials", _FILES, "write the key as PKCS#12, JKS, PEM and JWK", Path, "DIR"),
    SandboxFlag("log_format", "--log-format", "Process", "how warnings are written", ("json", "console")),
    SandboxFlag("ignore_interrupt", "--ignore-interrupt", "Process", "leave Ctrl-C to the parent", None),
    SandboxFlag("outlive_stdin", "--outlive-stdin", "Process", "go on when stdin ends", None),
)
