"""The base of every exception raised on purpose: what is wrong, what to do about it, and which input it is about."""

from typing import Any, Self


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
        sentence = f"{self.source}: {self.what}" if self.source else self.what
        return f"{sentence}; {self.remedy}" if self.remedy else sentence

    def in_source(self, source: str) -> Self:
        """Say which input it is about, unless that has been said, and return the error itself."""
        self.source = self.source or source
        return self

    def as_json(self) -> dict[str, Any]:
        """Return it as a script and the manifest are given it."""
        return {"type": type(self).__name__, "what": self.what, "remedy": self.remedy, "source": self.source}


def say_unreadable(error: OSError | ValueError) -> str:
    """Say why a text file can't be read. It is not named: an OSError would do so once more, behind the source."""
    return f"can't be read ({error.strerror if isinstance(error, OSError) else 'it is no UTF-8'})"
