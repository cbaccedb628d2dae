"""Says how many there are of something."""


def counted(count: int, noun: str) -> str:
    """Return the count with its noun, in the singular or with an s: 1 cell, 15 cells."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
