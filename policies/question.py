"""What the policy engine is asked: categories only, never anything about a person.

Because a Question holds no personal data, its decision can be remembered by (question, bundle digest, day).
"""

import msgspec


class Candidate(msgspec.Struct, frozen=True, order=True):
    """One kind of record that might be disclosed; many involvements can share one."""

    provider: str
    record_type: str
    regime: str
    classes: tuple[str, ...] = ()
    subject_role: str = "service_user"
    age_band: str = "unknown"
    """`under18`, `adult` or `unknown`."""
    area: str = ""


class Question(msgspec.Struct, frozen=True):
    """Who asks, why, how much, and about which kinds of record, on which day."""

    agency: str
    role: str
    assurance: str
    """How sure the sign-in was: `mfa`, `password`, or `key` for a system."""
    training: tuple[str, ...]
    act: str
    """`find`, `fetch`, `push`, `export` or `forum`."""
    level: int
    purpose: str
    relationship: str
    case_reference: bool
    day: int
    """Days since 1970-01-01 of the date in England: integers, because engines differ on times."""
    candidates: tuple[Candidate, ...]
    user: str = ""
    """The asker's pseudonym, for suspensions only; empty unless a suspension names a user."""
    forum: str = ""
    """The meeting for which it is asked; empty for none."""
    attends: bool = False
    """Whether the asker is on that meeting's list of attendance."""
    break_glass: str = ""
    """The ground of an emergency that the asker declared and may declare; empty in ordinary times."""
    second_person: bool = False
    """Whether somebody else agreed to the emergency."""
