"""Settings: who is to be written to about the requests of this machine."""

import re
from dataclasses import dataclass

from batch.options.declaration import option

_CONTACT = re.compile(r"[!-'*-~]([ -'*-~]{0,98}[!-'*-~])?")  # what may stand between brackets in a header


def _contact(text: str | None) -> str | None:
    if text is not None and not _CONTACT.fullmatch(text):
        raise ValueError("write an e-mail address or the like, in at most 100 plain letters (no æøå, no brackets)")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOptions:
    """Settings: who is to be written to about the requests of this machine."""

    contact: str | None = option(
        None,
        "e-mail address that production sees in User-Agent, should a run be a nuisance",
        is_flag=False,
        check=_contact,
    )
