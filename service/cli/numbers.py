"""Numbers of records, changes and runs as they are typed: what no store can hold is refused before it is looked for."""

from typing import Final

from audit.canonical import MAX_INTEGER
from service.errors import NotAcceptable, NotFound, ReasonCode

LARGEST: Final = MAX_INTEGER
"""What an entry of the log can name; SQLite and PostgreSQL could number up to 2**63 - 1."""


def check_numbers(*numbers: int | None) -> None:
    """Refuse what can be no number of anything; None is one that was not typed.

    Raises:
        NotAcceptable: FIELD_INVALID, below 1.
        NotFound: above the largest number there can be.
    """
    for number in numbers:
        if number is not None and number < 1:
            raise NotAcceptable(ReasonCode.FIELD_INVALID, "Give a number of 1 or more.")
        if number is not None and number > LARGEST:
            raise NotFound(ReasonCode.NOT_FOUND, f"There is nothing of so large a number: none is above {LARGEST:,}.")
