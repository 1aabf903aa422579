"""Do the dates follow each other, do the parties exist, and are the right offices named to sign?"""

from collections.abc import Iterator

from isa.checking.words import known, unknown
from isa.document.faults import Fault
from isa.document.forms import version_number
from isa.document.parties import Party
from isa.document.whole import Agreement
from isa.vocabulary import Vocabulary

CALDICOTT = "CaldicottGuardian"


def frame(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that is wrong with dates, tiers, parties and offices."""
    yield from _dates(agreement)
    yield from _tier(agreement)
    yield from _parties(agreement, vocabulary)
    yield from known("$.jurisdiction", agreement.jurisdiction, vocabulary.jurisdictions)
    yield from _offices(agreement, vocabulary)


def required_offices(agreement: Agreement, vocabulary: Vocabulary) -> frozenset[tuple[str, str]]:
    """(party, office) of every signature that the document's own contents call for.

    For each party the senior information risk owner, or another office that the document names and that signs for the
    whole body; a Caldicott Guardian for each party that gives patient or social care information.
    """
    named = {(signatory.party, signatory.office) for signatory in agreement.signatories}
    needed = set[tuple[str, str]]()
    for party in agreement.parties:
        leading = [office for office in vocabulary.leading_offices if (party.org_id, office) in named]
        needed.add((party.org_id, leading[0] if leading else vocabulary.leading_offices[0]))
    for rule in agreement.rules:
        types = (vocabulary.record_types.get(name) for name in rule.record_types)
        if rule.effect == "allow" and any(kind is not None and kind.confidential for kind in types):
            needed |= {(org, CALDICOTT) for org in rule.provider if org != "*"}
    return frozenset(needed)


def _dates(agreement: Agreement) -> Iterator[Fault]:
    if not agreement.effective_from < agreement.effective_to:
        yield Fault("$.effective_to", "is not after effective_from; mend one of them")
    if not agreement.effective_from < agreement.review_due <= agreement.effective_to:
        yield Fault("$.review_due", "must be after effective_from and no later than effective_to")
    if not agreement.dpia.approved_on < agreement.dpia.expires_on:
        yield Fault("$.dpia.expires_on", "is not after approved_on; mend one of them")
    before = agreement.supersedes
    if before is not None and not version_number(before) < version_number(agreement.version):
        yield Fault("$.supersedes", "is not lower than version; a new version replaces an earlier one")


def _tier(agreement: Agreement) -> Iterator[Fault]:
    if agreement.tier == "flow" and agreement.parent_isa is None:
        yield Fault("$.parent_isa", "is missing; a flow names the agreement that it belongs to")
    if agreement.tier == "charter" and agreement.parent_isa is not None:
        yield Fault("$.parent_isa", "stands in a charter; a charter is under nothing, take it out")
    if agreement.tier == "charter" and not agreement.principles:
        yield Fault("$.principles", "is empty; say what the members of a charter hold to")
    if agreement.parent_isa == agreement.isa_id:
        yield Fault("$.parent_isa", "is the document's own id; name the one above it")
    if agreement.opens_by == "flows" and agreement.tier != "isa":
        yield Fault("$.opens_by", "is for agreements that flows stand under; take it out")


def _parties(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    ids = [party.org_id for party in agreement.parties]
    for at, party in enumerate(agreement.parties):
        path = f"$.parties[{at}]"
        if ids.index(party.org_id) != at:
            yield Fault(f"{path}.org_id", "stands twice; a party is named once")
        if party.controller_type not in vocabulary.controller_types:
            yield Fault(f"{path}.controller_type", unknown(party.controller_type, vocabulary.controller_types))
        yield from _capacity(path, party, vocabulary)


def _capacity(path: str, party: Party, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Part 3 is for competent authorities, and for their functions of law enforcement alone (DPA 2018 s.30, Sch. 7)."""
    functions = party.competent_authority_functions
    yield from known(f"{path}.competent_authority_functions", functions, vocabulary.authority_functions)
    yield from known(f"{path}.statutory_list_membership", party.statutory_list_membership, vocabulary.statutory_lists)
    if functions and "part3" not in party.regime_capacity:
        yield Fault(f"{path}.competent_authority_functions", "needs part3 in regime_capacity; add it, or take it out")
    if "part3" in party.regime_capacity and not functions:
        yield Fault(f"{path}.competent_authority_functions", "is empty; say for which functions part3 is claimed")
    if party.third_sector_commissioner == party.org_id:
        yield Fault(f"{path}.third_sector_commissioner", "is the party itself; name the body that commissions it")


def _offices(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    ids = {party.org_id for party in agreement.parties}
    seen: set[tuple[str, str]] = set()
    for at, signatory in enumerate(agreement.signatories):
        path = f"$.signatories[{at}]"
        if signatory.office not in vocabulary.offices:
            yield Fault(f"{path}.office", unknown(signatory.office, vocabulary.offices))
        if signatory.party not in ids:
            yield Fault(f"{path}.party", "is no party to this agreement; add it to parties, or take the signatory out")
        if (signatory.party, signatory.office) in seen:
            yield Fault(path, "stands twice; one person signs for an office")
        seen.add((signatory.party, signatory.office))
    for party, office in sorted(required_offices(agreement, vocabulary) - seen):
        yield Fault("$.signatories", f"needs the {vocabulary.offices[office]} of {party}: add them")
    for at, advice in enumerate(agreement.dpo_advice):
        if advice.party not in ids:
            yield Fault(f"$.dpo_advice[{at}].party", "is no party to this agreement; add it to parties, or take it out")
    for party in sorted(ids - {advice.party for advice in agreement.dpo_advice}):
        yield Fault("$.dpo_advice", f"lacks the advice of the data protection officer of {party}: record it")
