"""What is noted of an answer beside its body, so that copies and comparisons of runs need not decode it again."""

from collections.abc import Iterable, Iterator
from functools import cache, reduce
from hashlib import blake2b
from operator import or_
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from batch.oppslag.ektepakt import Ektepakt, Oppslag, parse_tidspunkt

_DESCRIPTION = "beskrivelse"
_HASH_BYTES = 8


class Gist(NamedTuple):
    """The count, the agreements and the last arrival that an answer tells, and the hash of what is compared.

    `avtaletyper` has each type once, in the order of the response, those of a role too. `siste_innkomst` is the latest
    that can be read, in ISO 8601 with the register's own offset. `compared` is None without any ektepakt.
    """

    antall_ektepakt: int | None
    avtaletyper: tuple[str, ...]
    siste_innkomst: str | None
    compared: int | None

    def __repr__(self) -> str:
        return "<Gist>"


def gist_of(oppslag: Oppslag) -> Gist:
    """Take the gist of an answer; beside it, memory holds one ektepakt at a time."""
    ektepakter = oppslag.ektepakt
    if not ektepakter:
        return Gist(oppslag.antall_ektepakt, (), None, None)
    return Gist(
        oppslag.antall_ektepakt,
        tuple(dict.fromkeys(each for ektepakt in ektepakter for each in _avtaletyper(ektepakt))),
        _latest(each.innkomsttidspunkt for each in ektepakter if each.innkomsttidspunkt is not None),
        _hash(ektepakter),
    )


def _avtaletyper(ektepakt: Ektepakt) -> Iterator[str]:
    for avtale in ektepakt.avtaleinnhold or ():
        if avtale.avtaletype:
            yield avtale.avtaletype
    for rolle in ektepakt.rolle or ():
        for avtale in rolle.avtaleinnhold or ():
            if avtale.avtaletype:
                yield avtale.avtaletype


def _latest(texts: Iterator[str]) -> str | None:
    moments = [moment for moment in map(parse_tidspunkt, texts) if moment is not None]
    return max(moments).isoformat() if moments else None


def _hash(ektepakter: Iterable[Ektepakt]) -> int:
    """Hash all fields of the ektepakter but the descriptions of codes; their order counts."""
    digest = blake2b(digest_size=_HASH_BYTES)
    for ektepakt in ektepakter:
        digest.update(_encode(msgspec.convert(ektepakt, _without_descriptions(Ektepakt), from_attributes=True)))
    return int.from_bytes(digest.digest(), "big", signed=True)


_encode = msgspec.msgpack.Encoder().encode


@cache
def _without_descriptions(struct: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return a struct like this one that has no field for the description of a code, at any depth."""
    kept = [
        (name, _compared_type(kind), None)
        for name, kind in get_type_hints(struct, include_extras=True).items()
        if not name.endswith(_DESCRIPTION)
    ]
    return msgspec.defstruct(f"Compared{struct.__name__}", kept, frozen=True, gc=False)


def _compared_type(kind: Any) -> Any:  # noqa: ANN401 - any annotation of a field
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _without_descriptions(kind)
    if get_origin(kind) is tuple:
        return tuple[_compared_type(get_args(kind)[0]), ...]  # type: ignore[misc]
    if get_origin(kind) is UnionType:
        return reduce(or_, map(_compared_type, get_args(kind)))
    return kind
