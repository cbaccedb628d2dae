"""Decodes the body of a 200 into an Oppslag, and says what in it did not fit the contract.

Fields that are unknown and leaves of another type never fail a look-up (contract/tables.md, "Anomalies"): they are
left out and named. Only a body whose structure can't be followed is refused.
"""

from collections.abc import Sequence
from functools import cache, reduce
from operator import or_
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin, overload

import msgspec

from batch.errors import BadResponseError
from batch.oppslag.ektepakt import Ektepakt, Oppslag

# Decoded, an answer takes some ten times its bytes. Simply chosen: eight at a time are not noticed.
LARGE_BYTES = 1 << 20
_DECODER = msgspec.json.Decoder(Oppslag)
_ONE_DECODER = msgspec.json.Decoder(Ektepakt)
_MEMBERS_DECODER = msgspec.json.Decoder(dict[str, msgspec.Raw])
_PARTS_DECODER = msgspec.json.Decoder(list[msgspec.Raw] | None)
_EKTEPAKT = "ektepakt"  # the member of an answer that makes it large


class Decoded(NamedTuple):
    """An Oppslag, and the anomalies that reading it met: `unknown_field:<path>`, `bad_value:<path>`.

    A NamedTuple, since each answer makes two and a frozen dataclass takes longer.
    """

    oppslag: Oppslag
    anomalies: tuple[str, ...]


def decode_oppslag(body: bytes) -> Decoded:
    """Decode a body; paths are the API's names joined with dots, without list positions.

    Raises BadResponseError when it is not JSON, is truncated, or has an object or list where the contract has another.
    """
    try:
        if len(body) > LARGE_BYTES:
            return _decode_large(body)
        return Decoded(oppslag=_DECODER.decode(body), anomalies=())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass  # read again outside, so that what this error holds of the body is no context of the next
    return _decode_tolerantly(body)


class _Undecoded(Sequence[Ektepakt]):
    """The ektepakter of a large answer: each is decoded when it is its turn, so that memory holds one of them."""

    def __init__(self, parts: list[msgspec.Raw]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return len(self._parts)

    @overload
    def __getitem__(self, index: int) -> Ektepakt: ...
    @overload
    def __getitem__(self, index: slice) -> "_Undecoded": ...
    def __getitem__(self, index: int | slice) -> "Ektepakt | _Undecoded":
        found = self._parts[index]
        return _Undecoded(found) if isinstance(found, list) else _decode_part(found, {})


def _decode_large(body: bytes) -> Decoded:
    """Decode all of it once, to see that it can be and what does not fit; its ektepakter are kept undecoded."""
    members = _MEMBERS_DECODER.decode(body)
    parts = _PARTS_DECODER.decode(members.pop(_EKTEPAKT, b"null"))
    anomalies: dict[str, None] = {}
    top = {name: msgspec.json.decode(each) for name, each in members.items()}
    oppslag = msgspec.convert(_follow(top, Oppslag, "", anomalies), Oppslag)
    for each in parts or ():
        _decode_part(each, anomalies)
    ektepakter: Any = None if parts is None else _Undecoded(parts)
    return Decoded(oppslag=msgspec.structs.replace(oppslag, ektepakt=ektepakter), anomalies=tuple(anomalies))


def _decode_part(part: msgspec.Raw, anomalies: dict[str, None]) -> Ektepakt:
    try:
        return _ONE_DECODER.decode(part)
    except msgspec.ValidationError:
        pass
    kept = _follow_item(msgspec.json.decode(part), Ektepakt, _EKTEPAKT, anomalies)
    return msgspec.convert(kept, Ektepakt)


def _decode_tolerantly(body: bytes) -> Decoded:
    anomalies: dict[str, None] = {}
    kept = _follow(_decode_json(body), Oppslag, "", anomalies)
    return Decoded(oppslag=msgspec.convert(kept, Oppslag), anomalies=tuple(anomalies))


def _decode_json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # What these errors hold of the body could be an identifier, so they are not chained.
        raise BadResponseError(f"the answer is not JSON, or is cut short ({len(body)} bytes)") from None


def _follow(value: Any, expected: Any, path: str, anomalies: dict[str, None]) -> Any:
    if _is_struct(expected):
        return _follow_object(value, expected, path, anomalies)
    if get_origin(expected) is tuple:
        return _follow_list(value, get_args(expected)[0], path, anomalies)
    return _follow_leaf(value, expected, path, anomalies)


def _follow_object(value: Any, struct: type[msgspec.Struct], path: str, anomalies: dict[str, None]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadResponseError(f"the answer has no object at {path or 'its top'}")
    types = _types_by_name(struct)
    kept = {}
    for name, inner in value.items():
        inner_path = f"{path}.{name}" if path else name
        if name not in types:
            anomalies[f"unknown_field:{inner_path}"] = None
        elif inner is not None:
            kept[name] = _follow(inner, types[name], inner_path, anomalies)
    return kept


def _follow_list(value: Any, item: Any, path: str, anomalies: dict[str, None]) -> list[Any]:
    if not isinstance(value, list):
        raise BadResponseError(f"the answer has no list at {path}")
    return [_follow_item(each, item, path, anomalies) for each in value]


def _follow_item(value: Any, item: Any, path: str, anomalies: dict[str, None]) -> Any:
    """Follow a list element; one that says nothing keeps its place, so that positions stay."""
    if value is not None:
        return _follow(value, _without_none(item), path, anomalies)
    if not _is_struct(item):
        return None
    anomalies[f"bad_value:{path}"] = None
    return {}


def _follow_leaf(value: Any, expected: Any, path: str, anomalies: dict[str, None]) -> Any:
    try:
        return msgspec.convert(value, expected)
    except msgspec.ValidationError:
        anomalies[f"bad_value:{path}"] = None
        return None


def _is_struct(expected: Any) -> bool:
    return isinstance(expected, type) and issubclass(expected, msgspec.Struct)


@cache
def _types_by_name(struct: type[msgspec.Struct]) -> dict[str, Any]:
    return {field.encode_name: _without_none(field.type) for field in msgspec.structs.fields(struct)}


def _without_none(annotation: Any) -> Any:
    """Take the None out of `X | None`; a union of several leaf types stays one."""
    if NoneType not in get_args(annotation):
        return annotation
    return reduce(or_, (each for each in get_args(annotation) if each is not NoneType))
