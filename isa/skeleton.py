"""What does an empty agreement look like? Every part of the field table, with a mark wherever somebody has to write.

A skeleton is no advice: the words of the law in it are left to be chosen, and no document can be signed while a mark is
in it (`isa.reading` names each with its line).
"""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from isa.vocabulary import Vocabulary


def mark(what: str) -> str:
    """A place where somebody has to write, and what."""
    return f"[WRITE] {what}"


def skeleton(
    isa_id: str, title: str, parties: Sequence[str], purposes: Sequence[str], tier: str, day: date, words: Vocabulary
) -> str:
    """A document to fill in, as indented JSON that ends in a line feed.

    Args:
        isa_id: such as `LANCS-ISA-0110`.
        title: what people call it.
        parties: ids such as `police:04`.
        purposes: codes of the vocabulary.
        tier: `charter`, `isa` or `flow`.
        day: today; it begins on the first of the next month, for a year.
        words: the words to choose from.
    """
    begins = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    ends = begins.replace(year=begins.year + 1) - timedelta(days=1)
    document = {
        "isa_id": isa_id,
        "title": title,
        "version": "1.0.0",
        "tier": tier,
        **_above(tier),
        "status": "active",
        "effective_from": begins.isoformat(),
        "effective_to": ends.isoformat(),
        "review_due": ends.isoformat(),
        "review_grace_days": 30,
        "review_degrades": True,
        **({"principles": [mark("what the members hold to")]} if tier == "charter" else {}),
        "parties": [_party(org_id, words) for org_id in parties],
        "signatories": [_signatory(org_id) for org_id in parties],
        "dpo_advice": [_advice(org_id, day) for org_id in parties],
        "dpia": _dpia(begins, ends),
        "purposes": [_purpose(code) for code in purposes],
        "lawful_basis": [_basis(code, side, words) for code in purposes for side in ("provider", "recipient")],
        "data_sets": [{"record_type": mark(f"one of: {_some(words.record_types)}"), "fields": [mark("a field of it")]}],
        "rules": _rules(parties, purposes, tier, words),
        **_duties(parties, words),
        "jurisdiction": [mark(f"one of: {_some(words.jurisdictions)}")],
        "legal_review": mark("what a lawyer of the partnership must still settle"),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _some(words: object) -> str:
    return ", ".join(sorted(str(word) for word in words)) if hasattr(words, "__iter__") else ""


def _above(tier: str) -> dict[str, str]:
    what = {"isa": "the charter that it stands under", "flow": "the agreement that it stands under"}
    return {"parent_isa": mark(what[tier])} if tier in what else {}


def _party(org_id: str, words: Vocabulary) -> dict[str, object]:
    return {
        "org_id": org_id,
        "name": mark("its name"),
        "controller_type": mark(f"one of: {_some(words.controller_types)}"),
        "regime_capacity": [mark("part2, or part3 for a competent authority")],
        "roles": ["provider", "recipient"],
        "statutory_list_membership": [mark(f"any of: {_some(words.statutory_lists)}")],
    }


def _signatory(org_id: str) -> dict[str, str]:
    return {"party": org_id, "office": "SIRO", "person": mark("who holds the office")}


def _advice(org_id: str, day: date) -> dict[str, str]:
    return {"party": org_id, "given_on": day.isoformat(), "ref": mark("where the advice is kept")}


def _dpia(begins: date, ends: date) -> dict[str, str]:
    return {
        "ref": mark("its reference"),
        "outcome": mark("approved, approved_with_conditions or refused"),
        "residual_risk": mark("low, medium or high"),
        "approved_by": mark("the body that approved it"),
        "approved_on": begins.isoformat(),
        "expires_on": ends.isoformat(),
    }


def _purpose(code: str) -> dict[str, str]:
    return {
        "code": code,
        "description": mark("what is done with it"),
        "necessity_statement": mark("why it cannot be done without"),
        "proportionality_statement": mark("why no less would do"),
    }


def _basis(code: str, side: str, words: Vocabulary) -> dict[str, object]:
    return {
        "purpose": code,
        "side": side,
        "regime": mark("part2, part3, part3->part2 or part2->part3"),
        "gateway_codes": [mark(f"any of: {_some(words.gateways)}")],
        "article6": mark(f"one of: {_some(words.article6)}"),
        "article9": mark(f"one of: {_some(words.article9)}; or take it out"),
        "sch1_conditions": [mark(f"any of: {_some(words.schedule1)}; or take it out")],
        "confidentiality_basis": [mark(f"any of: {_some(words.confidentiality_bases)}")],
        "apd_ref": mark("the appropriate policy document, where a condition needs one"),
    }


def _rules(parties: Sequence[str], purposes: Sequence[str], tier: str, words: Vocabulary) -> list[dict[str, object]]:
    """A rule for each pair of parties; in a charter, one for each party's own records."""
    if tier == "charter":
        pairs = [(org_id, org_id) for org_id in parties]
    else:
        pairs = [(giver, taker) for giver in parties for taker in parties if giver != taker]
    return [
        {
            "id": f"R{at}",
            "effect": "allow",
            "provider": [giver],
            "recipient": [taker],
            "recipient_roles": [mark(f"any of: {_some(words.roles)}")],
            "purposes": list(purposes),
            "record_types": [mark(f"one of: {_some(words.record_types)}")],
            "max_level": 1,
            "own_records": giver == taker,
            "conditions": [mark(f"any of: {_some(name for name, word in words.conditions.items() if word.enforced)}")],
            "obligations": [mark(f"any of: {_some(words.obligations)}")],
        }
        for at, (giver, taker) in enumerate(pairs, 1)
    ]


def _duties(parties: Sequence[str], words: Vocabulary) -> dict[str, object]:
    return {
        "sensitivity": {
            "classes": [mark(f"any of: {_some(class_.value for class_ in words.sensitivities)}")],
            "default_level": 1,
            "visible_to": [mark("the roles that may learn of them at all")],
        },
        "retention": {
            "recipient_max": mark("how long the recipient keeps it"),
            "pointer_grace_days": 30,
            "audit_years": 7,
            "archive_rule": mark("what becomes of it when the reason ends"),
            "deletion_proof": mark("how the recipient shows that it deleted"),
        },
        "onward_sharing": "deny",
        "security": {
            "min_transport": "TLS1.3",
            "mtls": True,
            "mfa": True,
            "markings": ["OFFICIAL-SENSITIVE"],
            "encryption": mark("how it is encrypted where it rests"),
            "hosting_region": "UK",
        },
        "subject_rights": {
            "single_contact": mark("where people turn to"),
            "sar_lead": parties[0],
            "rectification_cascade": mark("how a correction reaches everybody who was told"),
            "exemptions_guidance": mark("what is held back, and who decides"),
        },
        "suspension": {"who_may": [mark("the offices that may stop it")], "notify": [mark("who is told")]},
        "incident": {
            "contacts": [{"party": org_id, "contact": mark("an office and its address")} for org_id in parties],
            "phone_24h": mark("a number that answers at night"),
            "notify_within_h": 24,
        },
        "quality": {"refresh_sla_h": 24, "min_completeness": 95, "dq_return_path": mark("where mistakes are reported")},
        "audit": {
            "log_fields": list(words.log_fields),
            "provider_visible": True,
            "periodic_report": "quarterly",
        },
    }
