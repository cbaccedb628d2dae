"""Says of all credentials that are missing what they are, and where one gets them."""

from collections.abc import Mapping
from textwrap import wrap

from batch.errors import CredentialsMissingError
from batch.errors.called import command
from batch.identity.environment import Environment
from batch.options.access_options import CredentialOptions

_WIDTH = 78  # a terminal of 80 columns
_PORTALS = {
    Environment.PPE: "https://sjolvbetjening.test.samarbeid.digdir.no",
    Environment.PROD: "https://sjolvbetjening.samarbeid.digdir.no",
}
_TEST = {Environment.PPE: "test "}
_CLIENT, _KEYSTORE, _PASSWORD = "EKTEPAKT_CLIENT_ID", "EKTEPAKT_KEYSTORE", "EKTEPAKT_KEYSTORE_PASSWORD"

_CALLED = {_CLIENT: "the client id at Maskinporten", _KEYSTORE: "key material"}


def check_credentials(environment: Environment, credentials: CredentialOptions) -> None:
    """Raise CredentialsMissingError with everything that is missing at once."""
    given = {_CLIENT: credentials.client_id, _KEYSTORE: credentials.keystore}
    missing = [name for name, value in given.items() if not value]
    if not missing:
        return
    if environment is Environment.SANDBOX:
        raise CredentialsMissingError(
            f"a sandbox elsewhere needs {' and '.join(missing)} too",
            remedy="set what it printed, or what --env-file wrote",
            missing=tuple(missing),
        )
    if _KEYSTORE in missing and not credentials.keystore_password:
        missing.append(_PASSWORD)
    raise CredentialsMissingError(
        f"--env {environment} needs {' and '.join(_CALLED[name] for name in missing if name in _CALLED)}",
        remedy=_remedy(environment, missing),
        missing=tuple(missing),
    )


def _remedy(environment: Environment, missing: list[str]) -> str:
    explained = _explained(environment)
    lines = [line for name in missing for line in (f"  {name}", *_indented(explained[name], "      "))]
    return "\n".join(
        [
            *lines,
            *_indented(
                "Besides, your organisation needs an agreement with Brønnøysundregistrene about Ektepaktregisteret, "
                "and the scope brreg:ektepakt/tlg, which they grant to it: https://brreg.github.io/docs",
                "  ",
            ),
            *_indented(
                "Read on: https://docs.digdir.no/docs/Maskinporten/maskinporten_guide_apikonsument, and "
                "`Against ppe and production` in README.md",
                "  ",
            ),
            "  To try a list without any of it:",
            f"    {command('run', 'INPUT', '--env', 'sandbox')}",
            "  To try this very command, start this in another terminal, and do what it",
            "  prints:",
            f"    {command('sandbox', '--tls', '--env-file', 'sandbox.env')}",
        ]
    )


def _explained(environment: Environment) -> Mapping[str, str]:
    test = _TEST.get(environment, "")
    return {
        _CLIENT: (
            f"your client at Maskinporten: make one in Samarbeidsportalen ({_PORTALS[environment]}), with the scope "
            "brreg:ektepakt/tlg"
        ),
        _KEYSTORE: (
            f"the key that it signs with: a {test}virksomhetssertifikat from Buypass or Commfides (a file), or a key "
            "of your own that is registered on the client; that one needs EKTEPAKT_KEY_ID too"
        ),
        _PASSWORD: f"the password of that file, or {_PASSWORD}_FILE with its place; a key without one needs neither",
    }


def _indented(text: str, indent: str) -> list[str]:
    return wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
