"""The sections that are lists of terms (security, rights, incidents and the like), each term as a row with its words.

Rows are made from the models themselves: a term that is added to a section of the document appears on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from isa.agreement import Agreement
from isa.protocol import words as say
from isa.vocabulary import Vocabulary

LABELS = {
    "min_transport": "Least protection in transit",
    "mtls": "Systems prove themselves by certificates of their own",
    "mfa": "People sign in with more than a password",
    "hosting_region": "Where it is hosted",
    "encryption": "Encryption",
    "markings": "Markings",
    "recipient_max": "The recipient keeps what it learnt",
    "pointer_grace_days": "After its source last confirmed it, a pointer is kept for",
    "audit_years": "The record of each disclosure is kept for",
    "archive_rule": "When the reason ends",
    "deletion_proof": "How deletion is shown",
    "default": "In general",
    "allow": "Without asking, to",
    "single_contact": "One place to ask",
    "sar_lead": "Who answers a request that concerns several parties",
    "rectification_cascade": "How a correction reaches everybody who was told",
    "exemptions_guidance": "When a request may be refused in part",
    "who_may": "Who may stop it",
    "effect": "When it takes effect",
    "in_flight": "An answer on its way",
    "notify": "Who is told",
    "contacts": "Whom to tell",
    "phone_24h": "At any hour",
    "notify_within_h": "Tell the other parties within",
    "refresh_sla_h": "Records are refreshed at least every",
    "min_completeness": "Of the agreed fields, at least filled in",
    "dq_return_path": "Where a mistake is reported",
    "log_fields": "What the log keeps of each disclosure",
    "provider_visible": "The agency that holds the record sees who learnt of it",
    "periodic_report": "A report goes to the parties",
    "grounds": "On these grounds",
    "allowed_roles": "Who may use it",
    "max_level": "The most that may be told",
    "max_minutes": "It closes again after",
    "second_person": "A second person must agree first",
    "review_within_h": "Each use is reviewed within",
    "excluded_classes": "It never opens",
    "enabled": "May be used",
    "classes": "Sensitive classes that records here may carry",
    "default_level": "The most that may be told of them",
    "visible_to": "Who may learn of them at all",
    "shield_rules": "How shielded people are protected",
    "ref": "Reference",
    "outcome": "Outcome",
    "residual_risk": "Risk that remains",
    "approved_by": "Approved by",
    "approved_on": "Approved on",
    "expires_on": "Stands until",
    "isg_id": "On the Information Sharing Gateway",
    "url": "Address",
    "document_sha256": "Digest of the document there",
}
WORDS = {
    "immediate": "At once, on the next decision",
    "cancel": "Is logged and not released",
    "deny": "Nothing may be passed on",
    "ask": "Nothing may be passed on without asking the agency that it came from",
    "TLS1.2": "TLS 1.2 or later",
    "TLS1.3": "TLS 1.3",
    "UK": "In the United Kingdom",
}
UNITS = {"_h": "hour", "_days": "day", "_minutes": "minute", "_years": "year"}


@dataclass(frozen=True)
class Term:
    """A row: what it is about, and what was agreed; several values are several lines."""

    label: str
    values: tuple[str, ...]


def terms(part: BaseModel | None, agreement: Agreement, words: Vocabulary) -> tuple[Term, ...]:
    """Every term of a section, in the order of its model; what is not given is left out."""
    if part is None:
        return ()
    given = ((name, getattr(part, name)) for name in type(part).model_fields)
    return tuple(
        Term(LABELS.get(name) or say.opening(say.opened(name)), _values(name, value, agreement, words))
        for name, value in given
        if value is not None and value != ()
    )


def _values(name: str, value: object, agreement: Agreement, words: Vocabulary) -> tuple[str, ...]:
    each = value if isinstance(value, tuple) else (value,)
    return tuple(_said(name, one, agreement, words) for one in each)


def _said(name: str, value: object, agreement: Agreement, words: Vocabulary) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case int():
            return _number(name, value)
        case BaseModel():
            return ": ".join(", ".join(term.values) for term in terms(value, agreement, words))
    return _text(name, str(value), agreement, words)


def _number(name: str, value: int) -> str:
    if name in {"max_level", "default_level"}:
        return say.opening(say.UP_TO[value])
    if name == "min_completeness":
        return f"{value} per cent"
    unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
    return say.counted(value, unit) if unit else str(value)


def _text(name: str, text: str, agreement: Agreement, words: Vocabulary) -> str:
    """A code in its words; prose as it stands."""
    names = {party.org_id: party.name for party in agreement.parties}
    if name.endswith("_on"):
        return say.day(text)
    if name in {"classes", "excluded_classes"}:
        return say.opening(say.sensitivity(text, words))
    known: Mapping[str, str] = {
        **WORDS,
        **names,
        **words.offices,
        **words.log_fields,
        **{code: one.title for code, one in words.roles.items()},
        **{code: one.title for code, one in words.break_glass_grounds.items()},
    }
    if name == "default" and text == "allow":
        return "What was learnt may be passed on"
    is_code = text.isascii() and " " not in text and text.islower()
    return say.opening(known.get(text) or (say.opened(text) if is_code else text))
