"""What is noted of an answer beside its body, so that copies and comparisons of runs need not decode it again."""

from collections.abc import Iterator
from datetime import datetime
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
    """Take the gist of an answer in one pass: each ektepakt of a large one is decoded when it is its turn.

    The hash is over all fields of the ektepakter but the descriptions of codes; their order counts.
    """
    if not oppslag.ektepakt:
        return Gist(oppslag.antall_ektepakt, (), None, None)
    avtaletyper: dict[str, None] = {}
    latest: datetime | None = None
    digest = blake2b(digest_size=_HASH_BYTES)
    for ektepakt in oppslag.ektepakt:
        avtaletyper.update(dict.fromkeys(_avtaletyper(ektepakt)))
        arrival = parse_tidspunkt(ektepakt.innkomsttidspunkt or "")
        if arrival is not None and (latest is None or arrival > latest):
            latest = arrival
        digest.update(_encode(msgspec.convert(ektepakt, _without_descriptions(Ektepakt), from_attributes=True)))
    compared = int.from_bytes(digest.digest(), "big", signed=True)
    return Gist(oppslag.antall_ektepakt, tuple(avtaletyper), None if latest is None else latest.isoformat(), compared)


def _avtaletyper(ektepakt: Ektepakt) -> Iterator[str]:
    for avtale in ektepakt.avtaleinnhold or ():
        if avtale.avtaletype:
            yield avtale.avtaletype
    for rolle in ektepakt.rolle or ():
        for avtale in rolle.avtaleinnhold or ():
            if avtale.avtaletype:
                yield avtale.avtaletype


_encode = msgspec.msgpack.Encoder().encode


@cache
def _without_descriptions(struct: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return a struct like this one that has no field for the description of a code, at any depth.

    It is encoded as an array: with the names there would be three times as much to hash.
    """
    kept = [
        (name, _compared_type(kind), None)
        for name, kind in get_type_hints(struct, include_extras=True).items()
        if not name.endswith(_DESCRIPTION)
    ]
    return msgspec.defstruct(f"Compared{struct.__name__}", kept, frozen=True, gc=False, array_like=True)


def _compared_type(kind: Any) -> Any:  # noqa: ANN401 - any annotation of a field
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _without_descriptions(kind)
    if get_origin(kind) is tuple:
        return tuple[_compared_type(get_args(kind)[0]), ...]  # type: ignore[misc]
    if get_origin(kind) is UnionType:
        return reduce(or_, map(_compared_type, get_args(kind)))
    return kind
