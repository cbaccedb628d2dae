"""Remembers what the sandbox was asked, and what it let in and refused."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Memory:
    """What happened since the start or the last reset.

    A look-up that began before the last reset is no longer counted, however it ends.

    - `resets` tells how often all of this was forgotten.
    - `asks` counts look-ups by the digits of the path; `order` has them as they arrived.
    - `answers` counts what the register answered by HTTP status; a connection that was cut or given up counts as 0.
    - `failed_once` has those who fail once and have done so.
    - `denials` has the reason of each 403, which the caller is not told.
    - `tokens_issued` counts those that arrived; `grants_refused` has the code of each refusal (its name where
      Maskinporten gives no code), also of one whose answer a fault replaced or lost.
    - `redirects_followed` says for each whether a secret came along: an `Authorization` header, or a body (a grant's
      assertion); of any method.
    """

    resets: int = 0
    asks: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    failed_once: set[str] = field(default_factory=set)
    denials: list[str] = field(default_factory=list)
    in_flight: int = 0
    highest_in_flight: int = 0
    token_requests: int = 0
    tokens_issued: int = 0
    grants_refused: list[str] = field(default_factory=list)
    redirects_followed: list[bool] = field(default_factory=list)

    def begin(self, digits: str) -> int:
        """Note that a look-up arrived; tells which ask of these digits it is, from 1."""
        self.asks[digits] += 1
        self.order.append(digits)
        self.in_flight += 1
        self.highest_in_flight = max(self.highest_in_flight, self.in_flight)
        return self.asks[digits]

    def is_first_failure(self, digits: str) -> bool:
        """Note that somebody who fails once was reached; tells whether that was the first time."""
        is_first = digits not in self.failed_once
        self.failed_once.add(digits)
        return is_first

    def end(self, http_status: int, *, resets: int) -> None:
        """Note what became of a look-up that began when there had been so many resets."""
        if resets == self.resets:
            self.in_flight -= 1
            self.answers[http_status] += 1

    def forget(self) -> None:
        """Forget everything, also the look-ups that are still in flight."""
        self.resets += 1
        for kept in (self.asks, self.order, self.answers, self.failed_once, self.denials):
            kept.clear()
        self.grants_refused.clear()
        self.redirects_followed.clear()
        self.token_requests = self.tokens_issued = self.in_flight = self.highest_in_flight = 0
