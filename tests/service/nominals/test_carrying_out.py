"""No change without its entry, no entry without its change: with a fault at each step between."""

import json
from contextlib import asynccontextmanager

import pytest

from audit.errors import LogUnavailable
from service.errors import NotAcceptable, Unavailable
from service.nominals.carrying_out import report_unfinished
from service.nominals.linking import link
from service.store.database import store_down
from service.store.nominals_reading import Membership
from service.store.store import Store

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def pair(either, hub_case, number_of):
    """Two records of two people; each test has its own."""

    async def made(family: str) -> tuple[int, int]:
        for at, given in enumerate(("Isolde", "Tamsin")):
            line = hub_case(f"{family}-{at}", family, given, f"19{60 + 20 * at}-03-0{at + 1}", f"FY{at + 1} 9AA")
            await either.load("family_hubs", line, "gss:E06000009")
        return await number_of(either, f"{family}-0"), await number_of(either, f"{family}-1")

    return made


class Failing:
    """A log whose append fails, before or after the entry is in it."""

    def __init__(self, log, *, after: bool) -> None:
        self._log = log
        self._after = after

    def __getattr__(self, name: str):
        return getattr(self._log, name)

    async def append(self, entry, payload=None):
        if self._after:
            await self._log.append(entry, payload)
        raise LogUnavailable("The log does not answer.")


class Unkept:
    """A database whose next transactions lose what they wrote when they should commit, as in a crash."""

    def __init__(self, database, kept: int) -> None:
        self._database = database
        self._kept = kept

    async def rows(self, statement, parameters=()):
        return await self._database.rows(statement, parameters)

    @asynccontextmanager
    async def transaction(self):
        async with self._database.transaction() as transaction:
            yield transaction
            self._kept -= 1
            if self._kept < 0:
                raise store_down()


async def entries(either, kind: str) -> list[dict]:
    logged = await either.runtime.log.entries(limit=100)
    return [document for one in logged if (document := json.loads(one.body))["type"] == kind]


async def test_with_no_log_there_is_no_change(either, pair, lead, stands) -> None:
    one, other = await pair("Nolog")
    before = await stands(either, one, other)
    async with either.with_parts(log=Failing(either.runtime.log, after=False)) as house:
        with pytest.raises(Unavailable):
            await link(one, other, "same_person", lead, house.runtime)
    assert await stands(either, one, other) == before
    linked = await link(one, other, "same_person", lead, either.runtime)
    assert (await stands(either, one, other))[0] == (await stands(either, one, other))[1]
    assert (await either.newest("nominal.linked"))["details"]["change"] == linked.id


async def test_an_entry_whose_change_was_lost_is_told_of_in_the_log_at_once(either, pair, lead, stands) -> None:
    one, other = await pair("Lostatonce")
    before = await stands(either, one, other)
    async with either.with_parts(log=Failing(either.runtime.log, after=True)) as house:
        with pytest.raises(Unavailable):
            await link(one, other, "same_person", lead, house.runtime)
    assert await stands(either, one, other) == before
    assert await report_unfinished(either.runtime) == 1
    told = await either.newest("nominal.")
    assert told["type"] == "nominal.not_done"
    promised = await either.runtime.log.entry(told["relates_to"])
    assert b'"type":"nominal.linked"' in promised.body
    assert await report_unfinished(either.runtime) == 0, "it is told once"


async def test_a_crash_between_entry_and_commit_is_told_by_whoever_comes_next(either, pair, lead, stands) -> None:
    one, other = await pair("Crashed")
    before = await stands(either, one, other)
    crashing = Store(Unkept(either.runtime.store.database, kept=1))  # the intent is committed, and nothing after it
    async with either.with_parts(store=crashing) as house:
        with pytest.raises(Unavailable):
            await link(one, other, "same_person", lead, house.runtime)
    assert await stands(either, one, other) == before
    promised = len(await entries(either, "nominal.linked"))
    linked = await link(one, other, "same_person", lead, either.runtime)
    assert len(await entries(either, "nominal.linked")) == promised + 1
    assert (await either.newest("nominal.not_done"))["relates_to"] < linked.entry
    assert (await stands(either, one, other))[0] == (await stands(either, one, other))[1]
    assert await Membership(either.runtime.store.database).in_state("intended") == []


async def test_free_text_is_no_reason(either, pair, lead) -> None:
    one, other = await pair("Freetext")
    with pytest.raises(NotAcceptable, match="code"):
        await link(one, other, "Isolde is Tamsin's sister", lead, either.runtime)


async def test_an_entry_holds_numbers_codes_and_pseudonyms_and_nothing_personal(either, pair, lead) -> None:
    one, other = await pair("Whosename")
    linked = await link(one, other, "same_person", lead, either.runtime)
    entry = await either.newest("nominal.linked")
    names = await Membership(either.runtime.store.database).goldens([linked.moves[0].before.golden])
    assert entry["details"]["records"] == sorted((one, other))
    assert entry["details"]["from"] == [names[linked.moves[0].before.golden][0]]
    assert entry["details"]["always"] == [sorted((one, other))]
    assert (entry["operation"], entry["providers"]) == ("combination", ["gss:E06000009"])
    assert "hosename" not in str(entry)
