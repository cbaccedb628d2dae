"""The first line of a run: where it asks, what, and within which limits."""

from dataclasses import dataclass

from batch.environment import Environment

SANDBOX_WARNING = "answers are made up by the embedded register, not Ektepaktregisteret's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a person must know before the first look-up. Holds no identifier and no secret."""

    environment: Environment
    register_url: str
    token_url: str
    inputs: tuple[str, ...]
    run_id: str
    is_continued: bool
    concurrency: int
    rate: float | None
    timeout_seconds: float
    attempts: int

    def line(self) -> str:
        warning = f" ({SANDBOX_WARNING})" if self.environment is Environment.SANDBOX else ""
        rate = "" if self.rate is None else f" and {self.rate:g} per second"
        limits = f"at most {self.concurrency} in flight{rate}"
        begun = "continues" if self.is_continued else "begins"
        return (
            f"{self.environment}{warning}: run {self.run_id} {begun}; register {self.register_url}, "
            f"Maskinporten {self.token_url}; input {', '.join(self.inputs)}; {limits}, "
            f"time-out {self.timeout_seconds:g} s, {self.attempts} attempts"
        )
