"""Neither an identifier nor a secret gets through the log, whoever logs it and in whatever form."""

import json
import logging
import re
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from support import builders as make

from batch.cli.redaction import redact
from batch.cli.speech.logs import set_up_logs
from batch.cli.speech.screen import Screen

FNR = make.TENOR_DNR
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJtZSJ9.c2lnbmF0dXJl_-x"
pytestmark = pytest.mark.usefixtures("_logs_put_back")


def _secret_of(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


@pytest.mark.parametrize(
    "text",
    [
        FNR,
        f"fnr={FNR}",
        f"fnr{FNR}",
        f"rolle{FNR}",
        f"{FNR}eller",
        f"x_{FNR}_x",
        f"'{FNR}'",
        f"({FNR}).",
        f"/api/v1/fnr/{FNR}?spraakkode=NOB",
        f"%2F{FNR}",
        f"\\x0a{FNR}",
        f"{FNR[:6]} {FNR[6:]}",
        f"{FNR[:6]}-{FNR[6:]}",
        f"{FNR[:6]}\u00a0{FNR[6:]}",
        f"{FNR[:6]}.{FNR[6:]}",
        f"{FNR[:2]} {FNR[2:4]} {FNR[4:6]} {FNR[6:]}",
        f"{FNR}.0",
        f"{FNR},{FNR}",
    ],
)
def test_an_identifier_is_masked_in_whatever_text_it_stands(text: str) -> None:
    masked = redact(text)
    assert FNR not in _secret_of(masked)
    assert FNR[6:] not in masked


@pytest.mark.parametrize(
    "text",
    [
        "200 of 1000 done, 12.5 per second",
        "20260301T120000Z-0123abcd",
        "2026-03-01T12:00:00.123456+00:00",
        "2026-03-01 12:00:00",
        "41c0b5b3-ed0a-4392-a57a-9bfc57dcd48c",
        "org 974760673",
        "127.0.0.1:8080",
        "418190773021 has twelve digits",
    ],
)
def test_what_is_no_identifier_is_left_alone(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [TOKEN, f"token={TOKEN}", f'{{"access_token":"{TOKEN}"}}', f"Bearer {TOKEN}", f"Authorization: bearer {TOKEN}"],
)
def test_a_jwt_is_masked(text: str) -> None:
    masked = redact(text)
    assert not [part for part in TOKEN.split(".") if part in masked]


@pytest.mark.parametrize("text", ["Bearer opaque/+token==", "'Authorization': 'Bearer opaque/+token=='"])
def test_an_opaque_bearer_token_is_masked(text: str) -> None:
    assert "opaque" not in redact(text)


class Thing:
    """Something that only becomes text when it is written."""

    def __repr__(self) -> str:
        return f"<Thing {FNR}>"


def set_up(*, as_json: bool = True, level: int = logging.DEBUG) -> None:
    set_up_logs(Screen(), as_json=as_json, level=level, run_id=lambda: "a run")


def _by_structlog(**values: object) -> None:
    structlog.get_logger("batch.test").info("an event", **values)


def _by_a_library() -> None:
    logging.getLogger("aiohttp.client").warning("GET %s failed: %r", f"/fnr/{FNR}", Thing())


def _fail() -> None:
    raise ValueError(f"no answer about {FNR}") from KeyError(FNR)


def _by_a_traceback() -> None:
    try:
        _fail()
    except ValueError:
        structlog.get_logger("batch.test").exception("failed")
        logging.getLogger("asyncio").exception("failed: %s", FNR)


LOGGED: dict[str, Callable[[], None]] = {
    "text": lambda: _by_structlog(fnr=FNR),
    "the event itself": lambda: structlog.get_logger("batch.test").info(f"asked about {FNR}"),
    "a number": lambda: _by_structlog(fnr=int(FNR)),
    "a float": lambda: _by_structlog(fnr=float(FNR)),
    "bytes": lambda: _by_structlog(body=FNR.encode()),
    "an exception": lambda: _by_structlog(error=ValueError(FNR)),
    "a path": lambda: _by_structlog(path=Path(f"/in/{FNR}.csv")),
    "a set": lambda: _by_structlog(known={FNR}),
    "a list": lambda: _by_structlog(found=[FNR, (FNR,), {"fnr": FNR}]),
    "a mapping": lambda: _by_structlog(by_fnr={FNR: {"rows": [int(FNR)]}}),
    "an object": lambda: _by_structlog(thing=Thing()),
    "a bound value": lambda: structlog.get_logger("batch.test").bind(fnr=FNR).warning("an event"),
    "a library": _by_a_library,
    "a traceback": _by_a_traceback,
    "a stack": lambda: logging.getLogger("x").warning("event %s", FNR, stack_info=True, extra={"fnr": FNR}),
}


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "console"])
@pytest.mark.parametrize("name", LOGGED)
def test_nothing_logged_shows_an_identifier(name: str, *, as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(as_json=as_json)
    LOGGED[name]()
    streams = capsys.readouterr()
    assert streams.err
    assert FNR not in streams.err
    assert streams.out == ""


@pytest.mark.parametrize("name", LOGGED)
def test_every_line_of_a_json_log_is_an_object(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    LOGGED[name]()
    for line in capsys.readouterr().err.splitlines():
        logged = json.loads(line)
        assert logged.keys() >= {"event", "level", "logger", "timestamp"}
        assert logged["run_id"] == "a run"


def test_values_that_are_no_secret_come_through(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    given = {"done": 12, "per_second": 3.5, "is_last": True, "left": None, "source": "people.csv", "names": ["å"]}
    _by_structlog(**given)
    logged = json.loads(capsys.readouterr().err)
    assert {name: logged[name] for name in given} == given


@pytest.mark.parametrize(
    ("level", "shown"),
    [(logging.CRITICAL, []), (logging.WARNING, ["warning"]), (logging.INFO, ["info", "warning"])],
)
def test_the_level_decides_what_is_logged(level: int, shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    set_up(level=level)
    logger = structlog.get_logger("batch.test")
    for each in ("debug", "info", "warning"):
        getattr(logger, each)(each)
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == shown


def test_a_person_is_told_sentences_with_the_local_time_and_no_name_of_a_logger(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up(as_json=False)
    structlog.get_logger("batch.test").warning("stopping", signal="SIGINT", reason="you said so", seconds_left=None)
    structlog.get_logger("batch.test").info("progress", said="3 of 5", done=3)
    first, second = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"[0-2][0-9]:[0-5][0-9]:[0-5][0-9] warning: stopping: signal SIGINT, you said so", first)
    assert second[9:] == "3 of 5"


def test_what_only_a_person_is_told_is_no_part_of_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    structlog.get_logger("batch.test").info("progress", said="3 of 5", done=3)
    assert "said" not in json.loads(capsys.readouterr().err)


def _warn() -> None:
    warnings.warn_explicit(f"old {FNR}", UserWarning, "x.py", 1)


def _die_in_a_thread() -> None:
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()


class _Unraisable:
    def __del__(self) -> None:
        _fail()


def _log_wrongly() -> None:
    logging.getLogger("aiohttp.server").warning("%s and %d", FNR)  # noqa: PLE1206 - as a library may
    logging.getLogger("aiohttp.server").warning("%d", FNR)


BY_PYTHON: dict[str, Callable[[], None]] = {
    "a warning": _warn,
    "an error in a thread": _die_in_a_thread,
    "an error that nobody can catch": lambda: _Unraisable() and None,
    "a log line whose values do not fit": _log_wrongly,
}


@pytest.mark.parametrize("name", BY_PYTHON)
def test_what_python_would_say_by_itself_is_an_event(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        set_up()
        BY_PYTHON[name]()
    said = capfd.readouterr().err
    assert [json.loads(line)["run_id"] for line in said.splitlines()]
    assert FNR not in said


def test_setting_the_log_up_twice_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    set_up(as_json=False)
    _by_structlog()
    assert capsys.readouterr().err.count("an event") == 1
