"""Tells whether the event loop has turned since a moment: whether anything can have been read from a socket since."""

import asyncio


class Turns:
    """Counts the turns of the event loop that runs when it is made, those alone in which somebody asks."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._number = 0
        self._is_counted = False  # whether the next turn will be

    def present(self) -> int:
        """Return the number of the present turn."""
        if not self._is_counted:
            self._is_counted = True
            self._loop.call_soon(self._count)
        return self._number

    def _count(self) -> None:
        self._is_counted = False
        self._number += 1
