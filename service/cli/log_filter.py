"""Conditions for `service log export --filter`, as they are typed: NAME=VALUE, and times as dates."""

from collections.abc import Sequence
from datetime import UTC, datetime

from audit.entry_filter import TIMES, EntryFilter, FilterRefused
from service.errors import NotAcceptable, ReasonCode


def read_filter(typed: Sequence[str]) -> EntryFilter:
    """The filter of what was typed.

    Raises:
        NotAcceptable: a condition is not NAME=VALUE, is given twice, is of another name, or its time is no date.
    """
    conditions: dict[str, object] = {}
    for condition in typed:
        name, equals, value = condition.partition("=")
        if not equals or name in conditions:
            raise _refused("Give each condition once, as --filter NAME=VALUE.")
        conditions[name] = _moment(value) if name in TIMES else value
    try:
        return EntryFilter.of(conditions)
    except FilterRefused as error:
        raise _refused(f"{error}") from None


def _moment(text: str) -> int:
    """Microseconds since 1970 of a date or a time; UTC where none is said."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _refused("Write a time as 2026-11-20 or 2026-11-20T12:30, in UTC.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1_000_000)


def _refused(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.FIELD_INVALID, advice)
