"""Subject access requests as rows, each in the order of its table's columns."""

from typing import Final, NamedTuple

REVIEW: Final = "review"
RELEASED: Final = "released"
DISCLOSE: Final = "disclose"
WITHHOLD: Final = "withhold"


class RequestRow(NamedTuple):
    """A row of `access_request`."""

    id: int
    subject: str
    agency: str
    received: str
    due: str
    state: str
    route: str
    flags: str
    version: int
    size: int
    assembled_by: str
    assembled_at: int
    released_by: str = ""
    released_at: int = 0
    entry: int = -1


class ItemRow(NamedTuple):
    """A row of `access_item`."""

    request: int
    number: int
    entry: int
    told_as: str
    flags: str
    decision: str = ""
    exemption: str = ""
    decided_by: str = ""
    decided_at: int = 0
    text_key: bytes | None = None
    text_sealed: bytes = b""
