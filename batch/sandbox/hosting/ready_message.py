"""What the sandbox says on standard output once it listens."""

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit

from batch.sandbox.hosting.handout import env_text
from batch.sandbox.hosting.server import Sandbox
from batch.sandbox.hosting.tls import BEHIND_A_PROXY


class Audience(Enum):
    """Who reads the announcement."""

    PROGRAM = "program"  #: one line of JSON: the settings
    PERSON = "person"  #: the addresses, and the settings as a `.env` file has them


def announcement(sandbox: Sandbox, settings: Mapping[str, str], audience: Audience) -> str:
    """Write the announcement, with the newline at its end."""
    match audience:
        case Audience.PROGRAM:
            return json.dumps(settings) + "\n"
        case Audience.PERSON:
            return _for_people(sandbox, settings)


def _for_people(sandbox: Sandbox, settings: Mapping[str, str]) -> str:
    env_file, is_tls = sandbox.options.env_file, sandbox.options.tls
    lines = (
        "Everything that answers here is made up.",
        f"Ektepaktregisteret  {sandbox.register_url}",
        f"its API document    {sandbox.register_url}/swagger-ui.html",
        f"Maskinporten        {sandbox.issuer}",
        f"control             {sandbox.control_url}/memory and /faults",
        *(_how_to_use(env_file.absolute()) if env_file else _settings_themselves(settings)),
        *(_through_a_proxy(settings) if is_tls else ()),
    )
    return "".join(f"{line}\n" for line in lines)


def _settings_themselves(settings: Mapping[str, str]) -> Iterator[str]:
    yield from ("A client needs these settings:", "", *env_text(settings).decode().splitlines())


def _how_to_use(env_file: Path) -> Iterator[str]:
    yield f"The settings that a client needs are in {env_file}. To have a command with --env ppe ask"
    yield "here, give this before it in another terminal:"
    yield ""
    yield f"  set -a; . {quote(str(env_file))}; set +a"


def _through_a_proxy(settings: Mapping[str, str]) -> Iterator[str]:
    """Say how a proxy can be tried: what is on this machine is always asked directly."""
    yield ""
    yield "No proxy is used for 127.0.0.1. To try one that leads these names to this machine, after that:"
    yield ""
    for name, host in (("EKTEPAKT_REGISTER_URL", "register"), ("EKTEPAKT_TOKEN_URL", "maskinporten")):
        url = urlsplit(settings[name])
        yield f"  export {name}={url._replace(netloc=f'{host}.{BEHIND_A_PROXY}:{url.port}').geturl()}"
