"""How the values that every format shares are read: dates, postcodes, telephone numbers, names, address lines.

A value is read or refused, never guessed: a date that does not exist is a fault even where swapping day and month would
make one that does.
"""

import re
from datetime import date

from connectors.faults import FaultCode, RowRefused
from connectors.records import Name, NameKind, PartialDate

_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{2,22}(?: ?(?:ext\.?|x) ?[0-9]{1,6})?", re.ASCII)
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})", re.ASCII)
_HOUSE = re.compile(
    r"((?:flat|apartment|unit) \w{1,5},? )?([0-9]{1,5}[a-z]?)(?:\.0)?[ ,]+(\S.*)", re.ASCII | re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_EARLIEST = 1850
_LATEST = 2200


def day(text: str, field: str) -> date | None:
    """Read a whole date: `YYYY-MM-DD`, `DD/MM/YYYY` or `YYYYMMDD`; empty is None. Raises `RowRefused`."""
    if not text:
        return None
    try:
        if len(text) == 10 and text[4] == "-" == text[7]:
            found = date.fromisoformat(text)
        elif len(text) == 10 and text[2] == "/" == text[5]:
            found = date.fromisoformat(f"{text[6:]}-{text[3:5]}-{text[:2]}")
        elif len(text) == 8 and text.isdecimal():
            found = date.fromisoformat(text)
        else:
            raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field)
    except ValueError:
        raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field) from None
    if not _EARLIEST <= found.year <= _LATEST:
        raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field)
    return found


def birth(text: str, field: str, latest_year: int) -> PartialDate | None:
    """Read a date of birth, which may be a year, or a year and month, alone; empty is None. Raises `RowRefused`.

    `latest_year` is the last that can be: the year after the file's, since an expected birth has a record too.
    """
    if not text:
        return None
    if len(text) in (4, 7):
        return _part_of_a_date(text, field, latest_year)
    found = day(text, field)
    if found is None or found.year > latest_year:
        raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field)
    return PartialDate(found.year, found.month, found.day)


def birth_of_parts(year: str, month: str, day_: str, field: str, latest_year: int) -> PartialDate | None:
    """Read a date of birth kept in three columns, any of which may be empty. Raises `RowRefused`."""
    parts = [_whole(part, field) for part in (year, month, day_)]
    if parts == [None, None, None]:
        return None
    y, m, d = parts
    # a leap year stands in for a year that is not known, and a long month for a month
    try:
        date(2000 if y is None else y, 1 if m is None else m, 1 if d is None else d)
    except ValueError:
        raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field) from None
    if y is not None and not _EARLIEST <= y <= latest_year:
        raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field)
    return PartialDate(y, m, d)


def month(text: str, field: str) -> str:
    """Read a date, or a month as `YYYY-MM`, as its month. Raises `RowRefused`."""
    if len(text) == 7:
        day(f"{text}-01", field)
        return text
    found = day(text, field)
    return "" if found is None else f"{found.year:04}-{found.month:02}"


def phone(text: str, field: str) -> str:
    """Read a telephone number as it is written. Raises `RowRefused` where it has other text in it."""
    written = text.strip()
    if written and _PHONE.fullmatch(written) is None:
        raise RowRefused(FaultCode.PHONE_FORMAT, field)
    return written


def postcode(text: str) -> str:
    """Put a postcode in capitals with one space; what does not look like one is kept, for matching to judge."""
    written = text.strip().upper()
    found = _POSTCODE.fullmatch(written)
    return f"{found[1]} {found[2]}" if found else written


def house_and_street(line: str) -> tuple[str, str]:
    """Split a first address line: `22.0 WINDSOR ROAD` is (`22`, `WINDSOR ROAD`); no number is (``, line)."""
    written = line.strip()
    found = _HOUSE.fullmatch(written)
    if found is None:
        return "", written
    return (found[1] or "") + found[2], found[3]


def other_names(text: str, kind: NameKind, field: str) -> tuple[Name, ...]:
    """Read names separated by semicolons, each `FAMILY/Given Given` or `Given Given Family`."""
    names = []
    for written in text.split(";"):
        if "/" in written:
            family, _, given = written.partition("/")
            names.append(Name(family.strip(), tuple(given.split()), kind))
        elif words := written.split():
            names.append(Name(words[-1], tuple(words[:-1]), kind))
    if any(not name.family for name in names):
        raise RowRefused(FaultCode.WRONG_SHAPE, field)
    return tuple(names)


def has_control(text: str) -> bool:
    """Tell whether text has control characters other than a tab."""
    return _CONTROL.search(text) is not None


def _part_of_a_date(text: str, field: str, latest_year: int) -> PartialDate:
    year, _, month_ = text.partition("-")
    found = birth_of_parts(year, month_, "", field, latest_year)
    if found is None or (len(text) == 7 and found.month is None):
        raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field)
    return found


def _whole(text: str, field: str) -> int | None:
    written = text.strip().removesuffix(".0")
    if not written:
        return None
    if not written.isdecimal() or not written.isascii() or len(written) > 4:
        raise RowRefused(FaultCode.IMPOSSIBLE_DATE, field)
    return int(written)
