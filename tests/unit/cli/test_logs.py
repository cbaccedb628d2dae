"""Neither an identifier nor a secret gets through the log, whoever logs it and in whatever form."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from support import builders as make

from batch.cli.logs import set_up_logs
from batch.cli.redaction import redact
from batch.options.run_options import LogFormat

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


@pytest.mark.parametrize("log_format", LogFormat)
@pytest.mark.parametrize("name", LOGGED)
def test_nothing_logged_shows_an_identifier(
    name: str, log_format: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(log_format=log_format, verbosity=1)
    LOGGED[name]()
    streams = capsys.readouterr()
    assert streams.err
    assert FNR not in streams.err
    assert streams.out == ""


@pytest.mark.parametrize("name", LOGGED)
def test_every_line_of_a_json_log_is_an_object(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(log_format=LogFormat.JSON, verbosity=1)
    LOGGED[name]()
    for line in capsys.readouterr().err.splitlines():
        assert json.loads(line).keys() >= {"event", "level", "logger", "timestamp"}


def test_values_that_are_no_secret_come_through(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(log_format=LogFormat.JSON, verbosity=0)
    given = {"done": 12, "per_second": 3.5, "is_last": True, "left": None, "source": "people.csv", "names": ["å"]}
    _by_structlog(**given)
    logged = json.loads(capsys.readouterr().err)
    assert {name: logged[name] for name in given} == given


@pytest.mark.parametrize(
    ("verbosity", "shown"),
    [(-1, ["warning"]), (0, ["info", "warning"]), (1, ["debug", "info", "warning"]), (5, ["debug", "info", "warning"])],
)
def test_verbosity_decides_what_is_logged(verbosity: int, shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(log_format=LogFormat.JSON, verbosity=verbosity)
    logger = structlog.get_logger("batch.test")
    for level in ("debug", "info", "warning"):
        getattr(logger, level)(level)
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == shown


def test_a_log_that_goes_to_no_terminal_is_json_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(log_format=None, verbosity=0)
    _by_structlog()
    assert json.loads(capsys.readouterr().err)["event"] == "an event"


def test_setting_the_log_up_twice_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(log_format=LogFormat.JSON, verbosity=0)
    set_up_logs(log_format=LogFormat.CONSOLE, verbosity=0)
    _by_structlog()
    assert capsys.readouterr().err.count("an event") == 1
