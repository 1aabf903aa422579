"""Which agreements does their chain carry? Charter and agreement and flow: where a link is broken, nothing opens.

A disclosure needs all three tiers: parties that are members of a charter in force, an agreement in force between them,
and a flow within it (an agreement's own rules are its flows, unless it `opens_by` flows alone). Who is in force by
signature, date and suspension is the register's question; whose chain stands is answered here, purely.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from isa.document.rules import Rule
from isa.document.whole import Agreement
from isa.narrowing import Place, covers, wider, wider_emergency
from isa.vocabulary import Vocabulary

_ABOVE: Mapping[str, str] = {"flow": "isa", "isa": "charter"}
_CALLED: Mapping[str, str] = {"flow": "a flow", "isa": "an agreement", "charter": "a charter"}


class ChainCode(StrEnum):
    """Why an agreement that is in force by itself opens nothing all the same."""

    DUPLICATE = "duplicate"
    CYCLE = "chain_cycle"
    PARENT_MISSING = "parent_missing"
    PARENT_NOT_IN_FORCE = "parent_not_in_force"
    PARENT_OF_WRONG_TIER = "parent_of_wrong_tier"
    NOT_A_MEMBER = "not_a_member"
    OPENS_MORE = "opens_more_than_parent"


@dataclass(frozen=True)
class ChainFault:
    """One broken link, and what to do about it."""

    code: ChainCode
    advice: str


@dataclass(frozen=True)
class Chains:
    """Which agreements stand, in the order of their ids, and what is broken in the others, by id."""

    standing: tuple[Agreement, ...]
    broken: Mapping[str, tuple[ChainFault, ...]]


def chains(in_force: Iterable[Agreement], vocabulary: Vocabulary, others: Iterable[Agreement] = ()) -> Chains:
    """Of the agreements that are in force by themselves, those whose chain stands.

    Args:
        in_force: one version of each, checked by `isa.reading`.
        vocabulary: the words.
        others: further documents that are known and not in force: only what is said of a broken link depends on them.
    """
    present = tuple(in_force)
    known = {one.isa_id for one in (*present, *others)}
    broken: dict[str, tuple[ChainFault, ...]] = {}
    standing: dict[str, Agreement] = {}
    for one in sorted(present, key=lambda one: ("charter", "isa", "flow").index(one.tier)):
        found = tuple(_links(one, present, standing, known, vocabulary))
        if found:
            broken[one.isa_id] = found
        else:
            standing[one.isa_id] = one
    return Chains(tuple(standing[name] for name in sorted(standing)), broken)


def _links(
    one: Agreement,
    present: tuple[Agreement, ...],
    standing: Mapping[str, Agreement],
    known: set[str],
    words: Vocabulary,
) -> Iterator[ChainFault]:
    if sum(other.isa_id == one.isa_id for other in present) > 1:
        yield ChainFault(ChainCode.DUPLICATE, "two documents have this id; keep one in force")
        return
    if _goes_round(one, present):
        yield ChainFault(ChainCode.CYCLE, "stands under itself, through its parents; mend parent_isa")
        return
    if one.parent_isa is not None:
        yield from _parent(one, one.parent_isa, present, standing, known)
    parent = standing.get(one.parent_isa or "")
    if one.tier == "isa":
        charters = [parent] if parent is not None else [other for other in standing.values() if other.tier == "charter"]
        yield from _members(one, charters, "a charter in force")
    elif one.tier == "flow" and parent is not None and parent.tier == "isa":
        yield from _members(one, [parent], parent.isa_id)
        yield from _within(one, parent, words)


def _goes_round(one: Agreement, present: tuple[Agreement, ...]) -> bool:
    above = {other.isa_id: other.parent_isa for other in present}
    seen: set[str] = set()
    step: str | None = one.isa_id
    while step is not None and step not in seen:
        seen.add(step)
        step = above.get(step)
    return step == one.isa_id


def _parent(
    one: Agreement, parent_isa: str, present: tuple[Agreement, ...], standing: Mapping[str, Agreement], known: set[str]
) -> Iterator[ChainFault]:
    needed = _ABOVE.get(one.tier)
    parent = next((other for other in present if other.isa_id == parent_isa), None)
    if parent is not None and parent.tier != needed:
        called = _CALLED[needed] if needed is not None else "nothing"
        yield ChainFault(
            ChainCode.PARENT_OF_WRONG_TIER, f"stands under {parent_isa}, {_CALLED[parent.tier]}; name {called}"
        )
    elif parent_isa not in known:
        yield ChainFault(ChainCode.PARENT_MISSING, f"stands under {parent_isa}, which is not here; bring it into force")
    elif parent_isa not in standing:
        yield ChainFault(
            ChainCode.PARENT_NOT_IN_FORCE, f"stands under {parent_isa}, which is not in force; see what it lacks"
        )


def _members(one: Agreement, above: list[Agreement], called: str) -> Iterator[ChainFault]:
    members = {party.org_id for other in above for party in other.parties}
    for org in sorted({party.org_id for party in one.parties} - members):
        yield ChainFault(ChainCode.NOT_A_MEMBER, f"{org} is no party to {called}: have it join, or take it out")


def _within(flow: Agreement, parent: Agreement, vocabulary: Vocabulary) -> Iterator[ChainFault]:
    for rule in flow.rules:
        said = _more(flow, rule, parent, vocabulary) if rule.effect == "allow" else None
        if said is not None:
            yield ChainFault(ChainCode.OPENS_MORE, f"rule {rule.id} opens more than {parent.isa_id}: {said}")
    said = wider_emergency(flow.break_glass, parent.break_glass)
    if said is not None:
        yield ChainFault(ChainCode.OPENS_MORE, f"opens more in an emergency than {parent.isa_id}: {said}")


def _more(flow: Agreement, rule: Rule, parent: Agreement, vocabulary: Vocabulary) -> str | None:
    """The first place at which no rule of the parent covers the flow's rule, and in what it is wider."""
    for place in _places(rule):
        covering = [above for above in parent.rules if covers(above, place)]
        if not covering:
            recipient, role, purpose, provider, record_type = place
            return f"nothing there gives {record_type} of {provider} to {role} of {recipient} for {purpose}"
        said = [wider(flow, rule, parent, above, place=place, vocabulary=vocabulary) for above in covering]
        if None not in said:
            return said[0]
    return None


def _places(rule: Rule) -> Iterable[Place]:
    return product(rule.recipient, rule.recipient_roles, rule.purposes, rule.provider, rule.record_types)
