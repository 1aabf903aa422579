"""Can I share this? By kind of record, from the agreements in force; and what to tell a family."""

from collections import Counter
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.web.content import opening
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.practice_ports import MayShare
from service.web.rendering import Pages


class GuidancePages:
    """`/guidance` and `/guidance/family`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def items(self, request: Request, visit: Visit) -> Response:
        """Each kind of record, and who may be told how much of it."""
        items = [(one, first_lines(one.rules)) for one in self._ports.practice.guidance.items(visit.principal)]
        agency = self._ports.practice.sources.agency(visit.principal.agency)
        return self._pages.show(request, "guidance.html", visit=visit, items=items, agency=agency)

    async def family(self, request: Request, visit: Visit) -> Response:
        """A sheet to print and give to a family."""
        told = self._ports.practice.guidance.family(visit.principal)
        agency = self._ports.practice.sources.agency(visit.principal.agency)
        return self._pages.show(request, "guidance_family.html", visit=visit, told=told, agency=agency)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/guidance", doors.signed_in(self.items)),
            Route("/guidance/family", doors.signed_in(self.family)),
        ]


def first_lines(rules: Sequence[MayShare]) -> list[str]:
    """For each rule of one kind of record a line that begins with what it is for: no two lines read alike.

    Where purpose, measure and agency are the same, it says to whom there; then on what conditions; then which rule.
    """
    lines = [f"{opening('; '.join(one.purposes))}: yes, {one.how_much}, to {one.agencies}" for one in rules]
    for more in (_there, _only_with, _under):
        alike = Counter(lines)
        lines = [line + more(one) if alike[line] > 1 else line for line, one in zip(lines, rules, strict=True)]
    return lines


def _there(rule: MayShare) -> str:
    return f", {rule.who}"


def _under(rule: MayShare) -> str:
    return f" (agreement {rule.agreement}, rule {rule.rule})"


def _only_with(rule: MayShare) -> str:
    return f", only with {'; '.join(rule.conditions)}" if rule.conditions else ""
