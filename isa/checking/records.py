"""Do the data sets name fields that exist, and are they nowhere laxer than the vocabulary?"""

from collections.abc import Iterator

from isa.checking.words import known, once, unknown
from isa.clauses import UnknownClause, read_exclusion
from isa.document.faults import Fault
from isa.document.records import AgreedField, DataSet
from isa.document.whole import Agreement
from isa.effective import bands_of
from isa.vocabulary import RecordType, Vocabulary


def records(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that is wrong with data sets and with what is agreed about sensitive classes."""
    seen: set[str] = set()
    for at, one in enumerate(agreement.data_sets):
        path = f"$.data_sets[{at}]"
        if one.record_type in seen:
            yield Fault(f"{path}.record_type", "stands twice; describe each record type in one data set")
        seen.add(one.record_type)
        kind = vocabulary.record_types.get(one.record_type)
        if kind is None:
            yield Fault(f"{path}.record_type", unknown(one.record_type, vocabulary.record_types))
        else:
            yield from _fields(path, one, kind, vocabulary)
        yield from _subjects(path, one, vocabulary)
        yield from _exclusions(path, one, vocabulary)
    yield from _sensitivity(agreement, vocabulary)


def _fields(path: str, one: DataSet, kind: RecordType, vocabulary: Vocabulary) -> Iterator[Fault]:
    yield from once(f"{path}.fields", one.names, "field")
    for at, field in enumerate(one.fields):
        name = field if isinstance(field, str) else field.name
        place = f"{path}.fields[{at}]"
        if name not in kind.fields:
            yield Fault(place if isinstance(field, str) else f"{place}.name", unknown(name, kind.fields))
        elif isinstance(field, AgreedField):
            yield from _own_terms(place, field, kind, vocabulary)


def _own_terms(path: str, field: AgreedField, kind: RecordType, vocabulary: Vocabulary) -> Iterator[Fault]:
    known_as = kind.fields[field.name]
    if field.category not in (None, known_as.category):
        yield Fault(f"{path}.category", f"is {known_as.category} in the vocabulary; write that, or take it out")
    if field.level_min is not None and field.level_min < known_as.level:
        yield Fault(f"{path}.level_min", f"may only be stricter than the vocabulary's: {known_as.level} or more")
    if field.sensitivity is None:
        return
    caps = {class_.value: cap.cap for class_, cap in vocabulary.sensitivities.items()}
    if field.sensitivity not in caps:
        yield Fault(f"{path}.sensitivity", unknown(field.sensitivity, caps))
    elif caps[field.sensitivity] < max(known_as.level, field.level_min or 0):
        yield Fault(
            f"{path}.sensitivity", "is a class that may never be told at this field's level; take the field out"
        )


def _subjects(path: str, one: DataSet, vocabulary: Vocabulary) -> Iterator[Fault]:
    yield from known(f"{path}.subject_roles", one.subject_roles or (), vocabulary.choices("subject_roles"))
    if one.age_range is not None and not bands_of(one.age_range, vocabulary):
        yield Fault(
            f"{path}.age_range",
            "cannot be held to: a decision knows only under 18 and grown up; write under 18, or at_least 18",
        )


def _exclusions(path: str, one: DataSet, vocabulary: Vocabulary) -> Iterator[Fault]:
    for at, text in enumerate(one.exclude_predicates):
        try:
            read_exclusion(text, vocabulary)
        except UnknownClause as fault:
            yield Fault(f"{path}.exclude_predicates[{at}]", str(fault))


def _sensitivity(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    terms = agreement.sensitivity
    caps = {class_.value: cap.cap for class_, cap in vocabulary.sensitivities.items()}
    yield from known("$.sensitivity.classes", terms.classes, caps)
    yield from known("$.sensitivity.visible_to", terms.visible_to, vocabulary.roles)
    most = max((caps[name] for name in terms.classes if name in caps), default=4)
    if terms.default_level > most:
        yield Fault(
            "$.sensitivity.default_level", f"is more than the service ever tells of these classes: {most} at most"
        )
