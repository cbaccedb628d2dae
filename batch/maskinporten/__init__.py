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

from batch.maskinporten.clock import SystemClock, TokenClock
from batch.maskinporten.endpoint import TokenEndpoint, check_consumer
from batch.maskinporten.grant import Grant, GrantTerms, build_grant
from batch.maskinporten.keys.expiry import KeyFacts, check_validity, describe_key, expiry_warning
from batch.maskinporten.keys.loading import load_key
from batch.maskinporten.keys.material import KeyMaterial
from batch.maskinporten.keys.source import KeySource
from batch.maskinporten.lease import AccessToken
from batch.maskinporten.patience import TokenFetcher
from batch.maskinporten.refresher import TokenRefresher
from batch.maskinporten.refusals import interpret_refusal
from batch.options.refresh_options import RefreshOptions

__all__ = [
    "AccessToken",
    "Grant",
    "GrantTerms",
    "KeyFacts",
    "KeyMaterial",
    "KeySource",
    "RefreshOptions",
    "SystemClock",
    "TokenClock",
    "TokenEndpoint",
    "TokenFetcher",
    "TokenRefresher",
    "build_grant",
    "check_consumer",
    "check_validity",
    "describe_key",
    "expiry_warning",
    "interpret_refusal",
    "load_key",
]
