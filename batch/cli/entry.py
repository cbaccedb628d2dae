"""Entry point: sets up signals and standard streams before anything else is imported."""

import codecs
import gc
import io
import os
import signal
import sys
from typing import NoReturn, TextIO

from batch.system.signals import ENDING, WINDOW_CLOSED

_RESUMABLE = 75  # ExitCode.RESUMABLE, which must not be imported before signals are set up
_COLLECT_AFTER = (50_000, 20, 20)
"""New objects that start a search for cycles: what a look-up makes is freed without one, and each search reads all."""


class _WithoutPandas:
    """Refuses pandas, which pyarrow would import where it is installed: 30 MiB that are of no use here."""

    @staticmethod
    def find_spec(fullname: str, path: object, target: object = None) -> None:  # noqa: ARG004 - as importlib calls it
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used by this program", name=fullname)


def set_up_interpreter() -> None:
    """Spare the time of needless searches for cycles, and the memory of pandas."""
    gc.set_threshold(*_COLLECT_AFTER)
    sys.meta_path.insert(0, _WithoutPandas)


def main() -> NoReturn:
    """Run the command line.

    SIGTERM, and a terminal that is closed, are treated as Ctrl-C, also in the background: they leave a run that can go
    on. nohup has its way.
    """
    for number in ENDING:
        if number is not WINDOW_CLOSED or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    _open_missing_streams()
    _let_streams_take_everything()
    try:
        from batch.cli.commands import run_command_line  # noqa: PLC0415 - Ctrl-C must survive it

        set_up_interpreter()
        code = run_command_line()
    except (ImportError, MemoryError, OSError) as error:
        code = _say_used_up(error)
    except KeyboardInterrupt:
        code = _RESUMABLE
        _say("stopped", "run the same command again to go on")
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)  # nothing is left to be stopped
    for stream in (sys.stdout, sys.stderr):
        _flush_or_forget(stream)
    sys.exit(code)


def _say_used_up(error: ImportError | MemoryError | OSError) -> int:
    """Say what the machine lacks for the program even to start; raise the error where that is not the reason."""
    from batch.errors.exhaustion import exhaustion  # noqa: PLC0415 - only then

    if (used_up := exhaustion(error)) is None:
        raise error
    _say(used_up.what, used_up.remedy)
    return _RESUMABLE


def _say(what: str, remedy: str | None) -> None:
    """Say, in the manner asked for, why the program has not even begun."""
    from batch.cli.speech.voice import Ending, Voice  # noqa: PLC0415
    from batch.jobs.exit_codes import ExitCode  # noqa: PLC0415 - only then

    parts = {"type": "NotBegunError", "what": what, "remedy": remedy, "source": None}
    voice = Voice(sys.argv[1:])
    voice.end(Ending(code=ExitCode.RESUMABLE, error=parts, sentence=f"{what}; {remedy}"))
    voice.measure(ExitCode.RESUMABLE)


def _open_missing_streams() -> None:
    """A service can be started without standard streams; what is said is then said to nobody."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the end


def _let_streams_take_everything() -> None:
    """Write what a stream's encoding lacks, as a C locale's lacks æøå, with the escapes of JSON."""
    codecs.register_error("json-escapes", _as_json_escapes)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="json-escapes")


def _as_json_escapes(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)), error.end


def _flush_or_forget(stream: TextIO) -> None:
    """Let what a stream does not take go nowhere, so that the interpreter does not try again and change the code."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
