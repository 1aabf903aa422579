"""Finding in the log agrees with reading all of it, whatever is wanted, however the pages are cut."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.signer import Signer, create_key
from audit.storage.sqlite import SqliteStorage
from service.errors import Unavailable
from service.forms.finding import find
from service.forms.recorded import Recorded, read_recorded
from service.forms.wanted import FOREVER, Wanted

SUBJECTS = ["", "a" * 32, "b" * 32]
STAFF = ["staff-a", "staff-b"]
AGENCIES = ["police:04", "ods:RXL"]
TIMES = [100, 100, 200, 200, 200, 350, 350, 400, 400, 900, 900, 901]


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[AuditLog]:
    """Twelve entries, some of them taken in at the same microsecond."""
    create_key(tmp_path / "key", "fylde.example/log/2026")
    times = iter([*TIMES, *[10**15] * 100])
    opened = await AuditLog.open(SqliteStorage(tmp_path / "log.db"), Signer.load(tmp_path / "key"), lambda: next(times))
    for index in range(len(TIMES)):
        actor = Actor(STAFF[index % 2], AGENCIES[index // 3 % 2])
        await opened.append(Entry(EventType.ENQUIRY_ANSWERED, f"r{index}", actor, subject=SUBJECTS[index % 3]))
    yield opened
    await opened.close()


async def all_of(log: AuditLog) -> list[Recorded]:
    return [read_recorded(one, log.verifier.name) for one in await log.entries(limit=100)]


async def every_page(log: AuditLog, wanted: Wanted, count: int, most_read: int) -> list[int]:
    found: list[int] = []
    before: int | None = log.size
    while before is not None:
        page = await find(wanted, before, count, log, most_read)
        assert len(page.entries) <= count
        assert page.next is None or page.next < before
        found += [one.index for one in page.entries]
        before = page.next
    return found


def fits(recorded: Recorded, wanted: Wanted) -> bool:
    entry = recorded.entry
    return (
        (not wanted.subject or entry.subject == wanted.subject)
        and (not wanted.staff or entry.actor.staff == wanted.staff)
        and (not wanted.agency or entry.actor.agency == wanted.agency)
        and wanted.since <= recorded.time < wanted.until
    )


async def test_the_clock_of_the_entries_is_what_this_test_believes(log: AuditLog) -> None:
    assert [one.time for one in reversed(await all_of(log))] == sorted(one.time for one in await all_of(log))
    assert len({one.time for one in await all_of(log)}) > 3


@pytest.mark.parametrize("most_read", [1, 5, 100])
@pytest.mark.parametrize("count", [1, 3, 100])
async def test_the_pages_agree_with_reading_everything(log: AuditLog, count: int, most_read: int) -> None:
    everything = await all_of(log)
    bounds = sorted({-FOREVER, FOREVER, *(t + d for t in (100, 200, 900) for d in (0, 1)), everything[0].time + 1})
    for since in bounds:
        for until in bounds:
            wanted = Wanted(since=since, until=until)
            expected = [one.index for one in everything if fits(one, wanted)]
            assert await every_page(log, wanted, count, most_read) == expected, wanted


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("staff", ["", *STAFF, "staff-"])
@pytest.mark.parametrize("agency", ["", *AGENCIES])
async def test_whoever_and_whomever_agree_with_reading_everything(log, subject: str, staff: str, agency: str) -> None:
    wanted = Wanted(subject, staff, agency)
    expected = [one.index for one in await all_of(log) if fits(one, wanted)]
    assert await every_page(log, wanted, 2, 3) == expected


async def test_a_page_reads_no_more_than_its_share_and_says_where_the_next_begins(log: AuditLog) -> None:
    page = await find(Wanted(staff="nobody"), log.size, 5, log, most_read=4)
    assert (page.entries, page.next) == ([], log.size - 4)


async def test_a_log_that_cannot_be_read_is_unavailable(log: AuditLog) -> None:
    await log.close()
    with pytest.raises(Unavailable):
        await find(Wanted(), 5, 5, log)
