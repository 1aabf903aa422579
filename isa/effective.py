"""What does a rule come to, once data sets, sensitivity and lawful bases have bounded it? Pure, of one document.

Whoever makes something of a rule (the policy's terms, the protocol, a simulation) asks here, so that all say the same.
"""

from collections.abc import Iterable

from isa.clauses import Clause, read_condition, read_exclusion
from isa.document.grounds import LawfulBasis
from isa.document.records import AgeRange, AgreedField, DataSet
from isa.document.rules import Rule
from isa.document.whole import Agreement
from isa.vocabulary import Vocabulary

GROWN = 18
ORDINARY_ACTS = ("find", "fetch")
"""What a rule without `during(...)` covers: an export or a push must be agreed in words."""


def bases(agreement: Agreement, purpose: str, side: str, party: str) -> tuple[LawfulBasis, ...]:
    """On what a party relies, on one side, for one purpose: its own entries, or else those for all of that side."""
    entries = [basis for basis in agreement.lawful_basis if basis.purpose == purpose and basis.side == side]
    own = tuple(basis for basis in entries if basis.party == party)
    return own or tuple(basis for basis in entries if basis.party is None)


def opens(agreement: Agreement, rule: Rule) -> bool:
    """Whether an allow rule discloses anything by itself, or only bounds what the agreement's flows may open."""
    return rule.effect == "allow" and agreement.opens_by == "rules"


def agreed_fields(
    agreement: Agreement, rule: Rule, record_type: str, level: int, vocabulary: Vocabulary
) -> frozenset[str]:
    """The fields of a record type that an allow rule tells at a level, less those that it redacts."""
    known = vocabulary.record_types[record_type].fields
    told = {
        name
        for one in data_sets(agreement, record_type)
        for name in one.names
        if one.level_min(name, known[name].level) <= min(level, _most(one, name, vocabulary))
    }
    return frozenset(told & set(rule.field_allow) if rule.field_allow else told) - set(rule.field_redact)


def data_sets(agreement: Agreement, record_type: str) -> tuple[DataSet, ...]:
    """What the agreement says of a record type: one data set, in a document that holds together."""
    return tuple(one for one in agreement.data_sets if one.record_type == record_type)


def age_bands(agreement: Agreement, rule: Rule, record_type: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Of what age bands an allow rule tells. Where an age matters, people of unknown age are left out."""
    bands = set(_accepted(rule, "subject_age", vocabulary.age_bands, vocabulary))
    for one in data_sets(agreement, record_type):
        bands &= set(bands_of(one.age_range, vocabulary)) - _excluded(one, "subject_age", vocabulary)
    return tuple(sorted(bands))


def subject_roles(agreement: Agreement, rule: Rule, record_type: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """About people in what part in a record an allow rule tells."""
    roles = set(_accepted(rule, "subject_role", vocabulary.choices("subject_roles"), vocabulary))
    for one in data_sets(agreement, record_type):
        named = set(one.subject_roles) if one.subject_roles is not None else roles
        roles &= named - _excluded(one, "subject_role", vocabulary)
    return tuple(sorted(roles))


def bands_of(age: AgeRange | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The age bands of a range; none for a range that the bands cannot say."""
    if age is None or (age.at_least == 0 and age.under is None):
        return tuple(vocabulary.age_bands)
    return {(0, GROWN): ("under18",), (GROWN, None): ("adult",)}.get((age.at_least, age.under), ())


def closed_classes(agreement: Agreement, record_type: str, role: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The sensitivity classes of which this document tells a role nothing, beyond the law's own bars."""
    closed = set().union(*(_excluded(one, "sensitivity", vocabulary) for one in data_sets(agreement, record_type)))
    terms = agreement.sensitivity
    if terms.default_level == 0 or role not in terms.visible_to:
        closed |= set(terms.classes)
    return frozenset(closed)


def _accepted(rule: Rule, word: str, otherwise: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words that every condition of one kind accepts."""
    found = [set(clause.named) for clause in _conditions(rule, vocabulary) if clause.word == word]
    return tuple(sorted(set.intersection(*found))) if found else tuple(otherwise)


def _conditions(rule: Rule, vocabulary: Vocabulary) -> tuple[Clause, ...]:
    return tuple(read_condition(text, vocabulary) for text in rule.conditions)


def _excluded(one: DataSet, word: str, vocabulary: Vocabulary) -> set[str]:
    clauses = (read_exclusion(text, vocabulary) for text in one.exclude_predicates)
    return {name for clause in clauses if clause.word == word for name in clause.named}


def _most(one: DataSet, name: str, vocabulary: Vocabulary) -> int:
    """The highest level that a field's own class leaves it."""
    caps = {class_.value: cap.cap for class_, cap in vocabulary.sensitivities.items()}
    own = (field for field in one.fields if isinstance(field, AgreedField) and field.name == name)
    return min([4, *(caps[field.sensitivity] for field in own if field.sensitivity is not None)])
