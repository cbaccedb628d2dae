"""Addresses of any kind as lines that a person reads."""

from collections.abc import Callable, Sequence
from itertools import compress

Texts = Sequence[str | None]


def one_lines(of: Callable[[str], Texts]) -> Texts:
    """Write each address on one line, its parts separated by commas; None when it says nothing.

    `of` returns the column of a field. A field that no address has costs nothing.
    """
    number = _either(_joined("", of("nummer.nummer"), of("nummer.bokstav")), of("adressenummer"))
    postboks = _either(of("postboksnummer"), of("postboks"))
    return _joined(
        ", ",
        of("co_navn"),
        _joined(" ", of("adressenavn"), number, of("bruksenhetsnummer")),
        of("adressenavn_tillegg"),
        of("stedsnavn"),
        _joined(" ", [each and f"Postboks {each}" for each in postboks], of("postboksanleggsnavn")),
        of("adresselinje1"),
        of("adresselinje2"),
        of("adresselinje3"),
        of("bygning"),
        of("etasjenummer"),
        of("boenhet"),
        of("fri_adressetekst"),
        _joined(" ", of("poststed.postnummer"), of("poststed.navn")),
        _joined(" ", of("postkode"), of("by_eller_stedsnavn")),
        of("distrikt_eller_bydel"),
        of("region"),
        of("landkode"),
    )


def _joined(separator: str, *columns: Texts) -> Texts:
    told = list(compress(columns, map(any, columns)))
    if len(told) <= 1:
        return [each or None for each in (told or columns)[0]]
    rows = zip(*told, strict=True)
    if all(map(all, told)):
        return list(map(separator.join, rows))
    return [separator.join(filter(None, row)) or None for row in rows]


def _either(first: Texts, second: Texts) -> Texts:
    return [one or other for one, other in zip(first, second, strict=True)] if any(second) else first
