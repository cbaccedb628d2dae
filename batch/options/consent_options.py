"""Settings: what a person agrees to beforehand."""

from dataclasses import dataclass

from batch.options.declaration import option


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentOptions:
    """Settings: what a person agrees to beforehand."""

    yes: bool = option(False, "ask no question before production on a terminal")
    trust_folder: bool = option(
        False, "take addresses from files in the working folder in ppe and prod, and files of other users"
    )
