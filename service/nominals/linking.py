"""A person says that two records are one person: their golden nominals become one, and stay one at every re-linking."""

from audit.events import Actor, EventType
from service.errors import NotAcceptable, ReasonCode
from service.nominals.carrying_out import Guard, Intended, carry_out
from service.nominals.making import Making
from service.nominals.releasing import undecided
from service.nominals.rules import check_hard_rules, check_never, stands
from service.nominals.shapes import ALWAYS, Cause, Change
from service.runtime import Runtime
from service.store.nominals_rows import MemberRow
from service.store.rows import State


async def link(one: int, other: int, reason: str, by: Actor, runtime: Runtime, guard: Guard | None = None) -> Change:
    """Link two records, by number: the older of their golden nominals takes in the other, and an `always` stands.

    A held record becomes live with the other's golden nominal; where that is a shielded person's, without its address.

    Raises:
        NotFound: there is no such record.
        NotAcceptable: LINK_REFUSED (two verified NHS numbers, deaths that contradict, or both are held),
            OVERRIDE_STANDS (a `never` between any of their records; or they are linked by decision already).
        Unavailable: store or log is down. Nothing changed.
    """
    if one == other:
        raise NotAcceptable(ReasonCode.LINK_REFUSED, "A record is linked with itself already. Give two records.")

    async def plan(making: Making) -> None:
        await _plan(making, one, other)

    intended = Intended(Cause.CLERICAL, EventType.NOMINAL_LINKED, reason, by, guard=guard)
    return await carry_out(intended, plan, runtime)


async def _plan(making: Making, one: int, other: int) -> None:
    pair = await making.look_up((one, other))
    standing = await making.membership.overrides_of([one])
    already = [each for each in standing if other in (each.one, each.other)]
    if already:
        raise stands(already)
    if pair[0].golden is None and pair[1].golden is None:
        advice = "Both records wait because each may be a shielded person's. Decide first whether one of them is."
        raise NotAcceptable(ReasonCode.LINK_REFUSED, advice)
    if pair[0].golden != pair[1].golden:
        await _merge(making, pair)
    else:
        making.concerned.add(pair[0].golden or 0)
    await making.set_override(one, other, ALWAYS)


async def _merge(making: Making, pair: list[MemberRow]) -> None:
    """The golden nominal with the lower number is the older one: it keeps its number and pseudonym."""
    kept = min(row.golden for row in pair if row.golden is not None)
    coming = [mate for row in pair if row.golden != kept for mate in await _mates(making, row)]
    staying = await making.members(kept)
    check_never([*coming, *staying], await making.membership.overrides_of([row.record for row in (*coming, *staying)]))
    check_hard_rules([(row.record, await making.person(row)) for row in (*coming, *staying)])
    await _check_held(making, coming, staying)
    for row in coming:
        await making.move(row, kept)
    await making.settle_shielding()


async def _mates(making: Making, row: MemberRow) -> list[MemberRow]:
    return [row] if row.golden is None else await making.members(row.golden)


async def _check_held(making: Making, coming: list[MemberRow], staying: list[MemberRow]) -> None:
    """A record that may yet be a shielded person's does not become somebody's who is not shielded."""
    held = [row.record for row in coming if row.state == State.HELD]
    if not held or any([await making.wardrobe.shielded_at_source(row) for row in (*coming, *staying)]):
        return
    open_pairs = await undecided(making.membership, held)
    if open_pairs:
        others = ", ".join(str(other) for _, other in open_pairs)
        advice = f"This record may still be a shielded person's. Decide first whether it belongs to record {others}."
        raise NotAcceptable(ReasonCode.LINK_REFUSED, advice)
