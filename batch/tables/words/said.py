"""One thing said in each language that people can choose with --words."""

from typing import NamedTuple

from batch.options.export_options import Words


class Said(NamedTuple):
    """The same in Norwegian bokmål and in English."""

    nb: str
    en: str

    def by(self, words: Words) -> str:
        """Return it in this language."""
        match words:
            case Words.NB:
                return self.nb
            case Words.EN:
                return self.en
