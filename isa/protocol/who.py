"""Who takes part, why, under which rules, and which fields of which records the agreement knows."""

from dataclasses import dataclass

from isa.agreement import Agreement, DataSet, Party, Rule
from isa.clauses import read_exclusion
from isa.document.records import AgeRange
from isa.protocol import clause_words as clauses
from isa.protocol import words as say
from isa.protocol.reach import field_levels
from isa.vocabulary import Vocabulary

PARTS = {"provider": "gives", "recipient": "receives", "joint_index": "keeps the shared index with the others"}


@dataclass(frozen=True)
class PartyRow:
    """One party, in which part it takes part and under which law."""

    name: str
    org_id: str
    kind: str
    parts: str
    law: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True)
class RuleText:
    """One rule, in sentences."""

    id: str
    sentence: str
    conditions: tuple[str, ...]
    obligations: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Records:
    """One kind of record: its fields by the level from which they are told, and the bounds of the data set."""

    title: str
    code: str
    bounds: tuple[str, ...]
    by_level: tuple[tuple[str, tuple[str, ...]], ...]


def parties(agreement: Agreement, words: Vocabulary) -> tuple[PartyRow, ...]:
    """The parties, in the order of the document."""
    return tuple(_party(party, agreement, words) for party in agreement.parties)


def rules(agreement: Agreement, words: Vocabulary) -> tuple[RuleText, ...]:
    """Every rule that allows; those that deny are among the limits."""
    return tuple(
        RuleText(
            rule.id,
            _sentence(agreement, rule, words),
            tuple(clauses.conditions(rule, words)),
            tuple(clauses.obligations(rule, words)),
            rule.note or "",
        )
        for rule in agreement.rules
        if rule.effect == "allow"
    )


def records(agreement: Agreement, words: Vocabulary) -> tuple[Records, ...]:
    """The data sets, each with every field that the agreement knows."""
    return tuple(_records(one, agreement, words) for one in agreement.data_sets)


def _party(party: Party, agreement: Agreement, words: Vocabulary) -> PartyRow:
    names = {one.org_id: one.name for one in agreement.parties}
    more = []
    if party.competent_authority_functions:
        functions = (words.authority_functions.get(one, say.opened(one)) for one in party.competent_authority_functions)
        more.append(f"Law enforcement functions: {say.joined(functions)}")
    if party.statutory_list_membership:
        lists = (words.statutory_lists[one].title for one in party.statutory_list_membership)
        more.append(f"On the statutory lists: {say.joined(lists)}")
    if party.third_sector_commissioner:
        commissioner = party.third_sector_commissioner
        more.append(f"Commissioned by {names.get(commissioner, commissioner)}")
    if party.note:
        more.append(party.note)
    return PartyRow(
        party.name,
        party.org_id,
        say.opening(say.controller(party.controller_type)),
        say.opening(say.joined(PARTS.get(role, say.opened(role)) for role in party.roles)),
        tuple(say.opening(say.REGIMES[regime]) for regime in party.regime_capacity),
        tuple(more),
    )


def _sentence(agreement: Agreement, rule: Rule, words: Vocabulary) -> str:
    """`From records of police involvement held by ..., social workers of ... may learn ..., for ...`."""
    names = {party.org_id: party.name for party in agreement.parties}
    what = say.joined((say.record_type(kind, words) for kind in rule.record_types), "or")
    held = say.joined((names.get(one, one) for one in rule.provider), "or")
    who = say.joined((say.role(one, words) for one in rule.recipient_roles), "or")
    receiving = say.joined((names.get(one, one) for one in rule.recipient), "or")
    why = say.joined((say.purpose(one, words) for one in rule.purposes), "or")
    own = " (its own records)" if rule.own_records else ""
    source = f"From records of {what} held by {held}{own}"
    return f"{source}, {who} of {receiving} may learn {say.UP_TO[rule.max_level or 0]}, for {why}.{_narrowed(rule)}"


def _narrowed(rule: Rule) -> str:
    only = f" Only these fields: {say.joined(map(say.field, rule.field_allow))}." if rule.field_allow else ""
    less = f" Never these fields: {say.joined(map(say.field, rule.field_redact))}." if rule.field_redact else ""
    return only + less


def _records(one: DataSet, agreement: Agreement, words: Vocabulary) -> Records:
    levels = field_levels(agreement, one.record_type, words)
    by_level = tuple(
        (title, tuple(_field(name, one, words) for name in one.names if levels[name] == level))
        for level, title in say.LEVELS.items()
        if level > 0
    )
    title = say.opening(say.record_type(one.record_type, words))
    return Records(title, one.record_type, tuple(_bounds(one, words)), by_level)


def _field(name: str, one: DataSet, words: Vocabulary) -> str:
    """A field, with what the document says of it beyond its name."""
    own = next((field for field in one.fields if not isinstance(field, str) and field.name == name), None)
    category = f"{say.opened(own.category)}" if own and own.category else ""
    treated = f"treated as {say.sensitivity(own.sensitivity, words)}" if own and own.sensitivity else ""
    more = ", ".join(part for part in (category, treated) if part)
    return f"{say.field(name)} ({more})" if more else say.field(name)


def _bounds(one: DataSet, words: Vocabulary) -> list[str]:
    """About whom the records may be, and which of them the data set leaves out."""
    found = []
    if one.subject_roles:
        found.append(f"Only about people recorded as {say.joined(map(say.opened, one.subject_roles), 'or')}.")
    if one.age_range is not None:
        found.append(_ages(one.age_range))
    if one.exclude_predicates:
        found.append(f"Left out: {say.joined(_excluded(text, words) for text in one.exclude_predicates)}.")
    if one.note:
        found.append(one.note)
    return found


def _ages(ages: AgeRange) -> str:
    """`Only about people under 18.`"""
    least = f"aged {ages.at_least} or over" if ages.at_least else ""
    under = f"under {ages.under}" if ages.under is not None else ""
    return f"Only about people {say.joined(part for part in (least, under) if part) or 'of any age'}."


def _excluded(text: str, words: Vocabulary) -> str:
    """`sensitivity(DA_REFUGE)` in words."""
    clause = read_exclusion(text, words)
    said = say.sensitivity if clause.word == "sensitivity" else lambda name, _: clauses.AGES.get(name, say.opened(name))
    named = say.joined((said(name, words) for name in clause.named), "or")
    return words.exclusions[clause.word].says.format(named)
