"""The real ports of a practitioner's pages, over one runtime: the same use cases that the interface for systems has."""

from service.emergency.agreeing import answer, emergencies, emergency
from service.emergency.own import own_emergencies
from service.emergency.terms import terms_for
from service.enquiry.answer import late_sources
from service.enquiry.reread import reread
from service.enquiry.shapes import SourceNote
from service.follow_up import following, not_sharing
from service.follow_up.cards import card_of, more_fields
from service.follow_up.contacting import contact_made
from service.follow_up.following import Followed
from service.follow_up.not_sharing import Declined
from service.follow_up.requesting import Asking, request
from service.identity.principal import Principal
from service.oversight.own_access import own_access
from service.runtime import Runtime
from service.store.follow_up import FollowUpRow
from service.store.oversight_rows import EmergencyRow
from service.web.choice import Choice
from service.web.guidance_wiring import RuntimeGuidance
from service.web.practice_ports import CardInHand, Ground, HistoryPage, PracticePorts, Waits

HISTORY_SHOWN = 50


class RuntimeFollowUps:
    """What follows an answer."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def card(self, principal: Principal, enquiry: str, place: str) -> CardInHand:
        """The entry first: showing a card again is reading the answer again."""
        answered = (await reread(enquiry, principal, self._runtime)).decoded()
        card = await card_of(enquiry, place, principal, self._runtime)
        fields = more_fields(card, principal, self._runtime) if card.named else ()
        return CardInHand(enquiry, place, card.person.name, card.service, answered, fields)

    async def contacted(self, principal: Principal, enquiry: str, place: str, how: str) -> None:
        """Note it beside the answer."""
        await contact_made(enquiry, place, how, principal, self._runtime)

    async def request(self, principal: Principal, enquiry: str, place: str, asking: Asking) -> FollowUpRow:
        """Ask the agency that holds the record."""
        return await request(enquiry, place, asking, principal, self._runtime)

    async def own(self, principal: Principal) -> list[FollowUpRow]:
        """Of the principal, newest first."""
        return await following.own_requests(principal, self._runtime)

    async def one(self, principal: Principal, reference: str) -> Followed:
        """One of them with its reply."""
        return await following.own_request(reference, principal, self._runtime)

    async def withdraw(self, principal: Principal, reference: str) -> None:
        """It is needed no longer."""
        await following.withdraw(reference, principal, self._runtime)

    async def decline(self, principal: Principal, declined: Declined) -> str:
        """Keep a decision not to share."""
        return await not_sharing.record(declined, principal, self._runtime)

    async def declined(self, principal: Principal, reference: str) -> Declined:
        """One's own decision."""
        return await not_sharing.recorded(reference, principal, self._runtime)


class RuntimeEmergencies:
    """Emergencies of one's own, and those that wait for one's answer."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def grounds(self, principal: Principal) -> list[Ground]:
        """Those on which this role may declare, with their terms."""
        agreements, found = self._runtime.agreements, []
        opened = agreements.emergency_purposes_for(principal.agency, principal.role)
        for code, label in agreements.grounds().items():
            terms = terms_for(code, principal, self._runtime)
            purposes = tuple(Choice(one.code, one.label) for one in opened.get(code, []))
            if terms is not None and purposes:
                found.append(Ground(code, label, terms.minutes, terms.review_hours, terms.second_person, purposes))
        return found

    async def own(self, principal: Principal) -> list[EmergencyRow]:
        """Of the principal, newest first."""
        return await own_emergencies(principal, self._runtime)

    async def waiting(self, principal: Principal) -> list[Waits]:
        """Those that wait for this supervisor."""
        rows = await emergencies(principal, self._runtime)
        labels = self._runtime.agreements.grounds()
        seen = [await emergency(row.id, principal, self._runtime) for row in rows]
        return [Waits(one.row, labels.get(one.row.ground, one.row.ground), one.reason) for one in seen]

    async def answer(self, principal: Principal, number: int, *, agrees: bool) -> None:
        """Agree or decline."""
        await answer(number, agrees, principal, self._runtime)


class RuntimeHistory:
    """What somebody did themselves."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def page(self, principal: Principal, before: int | None) -> HistoryPage:
        """A page of it."""
        found = await own_access(before, HISTORY_SHOWN, principal, self._runtime)
        return HistoryPage(found.leaves, found.next)


class RuntimeSources:
    """How fresh the agencies' deliveries are, and what they and the purposes are called."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def late(self) -> list[SourceNote]:
        """Those whose last update is old."""
        sources = await self._runtime.store.sources()
        return list(late_sources(sources, self._runtime.clock.now(), self._runtime))

    def agency(self, code: str) -> str:
        """What an agency is called."""
        return self._runtime.agreements.agency_name(code)

    def purpose(self, code: str) -> str:
        """How a page asks for a purpose."""
        return self._runtime.agreements.purpose_label(code)


def practice_ports_of(runtime: Runtime) -> PracticePorts:
    """All of them."""
    return PracticePorts(
        follow_ups=RuntimeFollowUps(runtime),
        emergencies=RuntimeEmergencies(runtime),
        history=RuntimeHistory(runtime),
        guidance=RuntimeGuidance(runtime),
        sources=RuntimeSources(runtime),
    )
