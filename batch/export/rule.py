"""A rule that the files of a run keep: what is counted in several places is the same in each."""

from collections.abc import Mapping
from dataclasses import dataclass

_SHOWN_DIGITS = 8  # of a checksum: enough to see that another is another, so that a message has room for all rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`counted` holds what was found, by where it was looked for: a count, or a checksum."""

    name: str
    counted: Mapping[str, int | str]

    @property
    def holds(self) -> bool:
        return len(set(self.counted.values())) <= 1

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(f'{_shown(found)} {where}' for where, found in self.counted.items())}"


def _shown(found: int | str) -> str:
    return found[:_SHOWN_DIGITS] if isinstance(found, str) else str(found)
