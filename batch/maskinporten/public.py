"""What others use of Maskinporten's client, in one place."""

from batch.maskinporten.endpoint import TokenEndpoint
from batch.maskinporten.keys.expiry import KeyFacts, describe_key, expiry_warning
from batch.maskinporten.keys.loading import load_key
from batch.maskinporten.keys.source import KeySource
from batch.maskinporten.lease import AccessToken
from batch.maskinporten.refresher import TokenRefresher

__all__ = [
    "AccessToken",
    "KeyFacts",
    "KeySource",
    "TokenEndpoint",
    "TokenRefresher",
    "describe_key",
    "expiry_warning",
    "load_key",
]
