"""My access history: what I did here, as the log has it. It names nobody; looking at it is an entry too."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.leaf import Leaf
from service.web import content
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.practice_ports import Sources
from service.web.rendering import Pages

DID = {
    "enquiry.answered": "Asked, and was answered",
    "enquiry.empty": "Asked; nothing was shown",
    "enquiry.refused": "Asked; the enquiry was refused",
    "enquiry.failed": "Asked; a part of the service was down",
    "enquiry.reread": "Read an answer again",
    "contact.made": "Contacted a service",
    "follow_up.asked": "Asked a service for something",
    "follow_up.read": "Read a request",
    "follow_up.answered": "Answered a request",
    "follow_up.withdrawn": "Withdrew a request",
    "sharing.declined": "Recorded a decision not to share",
    "emergency.declared": "Declared an emergency",
    "emergency.answered": "Answered an emergency",
}
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the history."""

    at: float
    did: str
    purpose: str
    shown: str
    agreements: str
    href: str
    """Where it can be looked at, or nothing."""


class MyHistoryPages:
    """`/my-history`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def show(self, request: Request, visit: Visit) -> Response:
        """A page of it, newest first."""
        found = await self._ports.practice.history.page(visit.principal, before(request))
        deeds = [deed(leaf, self._ports.practice.sources) for leaf in found.rows]
        return self._pages.show(request, "my_history.html", visit=visit, deeds=deeds, next=found.next)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [Route("/my-history", doors.signed_in(self.show))]


def before(request: Request) -> int | None:
    """Below which entry to begin; an address that says none, or nonsense, begins at the newest."""
    text = request.query_params.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST else None


def deed(leaf: Leaf, sources: Sources) -> Deed:
    """One entry of one's own, in words."""
    kept = leaf.type == "sharing.declined"
    return Deed(
        at=leaf.time / 1_000_000,
        did=DID.get(leaf.type, content.words(leaf.type.replace(".", " ")).capitalize()),
        purpose=sources.purpose(leaf.purpose) if leaf.purpose else "",
        shown=content.LEVELS[leaf.level] if leaf.type == "enquiry.answered" and 0 < leaf.level < 5 else "",
        agreements=", ".join(leaf.agreements),
        href=f"/not-sharing/{leaf.request}" if kept else "",
    )
