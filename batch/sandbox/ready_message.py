"""What the sandbox says on standard output once it listens."""

import json
from collections.abc import Mapping
from enum import Enum

from batch.sandbox.handout import env_text
from batch.sandbox.server import Sandbox


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
    env_file = sandbox.options.env_file
    where = f"Written to {env_file}" if env_file else "A client needs these settings"
    lines = (
        "Everything that answers here is made up.",
        f"Ektepaktregisteret  {sandbox.register_url}",
        f"its API document    {sandbox.register_url}/swagger-ui.html",
        f"Maskinporten        {sandbox.issuer}",
        f"control             {sandbox.control_url}/memory and /faults",
        f"{where}:",
        "",
        env_text(settings).decode(),
    )
    return "\n".join(lines)
