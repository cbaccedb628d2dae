"""Malformed requests: answered as far as they can be read, and logged nowhere."""

import logging
from pathlib import Path

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

LONGEST_LINE_BYTES = 65_536
"""Paths and headers up to here reach the register and Maskinporten, who say what is wrong with them."""

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def expecting_anything(routes: list[web.RouteDef]) -> list[web.RouteDef]:
    """Let these routes answer whatever an `Expect` header holds; what is unknown in it is ignored."""
    return [
        web.RouteDef(each.method, each.path, each.handler, {**each.kwargs, "expect_handler": _meet_expectation})
        for each in routes
    ]


def discreet_logger() -> logging.Logger:
    """Give the server's logger: it tells of a defect by its place alone, since messages quote what was sent."""
    logger = logging.getLogger("batch.sandbox")
    if not logger.filters:
        logger.addFilter(_tell_place_only)
    return logger


async def _meet_expectation(request: web.Request) -> None:
    if request.version >= HttpVersion11 and request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(_CONTINUE)
        request.writer.output_size = 0  # aiohttp: the answer itself has not begun


def _tell_place_only(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return True
    if isinstance(error, HttpProcessingError):  # the client's doing: it has been told with a 400
        return False
    record.msg, record.args = f"the sandbox failed: {type(error).__name__} {_place_of(error)}", ()
    record.exc_info = None
    return True


def _place_of(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"at {Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}" if traceback else ""
