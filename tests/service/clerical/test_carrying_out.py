"""A decision that is written down is carried out, though the process dies or golden nominals refuse it in between."""

from dataclasses import replace

import pytest

from audit.events import Actor
from service.clerical.claims import claim
from service.clerical.deciding import Decision, decide
from service.clerical.desk import GoldenNominals
from service.clerical.gathering import gather
from service.errors import NotAcceptable, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.store import clerical

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD = Principal(PrincipalKind.IG_LEAD, "staff-lead", "Chris Marlow", "gss:E06000009", "ig_lead", (), "mfa", 0)


class Dies(Exception):
    """The process ends here."""


class Fragile(GoldenNominals):
    """Golden nominals that fail once: before they do anything, after they did it, or with a refusal."""

    def __init__(self, fault: Exception, after: bool) -> None:
        self.fault, self.after, self.calls = fault, after, 0

    async def link(self, one: int, other: int, reason: str, by: Actor, runtime) -> object:
        return await self._fail(super().link, one, other, reason, by, runtime)

    async def never_link(self, one: int, other: int, reason: str, by: Actor, runtime) -> object:
        return await self._fail(super().never_link, one, other, reason, by, runtime)

    async def _fail(self, act, *given) -> object:
        self.calls += 1
        if self.calls > 1:
            return await act(*given)
        if self.after:
            await act(*given)
        raise self.fault


async def decided(queue, number: int, verdict: str, membership: Fragile) -> None:
    desk = replace(queue.desk, membership=membership)
    version = (await claim(number, LEAD, desk)).version
    reason = {"same": "details_agree", "different": "twins_or_siblings"}[verdict]
    await decide(number, Decision(verdict, reason, "", version), LEAD, desk)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("verdict", ["same", "different"])
async def test_a_crash_on_the_way_is_made_good_at_the_next_look_and_nothing_is_done_twice(
    queue, verdict, after
) -> None:
    number, size = await queue.ordinary(), queue.house.runtime.log.size
    membership = Fragile(Dies(), after)
    with pytest.raises(Dies):
        await decided(queue, number, verdict, membership)
    database = queue.house.runtime.store.database
    assert (await clerical.pair_of(database, number)).state == "acting"
    await gather(replace(queue.desk, membership=membership))
    pair = await clerical.pair_of(database, number)
    assert (pair.state, pair.outcome) == ("decided", verdict)
    one, other = await queue.goldens(number)
    assert (one == other) is (verdict == "same")
    entries = [one.body for one in await queue.house.runtime.log.entries(limit=8) if one.index >= size]
    kind = b'"nominal.linked"' if verdict == "same" else b'"nominal.override"'
    assert sum(kind in body for body in entries) == 1


async def test_what_golden_nominals_refuse_waits_for_a_person_again_with_the_verdict_on_record(queue) -> None:
    number = await queue.ordinary()
    refusal = NotAcceptable(ReasonCode.OVERRIDE_STANDS, "A person has decided otherwise.")
    with pytest.raises(NotAcceptable, match="decided otherwise"):
        await decided(queue, number, "same", Fragile(refusal, after=False))
    database = queue.house.runtime.store.database
    pair = await clerical.pair_of(database, number)
    assert (pair.state, pair.round, pair.outcome) == ("open", 2, "")
    assert len(await clerical.verdicts_of(database, number)) == 1
    assert number in await queue.numbers("ig-lead")
    assert await queue.decided("ig-lead", number, "different") == "decided"
    assert [row.round for row in await clerical.verdicts_of(database, number)] == [1, 2]


async def test_a_decision_is_not_carried_out_on_a_record_that_changed_meanwhile(queue) -> None:
    number = await queue.ordinary()
    membership = Fragile(Dies(), after=False)
    with pytest.raises(Dies):
        await decided(queue, number, "same", membership)
    changed = {"given": "Wilhelmina", "dob": "1931-02-01", "uprn": "", "postcode": "LA1 1AA"}
    await queue.load_police(changed, queue.references[number])
    await gather(replace(queue.desk, membership=membership))
    assert membership.calls == 1
    assert (await clerical.pair_of(queue.house.runtime.store.database, number)).state == "left"
