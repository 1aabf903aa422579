"""The projection says what the log says: brought up to date once each, made again the same, and held to the log."""

import asyncio
import secrets

import pytest
from sqlalchemy import text

from audit.events import Actor, Entry, EventType, Operation
from isa.register import Suspended, resume, suspend
from service.oversight.projection_checked import check_projection
from service.projection.bringing_up_to_date import bring_up_to_date, make_again
from service.store import projection
from service.store.projection_rows import About, Outcome, Payload
from service.store.statement import Statement

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def everything(house) -> tuple[list, list]:
    database = house.runtime.store.database
    return await projection.rows(database, 0, 1 << 40), await projection.abouts(database, 0, 1 << 40)


async def row_of(house, entry: int):
    return (await projection.rows(house.runtime.store.database, entry, entry + 1))[0]


async def kinds_of(house, entry: int) -> set[int]:
    return {row.kind for row in await projection.abouts(house.runtime.store.database, entry, entry + 1)}


async def test_every_entry_is_taken_in_once_however_many_do_so_at_once(either) -> None:
    await either.ask("social-worker")
    await asyncio.gather(*(bring_up_to_date(either.runtime) for _ in range(4)))
    rows, _ = await everything(either)
    assert [row.entry for row in rows] == list(range(either.runtime.log.size))
    assert (await check_projection(either.runtime))[2:] == (0, [])


async def test_made_again_from_the_log_it_is_the_same(either) -> None:
    await either.ask("social-worker")
    await bring_up_to_date(either.runtime)
    before = await everything(either)
    assert await make_again(either.runtime) == len(before[0])
    assert await everything(either) == before


async def test_a_line_that_was_removed_changed_or_added_is_named(either) -> None:
    told = (await either.ask("social-worker"))["receipt"]["index"]
    await bring_up_to_date(either.runtime)
    for spoilt in (
        f"DELETE FROM entry_about WHERE entry = {told} AND kind = {int(About.PERSON)}",
        f"UPDATE entry_index SET outcome = {int(Outcome.EMPTY)} WHERE entry = {told}",
        f"DELETE FROM entry_index WHERE entry = {told}",
    ):
        async with either.runtime.store.database.transaction() as transaction:
            await transaction.run(Statement(text(spoilt)))
        checked = await check_projection(either.runtime)
        assert (checked.sound, checked.named) == (False, [told]), spoilt
        await make_again(either.runtime)
    async with either.runtime.store.database.transaction() as transaction:
        invented = (await projection.rows(transaction, told, told + 1))[0]._replace(entry=either.runtime.log.size + 5)
        await projection.add(transaction, [invented], [])
        await projection.set_size(transaction, either.runtime.log.size)
    assert either.runtime.log.size + 5 in (await check_projection(either.runtime)).named
    await make_again(either.runtime)
    assert (await check_projection(either.runtime)).sound


async def test_once_a_payload_is_destroyed_what_only_it_said_is_forgotten(either) -> None:
    reply = await either.ask("social-worker", scope="family")
    told = reply["receipt"]["index"]
    await bring_up_to_date(either.runtime)
    assert {About.HOLDER, About.PERSON} <= await kinds_of(either, told)
    people = [row.value for row in await projection.abouts(either.runtime.store.database, told, told + 1)
              if row.kind == About.PERSON]  # fmt: skip
    assert len(people) > 1, "relatives stand in the payload"
    erasure = Entry(EventType.PAYLOAD_SHREDDED, secrets.token_hex(16), Actor("operator", "partnership"),
                    Operation.ERASURE)  # fmt: skip
    await either.runtime.log.shred(told, erasure)
    await bring_up_to_date(either.runtime)
    left = await projection.abouts(either.runtime.store.database, told, told + 1)
    subject = (await either.newest("enquiry.answered"))["subject"]
    assert [row.value for row in left if row.kind == About.PERSON] == [subject]
    assert not [row for row in left if row.kind == About.HOLDER]
    assert About.UNREADABLE in {row.kind for row in left}
    assert (await row_of(either, told)).sealed == Payload.SHUT
    assert (await check_projection(either.runtime)).sound


async def test_an_answer_that_was_withheld_told_nobody(either) -> None:
    stop = Suspended(subject="agreement", name="LANCS-ISA-0042", since=1, by="SIRO", reason="a breach")
    state = either.runtime.settings.suspensions_path

    class Meanwhile:
        def __getattr__(self, name: str):
            return getattr(either.runtime.agreements, name)

        async def decide(self, question):
            decision = await either.runtime.agreements.decide(question)
            suspend(state, stop)
            return decision

    async with either.with_parts(agreements=Meanwhile()) as asked:
        assert (await asked.post("social-worker")).status_code == 503
    resume(state, "agreement", "LANCS-ISA-0042")
    refusal = await either.newest("enquiry.refused")
    await bring_up_to_date(either.runtime)
    assert (await row_of(either, refusal["relates_to"])).outcome == Outcome.WITHHELD
    assert not {About.PERSON, About.HOLDER, About.PROVIDER} & await kinds_of(either, refusal["relates_to"])
    assert (await check_projection(either.runtime)).sound
    before = await everything(either)
    await make_again(either.runtime)
    assert await everything(either) == before
