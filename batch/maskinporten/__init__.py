"""Gets tokens from Maskinporten: every key a user holds, one token for all, every refusal explained.

It can be used alone:

    import os, aiohttp
    from batch.maskinporten import KeySource, TokenEndpoint, TokenRefresher, load_key

    key = load_key(KeySource(keystore="virksomhet.p12", password=os.environ["KEYSTORE_PASSWORD"]))
    async with aiohttp.ClientSession() as session:
        endpoint = TokenEndpoint(
            session=session, key=key, client_id=os.environ["CLIENT_ID"], scope="brreg:ektepakt/tlg",
            token_url="https://test.maskinporten.no/token", audience="https://test.maskinporten.no/")
        async with TokenRefresher(endpoint=endpoint) as refresher:
            token = await refresher.token()  # as often as you like; token.value goes into the Authorization header
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from batch.maskinporten.public import *  # noqa: F403


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import the client when a name is first used (PEP 562): `plan` reads a key from this package without aiohttp."""
    return getattr(import_module("batch.maskinporten.public"), name)
