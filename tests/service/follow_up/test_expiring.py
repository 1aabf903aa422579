"""What people wrote to each other is destroyed past its time, an entry for each; who asked whom and when stays."""

import json
from dataclasses import dataclass, replace

import pytest

from audit.retention import DEFAULT_YEARS
from service.cli.log_keeping import OPERATOR
from service.follow_up.expiring import expire_requests, find_expired_requests
from service.follow_up.texts import wanted_of
from service.follow_up.words import FollowUpKind, State
from service.store import follow_up as store
from service.store.follow_up import FollowUpRow

YEAR = 366 * 86_400
AT = 1_795_000_000


@dataclass(frozen=True)
class At:
    """The clock of somebody who looks later."""

    seconds: int

    def now(self) -> int:
        return self.seconds


def row_of(reference: str, sealed, **changes: object) -> FollowUpRow:
    return FollowUpRow(
        id=0, reference=reference, kind=FollowUpKind.CALL_BACK.value, state=State.ANSWERED.value, entry=0, enquiry="e",
        card="0-0", staff="staff-1", agency="gss:E06000009", role="social_worker", purpose="safeguard_child",
        provider="police:04", record_type="police.family_involvement", named=1, subject="s", urgency="today",
        asked_at=AT, due=AT + 3600, asked_key=sealed.key, asked_sealed=sealed.sealed,
    )._replace(**changes)  # fmt: skip


@pytest.fixture
def sealed_for():
    from service.follow_up.texts import Wanted, seal_wanted

    wanted = Wanted("Jordan Synth", "2011-04-02", "", (), "Please ring me back.", "SC-1", "open_case", "R", "0", "b")
    return lambda reference, runtime: seal_wanted(reference, wanted, runtime)


async def test_texts_are_destroyed_past_their_time_and_the_log_says_so(houses, sealed_for) -> None:
    async with houses() as house:
        runtime = house.runtime
        async with runtime.store.database.transaction() as transaction:
            old = await store.add(transaction, row_of("old", sealed_for("old", runtime)))
            read = await store.add(transaction, row_of("read", sealed_for("read", runtime), until=AT + YEAR))
        for years, expected in ((6, []), (7, ["old"]), (9, ["old", "read"])):
            later = replace(runtime, clock=At(AT + years * YEAR))
            found = await find_expired_requests(later, DEFAULT_YEARS)
            assert [row.reference for row in found] == expected, years
        assert wanted_of(old, runtime) is not None
        assert await expire_requests(runtime, found[:1], 7, OPERATOR) == 1
        gone = await store.by_reference(runtime.store.database, "old")
        assert (gone.asked_key, gone.asked_sealed, gone.asked_at) == (None, b"", AT)
        assert wanted_of(gone, runtime) is None
        assert wanted_of(await store.by_reference(runtime.store.database, "read"), runtime) is not None
        said = json.loads((await runtime.log.entries(limit=1))[0].body)
        assert (said["type"], said["relates_to"], said["operation"]) == ("payload.shredded", old.entry, "erasure")
        assert said["details"] == {"because": "retention", "class": "disclosure", "kind": "call_back", "years": 7}
        size = runtime.log.size
        assert await expire_requests(runtime, found[:1], 7, OPERATOR) == 0  # run again after a fault: no second entry
        assert runtime.log.size == size
        later = replace(runtime, clock=At(AT + 9 * YEAR))
        assert [row.id for row in await find_expired_requests(later, DEFAULT_YEARS)] == [read.id]
