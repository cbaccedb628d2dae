"""Asks Ektepaktregisteret about many people at once, and accounts for every one of them.

From Python: `batch.look_up(frame, env="sandbox")` and `batch.read_run(folder)`, see docs/python.md. They and the errors
are imported when they are used, so that `import batch` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batch.api import Result, look_up, read_run
    from batch.errors import (
        EktepaktBatchError,
        InputError,
        KeyMaterialError,
        LedgerError,
        OutputError,
        RegisterError,
        SettingsError,
        StoppedEarlyError,
        TokenError,
    )

__version__ = "0.2.0"
_HOMES = {"look_up": "batch.api", "read_run": "batch.api", "Result": "batch.api"}

__all__ = [
    "EktepaktBatchError",
    "InputError",
    "KeyMaterialError",
    "LedgerError",
    "OutputError",
    "RegisterError",
    "Result",
    "SettingsError",
    "StoppedEarlyError",
    "TokenError",
    "__version__",
    "look_up",
    "read_run",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "batch.errors")), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
