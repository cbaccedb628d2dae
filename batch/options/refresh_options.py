"""Settings: how the token is kept fresh, and for how long an outage is waited out."""

from dataclasses import dataclass

from batch.options.declaration import option


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshOptions:
    """The options of the TokenRefresher; every margin is clamped to the token's lifetime."""

    patience_seconds: float = option(
        900.0, "how long an outage of Maskinporten is waited out", metavar="SECONDS", minimum=0
    )
    early_margin_seconds: float = option(
        30.0,
        "before a token's end, when a new one is fetched while the old one is used",
        metavar="SECONDS",
        minimum=0,
        is_flag=False,
    )
    late_margin_seconds: float = option(
        10.0, "before a token's end, when it is not used any more", metavar="SECONDS", minimum=0, is_flag=False
    )
    early_pause_seconds: float = option(
        5.0, "pause after an early refresh that failed", metavar="SECONDS", minimum=0, is_flag=False
    )
    backoff_seconds: float = option(
        0.5,
        "longest wait before the second request for a token; doubled before each further one",
        metavar="SECONDS",
        minimum=0,
        is_flag=False,
    )
    backoff_ceiling_seconds: float = option(
        8.0, "longest wait before any request for a token", metavar="SECONDS", minimum=0, is_flag=False
    )
