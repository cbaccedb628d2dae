"""Plays scenes side by side, each in processes of its own, as many as the machine can bear."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from scene import Scene, Seen

MOST_PER_SECOND = 1000
"""Answers per second of all scenes that are played at a time: with more the two cores would be what is measured."""
_OF_A_SCENE = 50
"""What the processes of a scene cost besides, in answers per second: else dozens of small ones would begin at once."""
_PLAYER = Path(__file__).parent / "play_scene.py"


def play_all(scenes: Sequence[Scene]) -> Iterator[tuple[Scene, Seen]]:
    """Yield each scene with what was seen, in the order given, when all are over."""
    return zip(scenes, asyncio.run(_play_all(scenes)), strict=True)


async def _play_all(scenes: Sequence[Scene]) -> list[Seen]:
    stage, seen = _Stage(), dict[Scene, Seen]()

    async def play(scene: Scene) -> None:
        async with stage.room_for(scene.most_per_second):
            seen[scene] = await _play(scene)
        sys.stderr.write(f"\r{len(seen)} of {len(scenes)} scenes ")

    async with asyncio.TaskGroup() as group:
        for scene in sorted(scenes, key=lambda each: -each.most_per_second):
            group.create_task(play(scene))
    sys.stderr.write("\n")
    return [seen[scene] for scene in scenes]


async def _play(scene: Scene) -> Seen:
    player = await asyncio.create_subprocess_exec(
        sys.executable, str(_PLAYER), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    stdout, _ = await player.communicate(msgspec.json.encode(scene))
    if player.returncode:
        raise SystemExit(f"the scene {scene.name} was not played to its end; what it said is above")
    return msgspec.json.decode(stdout, type=Seen)


class _Stage:
    """Has room for so many answers per second, and for one scene in any case."""

    def __init__(self) -> None:
        self._taken = 0.0
        self._left = asyncio.Condition()

    @asynccontextmanager
    async def room_for(self, per_second: float) -> AsyncIterator[None]:
        async with self._left:
            per_second += _OF_A_SCENE
            await self._left.wait_for(lambda: not self._taken or self._taken + per_second <= MOST_PER_SECOND)
            self._taken += per_second
        try:
            yield
        finally:
            async with self._left:
                self._taken -= per_second
                self._left.notify_all()
