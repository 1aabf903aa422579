"""The same records as plain columns, which is what the peers read: cleaned as their documentation advises.

Lower case, no punctuation around, empty is null, one value a column: the current name, address and telephone. The
peers get every field that our own model gets.
"""

from collections.abc import Sequence

from connectors.records import NominalRecord, PartialDate

Column = list[str | None]
NAMES = (
    "forename", "middle", "surname", "full_name", "dob", "sex", "house", "street", "street_2", "locality", "postcode",
    "phone", "nhs",
)  # fmt: skip
_FEWEST = 0.01
"""A column is compared if at least this share of the records have it."""


def columns(records: Sequence[NominalRecord]) -> dict[str, Column]:
    """Each column of `NAMES`, a value or null for each record."""
    rows = [_row(record) for record in records]
    return {name: [row[at] or None for row in rows] for at, name in enumerate(NAMES)}


def filled(columns: dict[str, Column]) -> set[str]:
    """The columns that enough records have."""
    return {
        name for name, values in columns.items() if sum(value is not None for value in values) >= _FEWEST * len(values)
    }


def _row(record: NominalRecord) -> tuple[str, ...]:
    name = record.names[0]
    forename = name.given[0].strip().lower() if name.given else ""
    surname = name.family.strip().lower()
    full = f"{forename} {surname}" if forename and surname else ""
    address = record.addresses[0] if record.addresses else None
    place = (address.house, address.street, address.locality, address.postcode) if address else ("", "", "", "")
    house, street, locality, postcode = (part.strip().lower() for part in place)
    second = record.addresses[1].street.strip().lower() if len(record.addresses) > 1 else ""
    sex = record.sex if record.sex in ("male", "female") else ""
    middle = " ".join(name.given[1:]).strip().lower()
    nhs = next((i.value for i in record.identifiers if i.scheme == "nhs"), "")
    phone = "".join(filter(str.isdigit, record.phones[0]))[-10:] if record.phones else ""
    return (
        forename,
        middle,
        surname,
        full,
        iso(record.dob),
        sex,
        house,
        street,
        second,
        locality,
        spaced(postcode),
        phone,
        nhs,
    )


def iso(born: PartialDate | None) -> str:
    """A whole date of birth as `YYYY-MM-DD`, else nothing: a peer's date comparison takes whole dates."""
    if born is None or not (born.year and born.month and born.day):
        return ""
    return f"{born.year:04}-{born.month:02}-{born.day:02}"


def spaced(postcode: str) -> str:
    """A postcode as Splink's comparison reads it: upper case, with the space before the last three.

    >>> spaced("fy13xx"), spaced("FY1 3XX"), spaced("4011")
    ('FY1 3XX', 'FY1 3XX', '4011')
    """
    plain = "".join(postcode.upper().split())
    return f"{plain[:-3]} {plain[-3:]}" if 5 <= len(plain) <= 7 and plain[0].isalpha() else plain
