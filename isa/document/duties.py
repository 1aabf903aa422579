"""What do the parties owe beside the sharing itself? Keeping, passing on, security, rights, incidents, quality, audit.

ICO Data Sharing Code, "What should a data sharing agreement include?"; the domain's field table, section 3.6.
"""

from typing import Annotated, Literal

from pydantic import Field

from isa.document.forms import MOST, AgencyId, Clauses, Several, Text

Onward = Literal["deny", "ask", "allow"]


class Retention(Clauses):
    """How long the recipient may keep what it learnt."""

    recipient_max: Text
    pointer_grace_days: Annotated[int, Field(ge=0, le=365)]
    audit_years: Annotated[int, Field(ge=1, le=30)]
    archive_rule: Text
    """What becomes of it when the reason ends, such as a child's eighteenth birthday."""
    deletion_proof: Text
    """How the recipient shows that it deleted."""


class OnwardSharing(Clauses):
    """Whether the recipient may pass on what it learnt, to whom without asking, and how."""

    default: Onward
    allow: Annotated[tuple[AgencyId, ...], Field(max_length=MOST)] = ()
    conditions: Annotated[tuple[Text, ...], Field(max_length=MOST)] = ()


class Security(Clauses):
    """The least that every party's systems and people keep to."""

    min_transport: Literal["TLS1.2", "TLS1.3"]
    mtls: bool
    """Whether systems prove themselves by certificates of their own."""
    mfa: bool
    """Whether people sign in with more than a password: every rule then says so by `min_assurance`."""
    markings: Several
    encryption: Text
    hosting_region: Literal["UK"]


class SubjectRights(Clauses):
    """How the people concerned find out, object and have mistakes mended, without knowing which agency to ask."""

    single_contact: Text
    sar_lead: AgencyId
    """The party that answers a request which concerns several."""
    rectification_cascade: Text
    """How a correction reaches everybody who was told (UK GDPR Article 19)."""
    exemptions_guidance: Text


class BreakGlass(Clauses):
    """When an immediate danger may open more for some minutes: to whom, how far, and never which classes."""

    enabled: bool
    grounds: Several
    allowed_roles: Several
    max_level: Annotated[int, Field(ge=1, le=4)]
    max_minutes: Annotated[int, Field(ge=1, le=240)]
    second_person: bool
    """Whether somebody else must agree before anything is opened."""
    review_within_h: Annotated[int, Field(ge=1, le=168)]
    excluded_classes: Several


class Suspension(Clauses):
    """Who may stop it, and who is told. It stops at once, and an answer in flight is not released."""

    who_may: Several
    effect: Literal["immediate"] = "immediate"
    in_flight: Literal["cancel"] = "cancel"
    notify: Several


class Contact(Clauses):
    """Where a party is reached: an office and its address or number, never a person's name."""

    party: AgencyId
    contact: Text


class Incident(Clauses):
    """Whom to tell when something went wrong, and how soon (UK GDPR Article 33 leaves 72 hours in all)."""

    contacts: Annotated[tuple[Contact, ...], Field(min_length=1, max_length=MOST)]
    phone_24h: Text
    notify_within_h: Annotated[int, Field(ge=1, le=72)]


class Quality(Clauses):
    """How fresh and how complete the provider keeps its records, and where mistakes are reported."""

    refresh_sla_h: Annotated[int, Field(ge=1, le=8760)]
    min_completeness: Annotated[int, Field(ge=0, le=100)]
    """In per cent of the fields that the data sets name."""
    dq_return_path: Text


class Audit(Clauses):
    """What the log keeps of each disclosure, and who is shown it."""

    log_fields: Several
    provider_visible: bool
    periodic_report: Literal["weekly", "monthly", "quarterly", "yearly"]
