"""Does an agreement hold together? Known words, dates in order, a lawful basis on both sides of every rule.

A document with a fault here is refused at load: nothing in it is enforced, so nothing in it is shared.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from isa.agreement import Agreement, Fault, LawfulBasis, Rule
from isa.clauses import UnknownClause, read_condition, read_obligation
from isa.effective import bases
from isa.vocabulary import Gateway, Vocabulary

RULE_OF_S36 = "DPA18.s36(4)"


def faults(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that is wrong with the document, in the order of its parts."""
    yield from _dates(agreement)
    yield from _parties(agreement, vocabulary)
    yield from _offices(agreement, vocabulary)
    yield from _purposes(agreement, vocabulary)
    for at, basis in enumerate(agreement.lawful_basis):
        yield from _basis(f"$.lawful_basis[{at}]", basis, agreement, vocabulary)
    yield from _data_sets(agreement, vocabulary)
    seen: set[str] = set()
    for at, rule in enumerate(agreement.rules):
        if rule.id in seen:
            yield Fault(f"$.rules[{at}].id", "stands twice; give each rule its own id")
        seen.add(rule.id)
        yield from _rule(f"$.rules[{at}]", rule, agreement, vocabulary)


def required_offices(agreement: Agreement, vocabulary: Vocabulary) -> frozenset[tuple[str, str]]:
    """(party, office) of every signature that the document's own contents call for.

    A SIRO for each party; a Caldicott Guardian for each party that gives patient or social care information.
    """
    needed = {(party.org_id, "SIRO") for party in agreement.parties}
    for rule in agreement.rules:
        types = (vocabulary.record_types.get(name) for name in rule.record_types)
        if rule.effect == "allow" and any(kind is not None and kind.confidential for kind in types):
            needed |= {(org, "CaldicottGuardian") for org in rule.provider if org != "*"}
    return frozenset(needed)


def _dates(agreement: Agreement) -> Iterator[Fault]:
    if not agreement.effective_from < agreement.effective_to:
        yield Fault("$.effective_to", "is not after effective_from; mend one of them")
    if not agreement.effective_from < agreement.review_due <= agreement.effective_to:
        yield Fault("$.review_due", "must be after effective_from and no later than effective_to")
    if agreement.tier == "flow" and agreement.parent_isa is None:
        yield Fault("$.parent_isa", "is missing; a flow names the agreement that it belongs to")


