"""What others may use of Maskinporten's client, in one place."""

from batch.maskinporten.clock import SystemClock, TokenClock
from batch.maskinporten.endpoint import TokenEndpoint
from batch.maskinporten.grant import Grant, GrantTerms, build_grant
from batch.maskinporten.keys.expiry import KeyFacts, check_validity, describe_key, expiry_warning
from batch.maskinporten.keys.loading import load_key
from batch.maskinporten.keys.material import KeyMaterial, check_consumer
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
