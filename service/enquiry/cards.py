"""One involvement as a contact card: opened at its level, and cut to the fields that the ruling names."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from isa.vocabulary import Level
from policies.decision import Ruling
from service.enquiry.obligations import BROKER
from service.enquiry.shapes import Basis, Service
from service.runtime import Runtime
from service.store.rows import SealedInvolvement, SourceState

STALE_AFTER_SECONDS: Final = 7 * 86_400
UNNAMED: Final = Basis(
    agreement="",
    version="",
    rules=(),
    gateways=(),
    sentence="The agreements let you know that another service is involved, and no more.",
    obligations=(),
)
"""The reason that is given for a service that may not be named: its own agreement would name it."""


class Row(NamedTuple):
    """One card, as the log keeps it."""

    golden: int
    provider: str
    record_type: str
    level: int
    reference: str
    ruling: Ruling


class Cards:
    """Makes the cards of one answer, and collects their reasons."""

    def __init__(self, purpose: str, sources: Sequence[SourceState], runtime: Runtime) -> None:
        self.bases: list[Basis] = []
        self._purpose = purpose
        self._covers = {source.provider: coverage(source, runtime) for source in sources}
        self._runtime = runtime

    def card(self, involvement: SealedInvolvement, level: int, ruling: Ruling) -> Service:
        """The card of one involvement at a level of 1 or more."""
        if level == Level.EXISTS:
            return self._unnamed(involvement, ruling)
        allowed, runtime = frozenset(ruling.fields), self._runtime
        contact = runtime.opener.contact(involvement)
        summary = runtime.opener.summary(involvement) if level >= Level.SUMMARY else None
        return Service(
            level=level,
            agency=involvement.provider,
            agency_name=runtime.agreements.agency_name(involvement.provider),
            service=contact.service if "service" in allowed else "",
            status=contact.status if "status" in allowed else "",
            since=contact.since_month if "since_month" in allowed else "",
            until=summary.closed_month if summary and "events" in allowed else "",
            lead_professional=contact.lead_professional and "lead_professional" in allowed,
            contact=contact.contact if "contact_card" in allowed else None,
            subject_role=summary.subject_role if summary and "subject_role" in allowed else "",
            categories=summary.categories if summary and "categories" in allowed else (),
            last_contact_month=summary.last_contact_month if summary and "last_contact_month" in allowed else "",
            level_of_need=summary.level_of_need if summary and "level_of_need" in allowed else "",
            plan=summary.plan if summary and "plan" in allowed else "",
            events=summary.events if summary and "events" in allowed else (),
            brokered=BROKER in ruling.obligations,
            updated=involvement.as_of,
            stale=runtime.clock.now() - involvement.as_of > STALE_AFTER_SECONDS,
            covers=self._covers.get(involvement.provider, ""),
            basis=self._place(self._basis(ruling)),
        )

    def _unnamed(self, involvement: SealedInvolvement, ruling: Ruling) -> Service:
        """Another service: not which, nor under which agreement; with a word to quote where the desk can ask it.

        It is opened all the same: an agency that has withdrawn its keys is not even another service.
        """
        self._runtime.opener.contact(involvement)
        brokered = BROKER in ruling.obligations
        reference = secrets.token_hex(4).upper() if brokered else ""
        return Service(level=int(Level.EXISTS), brokered=brokered, reference=reference, basis=self._place(UNNAMED))

    def _basis(self, ruling: Ruling) -> Basis:
        return Basis(
            agreement=ruling.agreement,
            version=ruling.version,
            rules=ruling.rules,
            gateways=ruling.gateways,
            sentence=self._runtime.agreements.sentence(ruling, self._purpose),
            obligations=ruling.obligations,
        )

    def _place(self, basis: Basis) -> int:
        """The place of a reason among the answer's reasons; it is added when it is new."""
        if basis not in self.bases:
            self.bases.append(basis)
        return self.bases.index(basis)


def coverage(source: SourceState, runtime: Runtime) -> str:
    """What a source covers, in words: `Blackpool, since January 2024`."""
    since = f"since {date.fromisoformat(source.covers_from):%B %Y}" if source.covers_from else ""
    return ", ".join(part for part in (runtime.agreements.area_name(source.covers_area), since) if part)
