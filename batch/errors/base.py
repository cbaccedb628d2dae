"""The base of every exception raised on purpose: what is wrong, what to do about it, and which input it is about."""

from typing import Any, Self

from batch.errors.shown_text import shorten_middle, shown_line, shown_name

MESSAGE_LENGTH = 600
"""Of one sentence: what is longer is not read, and fills a log with the texts of others."""

_SOURCE_LENGTH = 150  # the end of any usual path, and its beginning
_WHAT_LENGTH = 250  # what is wrong is kept so far, however long the remedy is; the rest is the remedy's


class EktepaktBatchError(Exception):
    """Raised with `what` is wrong and, where there is one, the `remedy`; `str()` joins the two behind the source.

    `source` is the input it is about, as a person calls it. A reader does not know that name: the caller that opened
    the input adds it with `in_source`.
    """

    def __init__(self, what: str, *, remedy: str | None = None, source: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.source = source

    def __str__(self) -> str:
        source, what, remedy = self._parts()
        sentence = f"{source}: {what}" if source else what
        return f"{sentence}; {remedy}" if remedy else sentence

    def _parts(self) -> tuple[str | None, str, str | None]:
        """Return source, what and remedy as they are shown: printable, on one line, and together not too long."""
        source = self.source and shorten_middle(shown_name(self.source), _SOURCE_LENGTH)
        what, remedy = shown_line(self.what), shown_line(self.remedy or "")
        left = MESSAGE_LENGTH - len(f"{source or ''}: ; ")
        what = shorten_middle(what, max(_WHAT_LENGTH, left - len(remedy)))
        return source, what, shorten_middle(remedy, left - len(what)) or None

    def in_source(self, source: str) -> Self:
        """Say which input it is about, unless that has been said, and return the error itself."""
        self.source = self.source or source
        return self

    def as_json(self) -> dict[str, Any]:
        """Return it as a script and the manifest are given it."""
        source, what, remedy = self._parts()
        return {"type": type(self).__name__, "what": what, "remedy": remedy, "source": source}


def say_unreadable(error: OSError | ValueError) -> str:
    """Say why a text file can't be read. It is not named: an OSError would do so once more, behind the source."""
    return f"can't be read ({error.strerror if isinstance(error, OSError) else 'it is no UTF-8'})"
