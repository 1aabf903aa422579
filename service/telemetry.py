"""Log lines: JSON in production, with request id and receipt, and no personal value ever.

A line may carry only the keys named here, and only numbers, booleans and short codes as their values; anything else
is left out before it is written. An exception is logged as its type and place, never its message: messages of
libraries echo input.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any, Literal, TextIO

import orjson
import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "request", "receipt", "method", "route", "status", "milliseconds", "code",
        "agency", "kind", "provider", "load", "read", "new", "changed", "unchanged", "linked", "asked", "held",
        "quarantined", "bundle", "engine", "mode", "size", "fault", "at", "address", "records", "goldens",
    }
)  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9_./:{}+-]{0,120}\Z")

EventDict = MutableMapping[str, Any]


def only_allowed(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Drop every key that is not allowed and every value that could hold words of a person."""
    return {key: value for key, value in event.items() if key in ALLOWED and _is_plain(key, value)}


def _is_plain(key: str, value: object) -> bool:
    if key == "event" or isinstance(value, bool | int | float):
        return True
    return isinstance(value, str) and bool(_CODE.match(value))


def place_of(fault: BaseException) -> dict[str, str]:
    """The type of an exception and where it was raised; never its message."""
    frames = traceback.extract_tb(fault.__traceback__)
    last = frames[-1] if frames else None
    place = f"{'/'.join(last.filename.split('/')[-3:])}:{last.lineno}" if last else "unknown"
    return {"fault": type(fault).__name__, "at": place}


def configure(log_format: Literal["json", "console"], stream: TextIO | None = None) -> None:
    """Set structlog up once per process, and silence the access logs of libraries (they hold paths)."""
    renderer: Callable[..., Any] = (
        structlog.processors.JSONRenderer(serializer=_json)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=True,
    )
    for name in ("uvicorn.access", "httpx", "httpcore", "authlib", "opa_client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _json(event: EventDict, **_options: Any) -> str:
    return orjson.dumps(event).decode()


def logger() -> structlog.typing.FilteringBoundLogger:
    """The one logger; bind nothing personal (it would be dropped)."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return bound
