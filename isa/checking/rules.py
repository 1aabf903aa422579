"""Does every rule name what the document has, say what can be enforced, and rest on a basis on both sides?"""

from collections.abc import Iterable, Iterator
from math import prod

from isa.checking.words import known
from isa.clauses import UnknownClause, read_condition, read_obligation
from isa.document.faults import Fault
from isa.document.parties import Party
from isa.document.rules import Rule
from isa.document.whole import Agreement
from isa.effective import agreed_fields, bases
from isa.vocabulary import Level, Vocabulary

MOST_PLACES = 300_000
"""What one document may come to once its stars are spelled out: a charter of twenty bodies stays under it."""
FORUM_CONDITIONS = ("requires_forum_membership", "requires_attendance")


def rules(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that is wrong with the rules."""
    seen: set[str] = set()
    for at, rule in enumerate(agreement.rules):
        path = f"$.rules[{at}]"
        if rule.id in seen:
            yield Fault(f"{path}.id", "stands twice; give each rule its own id")
        seen.add(rule.id)
        yield from _rule(path, rule, agreement, vocabulary)
    places = sum(_places(rule, agreement, vocabulary) for rule in agreement.rules)
    if places > MOST_PLACES:
        yield Fault("$.rules", f"come to {places} combinations of who, why and what; split the document: {MOST_PLACES}")


def _places(rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> int:
    """For how many combinations of recipient, role, purpose, provider and record type a rule speaks."""
    everyone = (
        (rule.recipient, agreement.parties),
        (rule.recipient_roles, vocabulary.roles),
        (rule.purposes, agreement.purposes),
        (rule.provider, agreement.parties),
    )
    return prod(len(all_) if "*" in named else len(named) for named, all_ in everyone) * len(rule.record_types)


def told(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """An allow rule must leave something to tell of each record type, from the least level on.

    Asked only of a document that has no other fault: its data sets must be readable.
    """
    for at, rule in enumerate(agreement.rules):
        for kind, record_type in enumerate(rule.record_types if rule.effect == "allow" else ()):
            if not agreed_fields(agreement, rule, record_type, Level.EXISTS, vocabulary):
                yield Fault(
                    f"$.rules[{at}].record_types[{kind}]",
                    "leaves nothing to tell at level 1; keep involvement_exists in its data set, and in field_allow",
                )


def _rule(path: str, rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    yield from _words(path, rule, agreement, vocabulary)
    yield from _fields(path, rule, agreement)
    yield from _clauses(path, rule, agreement, vocabulary)
    if rule.effect == "deny":
        if rule.max_level is not None or rule.own_records or rule.field_allow or rule.obligations or rule.conditions:
            yield Fault(path, "a deny rule says when it bites in applies_when, and nothing about levels or fields")
        return
    if rule.max_level is None:
        yield Fault(f"{path}.max_level", "is missing; say how much may be told, 1 to 4")
    if rule.applies_when.model_fields_set:
        yield Fault(f"{path}.applies_when", "belongs to deny rules; use conditions")
    yield from _own_records(path, rule, agreement)
    yield from _sides(path, rule, agreement)


def _words(path: str, rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    parties = {party.org_id: party for party in agreement.parties}
    purposes = [purpose.code for purpose in agreement.purposes]
    yield from known(f"{path}.provider", _named(rule, rule.provider), parties)
    yield from known(f"{path}.recipient", _named(rule, rule.recipient), parties)
    yield from known(f"{path}.recipient_roles", _named(rule, rule.recipient_roles), vocabulary.roles)
    yield from known(f"{path}.purposes", _named(rule, rule.purposes), purposes)
    for side, orgs in (("provider", rule.provider), ("recipient", rule.recipient)):
        for org in orgs:
            if org in parties and side not in parties[org].roles:
                yield Fault(f"{path}.{side}", f"{org} is no {side} in this agreement; mend its roles")
    yield from known(
        f"{path}.applies_when.subject_role_in", rule.applies_when.subject_role_in, vocabulary.choices("subject_roles")
    )


def _named(rule: Rule, words: Iterable[str]) -> tuple[str, ...]:
    """`*` stands for everyone in a deny rule only: an allow rule that forgets somebody must not mean everybody."""
    return tuple(word for word in words if not (word == "*" and rule.effect == "deny"))


def _fields(path: str, rule: Rule, agreement: Agreement) -> Iterator[Fault]:
    agreed = {one.record_type: set(one.names) for one in agreement.data_sets}
    for at, record_type in enumerate(rule.record_types):
        if record_type not in agreed:
            yield Fault(f"{path}.record_types[{at}]", "no data set describes it; add one to data_sets")
    every = set().union(*(agreed.get(record_type, set()) for record_type in rule.record_types))
    for part, names in (("field_allow", rule.field_allow), ("field_redact", rule.field_redact)):
        for at, name in enumerate(names):
            if name not in every:
                yield Fault(f"{path}.{part}[{at}]", "no data set of this rule names that field; add it there first")


def _clauses(path: str, rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    for at, text in enumerate(rule.obligations):
        try:
            read_obligation(text, vocabulary)
        except UnknownClause as fault:
            yield Fault(f"{path}.obligations[{at}]", str(fault))
    for at, text in enumerate(rule.conditions):
        try:
            clause = read_condition(text, vocabulary)
        except UnknownClause as fault:
            yield Fault(f"{path}.conditions[{at}]", str(fault))
            continue
        if clause.word in FORUM_CONDITIONS:
            yield from _forum(f"{path}.conditions[{at}]", clause.named, rule, agreement)


def _forum(path: str, named: tuple[str, ...], rule: Rule, agreement: Agreement) -> Iterator[Fault]:
    """A purpose of one meeting cannot be met at another: such a rule would look like a promise and open nothing."""
    for purpose in agreement.purposes:
        if purpose.code in rule.purposes and purpose.forum_id is not None and purpose.forum_id not in named:
            yield Fault(path, f"is another meeting than that of {purpose.code}, {purpose.forum_id}: name that one")


def _own_records(path: str, rule: Rule, agreement: Agreement) -> Iterator[Fault]:
    """Nobody tells themselves outside a charter."""
    if rule.own_records != (set(rule.provider) == set(rule.recipient) and len(rule.provider) == 1):
        yield Fault(f"{path}.own_records", "true needs one party, the same on both sides; and that needs true")
    elif not rule.own_records and set(rule.provider) & set(rule.recipient):
        yield Fault(f"{path}.recipient", "is also the provider; an agency's own records belong in a charter rule")
    if rule.own_records and agreement.tier != "charter":
        yield Fault(f"{path}.own_records", "only a charter lets an agency see its own records through the service")


def _sides(path: str, rule: Rule, agreement: Agreement) -> Iterator[Fault]:
    """A lawful basis on both sides for every purpose, under a regime in which the party may act."""
    parties = {party.org_id: party for party in agreement.parties}
    for side, orgs in (("provider", rule.provider), ("recipient", rule.recipient)):
        for purpose in rule.purposes:
            for org in orgs:
                if not bases(agreement, purpose, side, org):
                    yield Fault(
                        f"{path}.purposes",
                        f"{purpose} has no lawful basis on the {side} side for {org}: add one to lawful_basis",
                    )
                yield from _capacity(f"{path}.{side}", agreement, purpose, side, parties.get(org))


def _capacity(path: str, agreement: Agreement, purpose: str, side: str, party: Party | None) -> Iterator[Fault]:
    """Who gives acts under the regime before the arrow, who receives under the one behind it."""
    for basis in bases(agreement, purpose, side, party.org_id) if party is not None else ():
        before, _, behind = basis.regime.partition("->")
        regime = before if side == "provider" else behind or before
        if party is not None and regime not in party.regime_capacity:
            yield Fault(
                path,
                f"{party.org_id} relies on {regime} for {purpose} and has not that capacity: "
                "mend its regime_capacity, or give it a basis of its own",
            )
