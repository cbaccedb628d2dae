"""Reads the small text files that settings stand in, with or without a byte order mark."""

import os
import stat
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from batch.errors import SettingsError, say_unreadable
from batch.system.files import NONBLOCK, OF_THIS_PROCESS
from batch.system.users import this_user, user_name


class ForeignFileError(Exception):
    """Raised for a file that belongs to neither this user nor root; `str()` is what is said of it."""


def decode_text(content: bytes) -> str:
    """Decode UTF-8, or UTF-16 with its byte order mark. Raises ValueError with what it is otherwise."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16").lstrip("\ufeff")
    text = content.decode().lstrip("\ufeff")
    if "\0" in text:  # no text in UTF-8 has it, every ASCII letter in UTF-16 does
        raise UnicodeDecodeError("utf-8", content, content.index(0), content.index(0) + 1, "a zero byte")
    return text


def read_named_file(path: Path, *, remedy: str) -> str:
    """Read a file, or a pipe, that a person named. Raises SettingsError."""
    try:
        return decode_text(path.expanduser().read_bytes())
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: no such user's home
        what = say_unreadable(error) if isinstance(error, OSError | ValueError) else "can't be read (no such home)"
        raise SettingsError(what, remedy=remedy, source=str(path)) from error


def read_found_file(path: Path, *, trusts_others: bool) -> str | None:
    """Read a file that merely lies in the working folder; None when there is none.

    Nobody named it, so it is read only when it is this user's own or root's, and a pipe is never waited for.
    Raises ForeignFileError, and SettingsError for what can't be read.
    """
    try:
        if not trusts_others:
            _refuse_foreign(path, os.lstat(path), path.stat())
        descriptor = os.open(path, os.O_RDONLY | NONBLOCK | OF_THIS_PROCESS)
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise unreadable(path, "is a pipe or a device, and no file")
            if not trusts_others:
                _refuse_foreign(path, about)
            return decode_text(file.read())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise unreadable(path, say_unreadable(error)) from error


def unreadable(path: Path, what: str) -> SettingsError:
    return SettingsError(what, remedy="correct the file, or move it away", source=str(path))


def _refuse_foreign(path: Path, *found: os.stat_result) -> None:
    foreign = {each.st_uid for each in found} - {0, this_user()}
    if foreign:
        raise ForeignFileError(
            f"{path} belongs to {_user_name(min(foreign))}, and is not read; "
            "make it your own (chown), or give --trust-folder"
        )


def _user_name(user: int) -> str:
    name = user_name(user)
    return f"user {user}" if name is None else f"the user {name}"
