"""What the asker typed, for the IG lead of their own agency who has claimed the review: opened in memory, not kept."""

from typing import NamedTuple

from audit.errors import AuditError
from service.entries import log_unavailable
from service.leaf import read_leaf
from service.matching.normalise import person_from_sought
from service.matching.person import Person
from service.matching.staff import person_named, same_name
from service.oversight.anomalies.reading import Kept, kept_of
from service.runtime import Runtime
from service.store.oversight_rows import ReviewRow


class AskedAbout(NamedTuple):
    """The person and the case that an enquiry named. Personal."""

    case_reference: str = ""
    name: str = ""
    """As it was typed, given name first."""
    person: Person = Person()

    def names(self, name: str) -> bool:
        """Whether somebody of this name may be the one who was asked about: the first and the family name agree."""
        return same_name(person_named(name), self.person)


async def asked_about(row: ReviewRow, runtime: Runtime) -> AskedAbout:
    """What the enquiry of a review asked; nothing for an emergency that was only declared, or a shredded payload.

    Raises:
        Unavailable: the log does not answer.
    """
    try:
        logged = await runtime.log.entry(row.entry)
        kept = await kept_of(read_leaf(logged), runtime) if logged and logged.index == row.entry else None
    except AuditError:
        raise log_unavailable() from None
    return _asked(kept) if kept else AskedAbout()


def _asked(kept: Kept) -> AskedAbout:
    sought = kept.sought
    name = " ".join(one for one in (sought.given_name, *sought.other_names, sought.family_name) if one)
    return AskedAbout(kept.case_reference, name, person_from_sought(sought))
