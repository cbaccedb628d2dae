import errno
import os
from collections.abc import Callable

import pytest

from batch.cli.speech.traces import trace_of
from batch.errors import SettingsError


def _raised(raising: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:
        raising()
    return raised.value


def _chained() -> None:
    try:
        int("Kari")
    except ValueError as error:
        raise KeyError("Ola") from error


def _grouped() -> None:
    raise ExceptionGroup("of Kari", [_raised(lambda: int("Ola"))])


@pytest.mark.parametrize("raising", [lambda: int("Kari"), _chained, _grouped])
def test_no_text_of_an_error_is_in_its_trace(raising: Callable[[], object]) -> None:
    trace = trace_of(_raised(raising)).replace('int("Kari")', "").replace('KeyError("Ola")', "")
    assert "ValueError\n" in trace
    assert "test_traces.py" in trace
    assert "invalid literal" not in trace
    assert "'Kari'" not in trace
    assert "'Ola'" not in trace


def test_what_the_system_and_we_say_is_told() -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "Kari.csv")
    assert trace_of(full).endswith("OSError: No space left on device\n")
    assert trace_of(SettingsError("no key", remedy="name one")).endswith("SettingsError: no key\n")


def test_an_error_that_leads_to_itself_is_told_once() -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert trace_of(first).count("ValueError") == 1
