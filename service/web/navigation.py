"""Which pages stand in the service navigation, for whom: one table, so that a new subject is one line.

Patterns: GOV.UK Design System, service navigation; MOJ, sub navigation, for sections that share a group. They only
lead; each page's door decides who may open it.
"""

from dataclasses import dataclass
from typing import TypedDict

from service.identity.principal import PrincipalKind

ASKERS = frozenset({PrincipalKind.PRACTITIONER, PrincipalKind.SUPERVISOR})
"""People who ask about families; supervisors answer other agencies and decide reviews besides."""
IG_LEADS = frozenset({PrincipalKind.IG_LEAD})
SUPERVISORS = frozenset({PrincipalKind.SUPERVISOR})
PEOPLE = ASKERS | IG_LEADS


class SubNavigation(TypedDict):
    """What the macro takes."""

    label: str
    items: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation."""

    text: str
    href: str
    shown_to: frozenset[PrincipalKind] = PEOPLE
    also: tuple[str, ...] = ()
    """First steps of other paths that belong to this section, such as `/whom`."""
    group: str = ""
    """What stands in the service navigation for all sections of one subject; they stand beside each other below it."""

    def holds(self, path: str) -> bool:
        """Whether a page with this path is in the section."""
        return any(path == start or path.startswith(f"{start}/") for start in (self.href, *self.also))


DISCLOSURES, EVIDENCE, CONCERNED = "Disclosures", "Proofs and sources", "People"

SECTIONS = (
    Section("Home", "/home", also=("/guidance", "/not-sharing", "/my-history", "/emergency", "/emergencies")),
    Section("Ask about a family", "/why", ASKERS, also=("/whom", "/answers")),
    Section("My requests", "/requests", ASKERS),
    Section("Waiting for you", "/requests-to-answer", SUPERVISORS, also=("/sampled", "/pairs")),
    Section("Waiting for you", "/notices", IG_LEADS, also=("/pairs",)),
    Section("Disclosure log", "/log", IG_LEADS, also=("/subject-history",), group=DISCLOSURES),
    Section("Reviews", "/anomalies", IG_LEADS, group=DISCLOSURES),
    Section("Agreements", "/agreements"),
    Section("Proofs", "/proofs", IG_LEADS, group=EVIDENCE),
    Section("Sources", "/sources", IG_LEADS, group=EVIDENCE),
    Section("Access requests", "/access-requests", IG_LEADS, also=("/corrections",), group=CONCERNED),
    Section("Users", "/users", IG_LEADS, group=CONCERNED),
)


def navigation(kind: PrincipalKind, path: str) -> list[dict[str, object]]:
    """The items for the service navigation's macro: the page itself is `current`, its section `active`."""
    items: dict[str, dict[str, object]] = {}
    for one in SECTIONS:
        if kind in one.shown_to:
            text = one.group or one.text
            item = items.setdefault(text, {"text": text, "href": one.href, "current": False, "active": False})
            item["current"] = item["current"] or (path == one.href and not one.group)
            item["active"] = item["active"] or (one.holds(path) and not item["current"])
    return list(items.values())


def beside(kind: PrincipalKind, path: str) -> SubNavigation | None:
    """The sections of the group that holds this page, for the sub navigation's macro; None where it stands alone."""
    shown = [one for one in SECTIONS if kind in one.shown_to]
    group = next((one.group for one in shown if one.group and one.holds(path)), "")
    if not group:
        return None
    items = [{"text": one.text, "href": one.href, "active": one.holds(path)} for one in shown if one.group == group]
    return {"label": group, "items": items}
