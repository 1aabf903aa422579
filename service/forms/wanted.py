"""Which entries are wanted, from the words of a search: a subject, whoever acted, a stretch of time.

Tokens and dates are written as in FHIR R4 search (3.1.1.4.7, 3.1.1.4.10): `system|value` or a bare value; a date of any
precision after `eq`, `ge`, `gt`, `le`, `lt`, `sa` or `eb`, taken as UTC where it says no zone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn

from service.errors import NotAcceptable, ReasonCode
from service.forms.fhir_codes import OWN

FOREVER: Final = 1 << 62
_SUBJECT: Final = re.compile(r"[0-9a-f]{32}")
_STAFF: Final = re.compile(r"[a-z0-9][a-z0-9:._-]{0,79}")
_AGENCY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,79}")
_DATE: Final = re.compile(
    r"(eq|ge|gt|le|lt|sa|eb)?((?:19|20|21)\d\d)(?:-(\d\d)(?:-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?"
)
"""Years that in microseconds stay within 2^53, the largest number that an entry of the log may hold."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted; an empty text wants all."""

    subject: str = ""
    staff: str = ""
    agency: str = ""
    """Of whoever acted."""
    since: int = -FOREVER
    """The first microsecond since 1970, UTC."""
    until: int = FOREVER
    """The first microsecond after."""


def read_wanted(subject: str, agent: str, dates: Sequence[str]) -> Wanted:
    """Read the words of a search.

    Raises:
        NotAcceptable: one of them is not written as it must be. What was written is not repeated.
    """
    wanted = Wanted(subject=_subject(subject))
    kind, value = _token(agent)
    if kind == "agency":
        wanted = replace(wanted, agency=_fitting(_AGENCY, value, "Give an agency as urn:golden-thread:agency|id."))
    elif kind in ("", "staff"):
        wanted = replace(wanted, staff=_fitting(_STAFF, value, "Give the pseudonym of whoever acted: staff-…"))
    else:
        _refuse("Give whoever acted as urn:golden-thread:staff|… or urn:golden-thread:agency|…")
    for one in dates:
        since, until = _stretch(one)
        wanted = replace(wanted, since=max(wanted.since, since), until=min(wanted.until, until))
    return wanted


def _subject(text: str) -> str:
    kind, value = _token(text)
    advice = "Give the pseudonym of the person: 32 hexadecimal digits. A name or number of theirs finds nobody here."
    if kind not in ("", "subject"):
        _refuse(advice)
    return _fitting(_SUBJECT, value, advice)


def _token(text: str) -> tuple[str, str]:
    """Which of our systems a token names (`?` for one that is not ours), and its value."""
    system, bar, value = text.rpartition("|")
    if not bar:
        return "", text
    return system.removeprefix(OWN) if system.startswith(OWN) else "?", value


def _fitting(pattern: re.Pattern[str], value: str, advice: str) -> str:
    if value and not pattern.fullmatch(value):
        _refuse(advice)
    return value


def _stretch(text: str) -> tuple[int, int]:
    """The microseconds that a date of FHIR's search leaves, from the first to the one after the last."""
    found = _DATE.fullmatch(text)
    if not found:
        _refuse("Write a date as 2026-11, ge2026-11-01 or lt2026-11-20T12:00:00Z.")
    try:
        start, end = _period(*found.groups()[1:])
    except (ValueError, OverflowError):
        _refuse("There is no such date or time.")
    return {
        "ge": (start, FOREVER),
        "gt": (end, FOREVER),
        "sa": (end, FOREVER),
        "lt": (-FOREVER, start),
        "eb": (-FOREVER, start),
        "le": (-FOREVER, end),
    }.get(found[1], (start, end))


def _period(year: str, *rest: str | None) -> tuple[int, int]:
    """How long a date of this precision lasts, in microseconds since 1970, UTC."""
    month, day, hour, minute, second, fraction, zone = rest
    micro = int((fraction or "").ljust(6, "0"))
    midnight = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
    start = midnight.replace(hour=int(hour or 0), minute=int(minute or 0), second=int(second or 0), microsecond=micro)
    start -= _offset(zone or "Z")
    if not month:
        end = start.replace(year=start.year + 1)
    elif not day:
        end = (start + timedelta(days=31)).replace(day=1)
    elif not hour:
        end = start + timedelta(days=1)
    elif not second:
        end = start + timedelta(minutes=1)
    else:
        end = start + timedelta(microseconds=10 ** (6 - len(fraction or "")))
    return _micros(start), _micros(end)


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    return timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[4:]))


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _refuse(advice: str) -> NoReturn:
    raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
