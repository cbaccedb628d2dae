"""The settings of the sandbox."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """How the sandbox behaves; the same options give every identifier the same answers.

    - `seed` makes the population and decides which requests a fault strikes.
    - `token_lifetime_seconds` is what a client at Maskinporten is set to; 120 is its documented default.
    - `slow_seconds` is how long a slow identity's answer is held back.
    """

    seed: int = 1
    host: str = "127.0.0.1"
    port: int = 0
    token_lifetime_seconds: int = 120
    slow_seconds: float = 300.0
