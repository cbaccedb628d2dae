"""What a machine that has nothing more to give says, whatever it was that was refused."""

import errno

import pytest

from batch.errors.exhaustion import exhaustion


def _within(inner: BaseException, outer: BaseException) -> BaseException:
    outer.__context__ = inner
    return outer


def _from(inner: BaseException) -> BaseException:
    outer = ValueError("x")
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "open file or connection; raise the limit (ulimit -n"),
        (OSError(errno.ENFILE, "Too many open files in system"), "open file or connection"),
        (_from(OSError(errno.EMFILE, "x")), "open file or connection"),
        (_within(OSError(errno.EMFILE, "x"), RuntimeError("Cannot close a running event loop")), "open file"),
        (MemoryError(), "no further memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "no further memory"),
        (ImportError("x.so: failed to map segment from shared object"), "no further memory"),
        (RuntimeError("can't start new thread"), "no further thread"),
    ],
)
def test_it_is_one_sentence_with_what_to_do(error: BaseException, words: str) -> None:
    found = exhaustion(error)
    assert found is not None
    assert words in str(found)
    assert "run the same command again" in str(found)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ECONNREFUSED, "x"),
        RuntimeError("x"),
        ImportError("No module named x"),
        ValueError("x"),
        KeyError(),
    ],
)
def test_everything_else_is_something_else(error: BaseException) -> None:
    assert exhaustion(error) is None
