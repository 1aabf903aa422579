"""What the store says of membership: rows of numbers, codes and times, and a record's matching group, still sealed."""

from typing import NamedTuple


class MemberRow(NamedTuple):
    """A record as a change of membership sees it. Open `match_sealed` with `service.sealing`."""

    record: int
    provider: str
    ref_token: bytes
    golden: int | None
    state: int
    shielded: int
    as_of: int
    match_key: bytes | None
    match_sealed: bytes


class ChangeRow(NamedTuple):
    """A row of `change`, in the order of its columns."""

    id: int
    cause: str
    state: str
    reason: str
    staff: str
    agency: str
    role: str
    at: int
    request: str
    entry: int | None
    undoes: int
    model: str
    counts: str


class MoveRow(NamedTuple):
    """A row of `move`, in the order of its columns."""

    id: int
    record: int
    change: int | None
    load: int | None
    at: int
    from_golden: int | None
    from_state: int
    from_hidden: int
    to_golden: int | None
    to_state: int
    to_hidden: int


class OverrideRow(NamedTuple):
    """A row of `override`, in the order of its columns."""

    id: int
    one: int
    other: int
    kind: str
    reason: str
    staff: str
    at: int
    change: int
    withdrawn: int
    withdrawn_by: str
    withdrawn_at: int


class HiddenRow(NamedTuple):
    """A row of `hidden`, in the order of its columns."""

    record: int
    match_key: bytes
    match_sealed: bytes
    seen_key: bytes


class EdgeRow(NamedTuple):
    """A row of `edge`, in the order of its columns."""

    record: int
    other: int
    score: int
    levels: str
    model: str
    at: int


class NoticeRow(NamedTuple):
    """A row of `notice`, in the order of its columns."""

    id: int
    change: int
    entry: int
    request: str
    subject: str
    told_as: str
    staff: str
    agency: str
    role: str
    purpose: str
    level: int
    told_at: int
    state: str
    corrected_at: int
    corrected_by: str
