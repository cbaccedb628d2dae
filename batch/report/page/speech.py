"""Speaks one language: the sentences of a page, filled in with figures as that language writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from batch.identity.masking import mask_identifiers
from batch.options.export_options import Words
from batch.report.page.sentences import SENTENCES
from batch.report.page.spelling import Spelling


class RowPlace(Protocol):
    """Where a value stands in the inputs."""

    @property
    def source(self) -> str: ...

    @property
    def row(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Speech:
    """The words chosen with --words, and how they spell figures."""

    words: Words
    spell: Spelling

    @classmethod
    def of(cls, words: Words) -> "Speech":
        return cls(words, Spelling(words))

    def say(self, sentence: str, **values: str) -> str:
        return SENTENCES[sentence].by(self.words).format(**values)

    def places(self, places: Iterable[RowPlace], *, of: int) -> str:
        """Say where the first of so many values stand; file names without what could be an identifier."""
        listed = sorted(places, key=attrgetter("source"))
        said = "; ".join(
            self.say(
                "rows_of",
                source=mask_identifiers(source),
                rows=", ".join(str(each.row) for each in sorted(group, key=attrgetter("row"))),
            )
            for source, group in groupby(listed, key=attrgetter("source"))
        )
        return self.say("and_more", places=said) if of > len(listed) else said
