"""Reads the table of texts that the cells of an Excel 97 workbook share ([MS-XLS] 2.4.265 and 2.5.293).

It goes on in further records wherever one is full. Within the letters of a text the next one begins with a byte that
says whether they are of 8 or 16 bits from there on.
"""

import struct
from collections.abc import Iterator, Sequence

_WIDE, _HAS_MORE, _HAS_RUNS = 1, 4, 8
_RUN_BYTES = 4


def read_shared_texts(parts: Sequence[bytes]) -> Iterator[str]:
    """Yield the texts of a table, given as the content of its records. Raises struct.error where it breaks off."""
    (count,) = struct.unpack_from("<I", parts[0], 4)
    reader = _Reader(parts)
    return (reader.read() for _ in range(count))


class _Reader:
    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = iter(parts[1:])
        self._part, self._place = parts[0], 8

    def read(self) -> str:
        self._go_on()
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _HAS_RUNS else 0
        more = struct.unpack("<I", self._take(4))[0] if flags & _HAS_MORE else 0
        text = self._letters(length, flags)
        self._skip(_RUN_BYTES * runs + more)
        return text

    def _letters(self, length: int, flags: int) -> str:
        text = b""  # of 16 bits each
        while 2 * length > len(text):
            if self._go_on():
                (flags,) = self._take(1)
            width = 2 if flags & _WIDE else 1
            missing = length - len(text) // 2
            letters = self._take(width * min(missing, max(1, (len(self._part) - self._place) // width)))
            text += letters if width > 1 else letters.decode("latin-1").encode("utf-16-le")
        return text.decode("utf-16-le", "replace")

    def _skip(self, size: int) -> None:
        while size:
            self._go_on()
            step = min(size, len(self._part) - self._place)
            self._take(step)
            size -= step

    def _take(self, size: int) -> bytes:
        found = self._part[self._place : self._place + size]
        if len(found) < size:
            raise struct.error
        self._place += size
        return found

    def _go_on(self) -> bool:
        """Turn to the next record that holds anything where this one is at its end."""
        turned = False
        while self._place >= len(self._part):
            if (part := next(self._parts, None)) is None:
                raise struct.error
            self._part, self._place, turned = part, 0, True
        return turned
