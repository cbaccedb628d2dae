"""Settings: how the register is asked."""

from dataclasses import dataclass

from batch.options.declaration import option


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOptions:
    """Settings: how the register is asked."""

    language: str | None = option(
        None, "language of the descriptions (spraakkode); the register's own default is NOB", metavar="CODE"
    )
    connect_timeout_seconds: float = option(
        10.0, "longest wait for a connection", metavar="SECONDS", minimum=0.001, is_flag=False
    )
    first_byte_timeout_seconds: float = option(
        30.0,
        "longest wait for the head of an answer; the whole of it has --timeout-seconds",
        metavar="SECONDS",
        minimum=0.001,
        is_flag=False,
    )
    body_limit_bytes: int = option(
        24 * 1024 * 1024,
        "largest answer accepted (the register's reference application allows 24 MiB)",
        metavar="BYTES",
        minimum=1,
        is_flag=False,
    )
