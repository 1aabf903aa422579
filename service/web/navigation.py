"""Which pages stand in the service navigation, for whom: one table, so that a new subject is one line.

Pattern: GOV.UK Design System, service navigation. It only leads; each page's door decides who may open it.
"""

from dataclasses import dataclass

from service.identity.principal import PrincipalKind

ASKERS = frozenset({PrincipalKind.PRACTITIONER, PrincipalKind.SUPERVISOR})
"""People who ask about families; supervisors answer other agencies and decide reviews besides."""
IG_LEADS = frozenset({PrincipalKind.IG_LEAD})
SUPERVISORS = frozenset({PrincipalKind.SUPERVISOR})
PEOPLE = ASKERS | IG_LEADS


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation."""

    text: str
    href: str
    shown_to: frozenset[PrincipalKind] = PEOPLE
    also: tuple[str, ...] = ()
    """First steps of other paths that belong to this section, such as `/whom`."""

    def holds(self, path: str) -> bool:
        """Whether a page with this path is in the section."""
        return any(path == start or path.startswith(f"{start}/") for start in (self.href, *self.also))


SECTIONS = (
    Section("Home", "/home", also=("/guidance", "/not-sharing", "/my-history", "/emergency", "/emergencies")),
    Section("Ask about a family", "/why", ASKERS, also=("/whom", "/answers")),
    Section("My requests", "/requests", ASKERS),
    Section("Waiting for you", "/requests-to-answer", SUPERVISORS, also=("/sampled", "/pairs")),
    Section("Waiting for you", "/notices", IG_LEADS, also=("/pairs",)),
    Section("Disclosure log", "/log", IG_LEADS, also=("/subject-history",)),
    Section("Reviews", "/anomalies", IG_LEADS),
    Section("Access requests", "/access-requests", IG_LEADS, also=("/corrections",)),
    Section("Agreements", "/agreements"),
    Section("Proofs", "/proofs", IG_LEADS),
    Section("Sources", "/sources", IG_LEADS),
    Section("Users", "/users", IG_LEADS),
)


def navigation(kind: PrincipalKind, path: str) -> list[dict[str, object]]:
    """The items for the service navigation's macro: the page itself is `current`, its section `active`."""
    return [
        {
            "text": one.text,
            "href": one.href,
            "current": path == one.href,
            "active": one.holds(path) and path != one.href,
        }
        for one in SECTIONS
        if kind in one.shown_to
    ]