def _parties(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    ids = [party.org_id for party in agreement.parties]
    for at, party in enumerate(agreement.parties):
        if ids.index(party.org_id) != at:
            yield Fault(f"$.parties[{at}].org_id", "stands twice; a party is named once")
        if party.controller_type not in vocabulary.controller_types:
            yield Fault(f"$.parties[{at}].controller_type", _one_of(vocabulary.controller_types))
    for at, area in enumerate(agreement.jurisdiction):
        if area not in vocabulary.jurisdictions:
            yield Fault(f"$.jurisdiction[{at}]", _one_of(vocabulary.jurisdictions))


def _offices(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    ids = {party.org_id for party in agreement.parties}
    for at, signatory in enumerate(agreement.signatories):
        if signatory.office not in vocabulary.offices:
            yield Fault(f"$.signatories[{at}].office", _one_of(vocabulary.offices))
        if signatory.party not in ids:
            yield Fault(f"$.signatories[{at}].party", "is no party to this agreement")
    named = {(signatory.party, signatory.office) for signatory in agreement.signatories}
    for party, office in sorted(required_offices(agreement, vocabulary) - named):
        yield Fault("$.signatories", f"needs the {vocabulary.offices[office]} of {party}: add them")
    for party in sorted(ids - {advice.party for advice in agreement.dpo_advice}):
        yield Fault("$.dpo_advice", f"lacks the advice of the data protection officer of {party}: record it")


def _purposes(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    for at, purpose in enumerate(agreement.purposes):
        if purpose.code not in vocabulary.purposes:
            yield Fault(f"$.purposes[{at}].code", _one_of(vocabulary.purposes))


def _basis(path: str, basis: LawfulBasis, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    if basis.purpose not in {purpose.code for purpose in agreement.purposes}:
        yield Fault(f"{path}.purpose", "is no purpose of this agreement; add it to purposes or take the basis out")
    for at, code in enumerate(basis.gateway_codes):
        yield from _gateway(f"{path}.gateway_codes[{at}]", code, basis, agreement, vocabulary)
    yield from _known(f"{path}.confidentiality_basis", basis.confidentiality_basis, vocabulary.confidentiality_bases)
    yield from _known(f"{path}.sch1_conditions", basis.sch1_conditions, vocabulary.schedule1)
    yield from _known(f"{path}.sch8_conditions", basis.sch8_conditions, vocabulary.schedule8)
    if basis.regime == "part3":
        yield from _part3(path, basis, vocabulary)
    else:
        yield from _part2(path, basis, vocabulary)


def _gateway(path: str, code: str, basis: LawfulBasis, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    gateway = vocabulary.gateways.get(code)
    if gateway is None:
        yield Fault(path, _one_of(vocabulary.gateways))
        return
    if not gateway.stands_on(date.fromisoformat(agreement.effective_from)):
        yield Fault(path, f"{code} {_standing(gateway)}: rely on another gateway, or start the agreement later")
    if gateway.purposes and basis.purpose not in gateway.purposes:
        yield Fault(path, f"{code} serves only {', '.join(gateway.purposes)}: rely on another gateway")


def _standing(gateway: Gateway) -> str:
    if gateway.commenced_on is None:
        return "has no commencement date"
    return "is switched off" if not gateway.enabled else f"commences on {gateway.commenced_on.isoformat()}"


def _part2(path: str, basis: LawfulBasis, vocabulary: Vocabulary) -> Iterator[Fault]:
    """UK GDPR: a basis in article 6; what is sensitive, in article 9 with Schedule 1 and its policy document."""
    if basis.article6 not in vocabulary.article6:
        yield Fault(f"{path}.article6", _one_of(vocabulary.article6))
    if basis.article9 is not None and basis.article9 not in vocabulary.article9:
        yield Fault(f"{path}.article9", _one_of(vocabulary.article9))
    if basis.article9 is not None and not basis.sch1_conditions:
        yield Fault(f"{path}.sch1_conditions", "is empty; article 9 in a public body's hands needs a condition")
    known = (vocabulary.schedule1[code] for code in basis.sch1_conditions if code in vocabulary.schedule1)
    if any(condition.apd for condition in known) and basis.apd_ref is None:
        yield Fault(f"{path}.apd_ref", "is missing; that condition needs an appropriate policy document")
    if basis.regime == "part3->part2" and RULE_OF_S36 not in basis.gateway_codes:
        yield Fault(f"{path}.gateway_codes", f"lacks {RULE_OF_S36}; police data may leave Part 3 only by it")


def _part3(path: str, basis: LawfulBasis, vocabulary: Vocabulary) -> Iterator[Fault]:
    """DPA 2018 Part 3: a ground in section 35, and a condition of Schedule 8 for what is sensitive."""
    if basis.part3_ground not in vocabulary.part3_grounds:
        yield Fault(f"{path}.part3_ground", _one_of(vocabulary.part3_grounds))
    if not basis.sch8_conditions:
        yield Fault(f"{path}.sch8_conditions", "is empty; sensitive processing needs a condition of Schedule 8")


def _data_sets(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    for at, data_set in enumerate(agreement.data_sets):
        kind = vocabulary.record_types.get(data_set.record_type)
        if kind is None:
            yield Fault(f"$.data_sets[{at}].record_type", _one_of(vocabulary.record_types))
        else:
            yield from _known(f"$.data_sets[{at}].fields", data_set.names, kind.fields)


def _rule(path: str, rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    yield from _words(path, rule, agreement, vocabulary)
    yield from _fields(path, rule, agreement)
    yield from _clauses(path, rule, vocabulary)
    if rule.effect == "deny":
        if rule.max_level is not None or rule.own_records or rule.field_allow or rule.obligations or rule.conditions:
            yield Fault(path, "a deny rule says when it bites in applies_when, and nothing about levels or fields")
        return
    if rule.max_level is None:
        yield Fault(f"{path}.max_level", "is missing; say how much may be told, 1 to 4")
    if rule.applies_when.model_fields_set:
        yield Fault(f"{path}.applies_when", "belongs to deny rules; use conditions")
    yield from _sides(path, rule, agreement)


def _words(path: str, rule: Rule, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    parties = {party.org_id: party for party in agreement.parties}
    yield from _known(f"{path}.provider", _named(rule, rule.provider), parties)
    yield from _known(f"{path}.recipient", _named(rule, rule.recipient), parties)
    yield from _known(f"{path}.recipient_roles", _named(rule, rule.recipient_roles), vocabulary.roles)
    yield from _known(
        f"{path}.purposes", _named(rule, rule.purposes), {purpose.code: purpose for purpose in agreement.purposes}
    )
    for side, orgs in (("provider", rule.provider), ("recipient", rule.recipient)):
        for org in orgs:
            if org in parties and side not in parties[org].roles:
                yield Fault(f"{path}.{side}", f"{org} is no {side} in this agreement; mend its roles")
    yield from _known(
        f"{path}.applies_when.subject_role_in", rule.applies_when.subject_role_in, vocabulary.choices("subject_roles")
    )


def _named(rule: Rule, words: Iterable[str]) -> tuple[str, ...]:
    """`*` stands for everyone in a deny rule only: an allow rule that forgets somebody must not mean everybody."""
    return tuple(word for word in words if not (word == "*" and rule.effect == "deny"))


def _fields(path: str, rule: Rule, agreement: Agreement) -> Iterator[Fault]:
    agreed = {data_set.record_type: set(data_set.names) for data_set in agreement.data_sets}
    for at, record_type in enumerate(rule.record_types):
        if record_type not in agreed:
            yield Fault(f"{path}.record_types[{at}]", "no data set describes it; add one to data_sets")
    every = set().union(*(agreed.get(record_type, set()) for record_type in rule.record_types))
    for part, names in (("field_allow", rule.field_allow), ("field_redact", rule.field_redact)):
        for at, name in enumerate(names):
            if name not in every:
                yield Fault(f"{path}.{part}[{at}]", "no data set of this rule names that field")


def _clauses(path: str, rule: Rule, vocabulary: Vocabulary) -> Iterator[Fault]:
    for part, texts, read in (
        ("conditions", rule.conditions, read_condition),
        ("obligations", rule.obligations, read_obligation),
    ):
        for at, text in enumerate(texts):
            try:
                read(text, vocabulary)
            except UnknownClause as fault:
                yield Fault(f"{path}.{part}[{at}]", str(fault))


def _sides(path: str, rule: Rule, agreement: Agreement) -> Iterator[Fault]:
    """A lawful basis on both sides for every purpose, and nobody telling themselves outside a charter."""
    if rule.own_records != (set(rule.provider) == set(rule.recipient) and len(rule.provider) == 1):
        yield Fault(f"{path}.own_records", "true needs one party, the same on both sides; and that needs true")
    elif not rule.own_records and set(rule.provider) & set(rule.recipient):
        yield Fault(f"{path}.recipient", "is also the provider; an agency's own records belong in a charter rule")
    if rule.own_records and agreement.tier != "charter":
        yield Fault(f"{path}.own_records", "only a charter lets an agency see its own records through the service")
    for side, orgs in (("provider", rule.provider), ("recipient", rule.recipient)):
        for purpose in rule.purposes:
            for org in orgs:
                if not bases(agreement, purpose, side, org):
                    yield Fault(
                        f"{path}.purposes",
                        f"{purpose} has no lawful basis on the {side} side for {org}: add one to lawful_basis",
                    )


def _known(path: str, words: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    choices = tuple(known)
    for at, word in enumerate(words):
        if word not in choices:
            yield Fault(f"{path}[{at}]", _one_of(choices))


def _one_of(words: Iterable[str]) -> str:
    return f"is not known here; use one of: {', '.join(sorted(words))}"
