"""Does every purpose rest on law that stands, on both sides, with the conditions that the law itself asks for?

UK GDPR Articles 6 and 9; DPA 2018 section 10 with Schedule 1, section 35 with Schedule 8, section 36(4).
"""

from collections.abc import Iterator, Mapping
from datetime import date

from isa.checking.words import unknown
from isa.document.faults import Fault
from isa.document.grounds import LawfulBasis
from isa.document.whole import Agreement
from isa.law import Gateway, LegalCondition, Provision
from isa.vocabulary import Vocabulary

RULE_OF_S36 = "DPA18.s36(4)"
SIDES = ("provider", "recipient")


def law(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Everything that is wrong with purposes and lawful bases."""
    yield from _purposes(agreement, vocabulary)
    for at, basis in enumerate(agreement.lawful_basis):
        yield from _basis(f"$.lawful_basis[{at}]", basis, agreement, vocabulary)


def _purposes(agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    based = {(basis.purpose, basis.side) for basis in agreement.lawful_basis}
    seen: set[str] = set()
    for at, purpose in enumerate(agreement.purposes):
        path = f"$.purposes[{at}]"
        if purpose.code not in vocabulary.purposes:
            yield Fault(f"{path}.code", unknown(purpose.code, vocabulary.purposes))
        if purpose.code in seen:
            yield Fault(f"{path}.code", "stands twice; say each purpose once")
        seen.add(purpose.code)
        if purpose.forum_id is not None and purpose.forum_id not in vocabulary.forums:
            yield Fault(f"{path}.forum_id", unknown(purpose.forum_id, vocabulary.forums))
        for side in SIDES:
            if (purpose.code, side) not in based:
                yield Fault(path, f"has no lawful basis on the {side} side: add one to lawful_basis")


def _basis(path: str, basis: LawfulBasis, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    if basis.purpose not in {purpose.code for purpose in agreement.purposes}:
        yield Fault(f"{path}.purpose", "is no purpose of this agreement; add it to purposes or take the basis out")
    if basis.party is not None and basis.party not in {party.org_id for party in agreement.parties}:
        yield Fault(f"{path}.party", "is no party to this agreement; add it to parties, or take the basis out")
    for at, code in enumerate(basis.gateway_codes):
        yield from _gateway(f"{path}.gateway_codes[{at}]", code, basis, agreement, vocabulary)
    yield from _confidence(f"{path}.confidentiality_basis", basis, vocabulary)
    yield from _conditions(f"{path}.sch1_conditions", basis.sch1_conditions, vocabulary.schedule1, agreement)
    yield from _conditions(f"{path}.sch8_conditions", basis.sch8_conditions, vocabulary.schedule8, agreement)
    if basis.regime == "part3":
        yield from _part3(path, basis, agreement, vocabulary)
    else:
        yield from _part2(path, basis, agreement, vocabulary)
    recorded = "explicit_consent_recorded" in basis.confidentiality_basis
    if basis.consent_required and basis.side == "provider" and not recorded:
        yield Fault(
            f"{path}.consent_required",
            "needs the provider's record of it: add explicit_consent_recorded to confidentiality_basis",
        )


def _gateway(path: str, code: str, basis: LawfulBasis, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    gateway = vocabulary.gateways.get(code)
    if gateway is None:
        yield Fault(path, unknown(code, (name for name, one in vocabulary.gateways.items() if one.enabled)))
        return
    if not gateway.stands_on(_start(agreement)):
        yield Fault(path, f"{code} {_standing(gateway)}: rely on another gateway, or start the agreement later")
    if gateway.purposes and basis.purpose not in gateway.purposes:
        yield Fault(path, f"{code} serves only {', '.join(gateway.purposes)}: rely on another gateway")


def _standing(gateway: Gateway) -> str:
    if gateway.commenced_on is None:
        return "has no commencement date"
    return "is switched off" if not gateway.enabled else f"commences on {gateway.commenced_on.isoformat()}"


def _confidence(path: str, basis: LawfulBasis, vocabulary: Vocabulary) -> Iterator[Fault]:
    for at, code in enumerate(basis.confidentiality_basis):
        ground = vocabulary.confidentiality_bases.get(code)
        if ground is None:
            yield Fault(f"{path}[{at}]", unknown(code, vocabulary.confidentiality_bases))
        elif ground.purposes and basis.purpose not in ground.purposes:
            yield Fault(f"{path}[{at}]", f"{code} serves only {', '.join(ground.purposes)}: rely on another basis")


def _conditions(
    path: str, codes: tuple[str, ...], conditions: Mapping[str, LegalCondition], agreement: Agreement
) -> Iterator[Fault]:
    for at, code in enumerate(codes):
        yield from _provision(f"{path}[{at}]", code, conditions, agreement)


def _provision(path: str, code: str | None, words: Mapping[str, Provision], agreement: Agreement) -> Iterator[Fault]:
    found = words.get(code or "")
    if found is None:
        yield Fault(path, unknown(code or "", words))
    elif not found.stands_on(_start(agreement)):
        yield Fault(path, "did not stand on effective_from; rely on something else, or start the agreement later")


def _part2(path: str, basis: LawfulBasis, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """UK GDPR: a basis in Article 6; what is sensitive, in Article 9 with Schedule 1 and its policy document."""
    yield from _provision(f"{path}.article6", basis.article6, vocabulary.article6, agreement)
    if basis.article9 is not None:
        yield from _article9(path, basis, basis.article9, agreement, vocabulary)
    conditions = (vocabulary.schedule1.get(code) for code in basis.sch1_conditions)
    if any(condition is not None and condition.apd for condition in conditions) and basis.apd_ref is None:
        yield Fault(f"{path}.apd_ref", "is missing; that condition needs an appropriate policy document")
    if basis.regime == "part3->part2" and RULE_OF_S36 not in basis.gateway_codes:
        yield Fault(f"{path}.gateway_codes", f"lacks {RULE_OF_S36}; police data may leave Part 3 only by it")


def _article9(
    path: str, basis: LawfulBasis, article9: str, agreement: Agreement, vocabulary: Vocabulary
) -> Iterator[Fault]:
    """DPA 2018 s.10(2) and (3): most exceptions of Article 9 need a condition of Schedule 1 of their own kind."""
    yield from _provision(f"{path}.article9", article9, vocabulary.article9, agreement)
    exception = vocabulary.article9.get(article9)
    if exception is None or not exception.needs_condition:
        return
    if not basis.sch1_conditions:
        yield Fault(f"{path}.sch1_conditions", f"is empty; article {article9} needs a condition of Schedule 1")
        return
    serving = sorted(code for code, condition in vocabulary.schedule1.items() if article9 in condition.serves)
    if not set(serving) & set(basis.sch1_conditions):
        yield Fault(f"{path}.sch1_conditions", f"serves another article; {article9} needs one of: {', '.join(serving)}")


def _part3(path: str, basis: LawfulBasis, agreement: Agreement, vocabulary: Vocabulary) -> Iterator[Fault]:
    """DPA 2018 Part 3: a ground in section 35, and a condition of Schedule 8 for what is sensitive."""
    yield from _provision(f"{path}.part3_ground", basis.part3_ground, vocabulary.part3_grounds, agreement)
    if not basis.sch8_conditions:
        yield Fault(f"{path}.sch8_conditions", "is empty; sensitive processing needs a condition of Schedule 8")
    conditions = (vocabulary.schedule8.get(code) for code in basis.sch8_conditions)
    if any(condition is not None and condition.apd for condition in conditions) and basis.apd_ref is None:
        yield Fault(f"{path}.apd_ref", "is missing; sensitive processing under Part 3 needs a policy document")


def _start(agreement: Agreement) -> date:
    return date.fromisoformat(agreement.effective_from)
