"""Do the duties bind what the rules open: passing on, security, emergencies, suspension, incidents, rights, audit?"""

from collections.abc import Iterator

from isa.checking.words import known, unknown
from isa.clauses import Clause, UnknownClause, read_condition, read_obligation
from isa.document.faults import Fault
from isa.document.rules import Rule
from isa.document.whole import Agreement
from isa.vocabulary import Vocabulary


def duties(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that is wrong with what the parties owe beside the sharing."""
    for at, rule in enumerate(agreement.rules):
        if rule.effect == "allow":
            yield from _onward(f"$.rules[{at}]", rule, agreement, vocabulary)
            yield from _secured(f"$.rules[{at}]", rule, agreement, vocabulary)
    yield from known("$.security.markings", agreement.security.markings, vocabulary.markings)
    yield from _break_glass(agreement, vocabulary)
    yield from _suspension(agreement, vocabulary)
    yield from _contacts(agreement)
    yield from known("$.audit.log_fields", agreement.audit.log_fields, vocabulary.log_fields)


def _onward(path: str, rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """No rule lets more be passed on than the document's `onward_sharing` says."""
    default = agreement.onward.default
    strictness = vocabulary.onward.index
    said = [
        (at, name) for at, clause in _obligations(rule, vocabulary) if clause.word == "onward" for name in clause.named
    ]
    for at, name in said:
        if strictness(name) > strictness(default):
            yield Fault(f"{path}.obligations[{at}]", f"lets more be passed on than onward_sharing says: {default}")
    if not said and not rule.own_records:
        yield Fault(f"{path}.obligations", f"says nothing of passing on: add onward({default})")


def _secured(path: str, rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    security = agreement.security
    for at, clause in _obligations(rule, vocabulary):
        if clause.word == "marking" and not set(clause.named) <= set(security.markings):
            yield Fault(f"{path}.obligations[{at}]", "is a marking that security.markings does not name; add it there")
    assurances = [set(clause.named) for clause in _conditions(rule, vocabulary) if clause.word == "min_assurance"]
    if security.mfa and not any("password" not in accepted for accepted in assurances):
        yield Fault(
            f"{path}.conditions", "lets a password alone do, and security.mfa says no: add min_assurance(mfa|key)"
        )


def _break_glass(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    terms = agreement.break_glass
    if terms is None:
        return
    yield from known("$.break_glass.grounds", terms.grounds, vocabulary.break_glass_grounds)
    yield from known("$.break_glass.allowed_roles", terms.allowed_roles, vocabulary.roles)
    classes = [name.value for name in vocabulary.sensitivities]
    yield from known("$.break_glass.excluded_classes", terms.excluded_classes, classes)
    missing = sorted(set(vocabulary.never) - set(terms.excluded_classes))
    if missing:
        yield Fault(
            "$.break_glass.excluded_classes",
            f"leaves out what the law keeps shut even in an emergency: add {', '.join(missing)}",
        )


def _suspension(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    leads = [name for name, role in vocabulary.roles.items() if role.kind == "ig_lead"]
    who = (*vocabulary.offices, *leads)
    yield from known("$.suspension.who_may", agreement.suspension.who_may, who)
    yield from known("$.suspension.notify", agreement.suspension.notify, who)


def _contacts(agreement: Agreement) -> Iterator[Fault]:
    ids = {party.org_id for party in agreement.parties}
    if agreement.subject_rights.sar_lead not in ids:
        yield Fault("$.subject_rights.sar_lead", unknown(agreement.subject_rights.sar_lead, ids))
    for at, contact in enumerate(agreement.incident.contacts):
        if contact.party not in ids:
            yield Fault(f"$.incident.contacts[{at}].party", unknown(contact.party, ids))
    for party in sorted(ids - {contact.party for contact in agreement.incident.contacts}):
        yield Fault("$.incident.contacts", f"names nobody at {party}: add whom to tell there")


def _obligations(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[int, Clause]]:
    """Those that can be read; what is wrong with the others is said by `isa.checking.rules`."""
    for at, text in enumerate(rule.obligations):
        try:
            yield at, read_obligation(text, vocabulary)
        except UnknownClause:
            continue


def _conditions(rule: Rule, vocabulary: Vocabulary) -> Iterator[Clause]:
    for text in rule.conditions:
        try:
            yield read_condition(text, vocabulary)
        except UnknownClause:
            continue
