"""Who was told of one person what was another's: disclosures of the log within the stretches of a wrong link.

UK GDPR Art 19 asks for every recipient. An answer names its subject in its leaf, and relatives in its sealed payload
only; the projection of the log has both, so that nothing but the entries in question is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.errors import AuditError
from service.entries import log_unavailable
from service.leaf import Leaf, read_leaf
from service.nominals.together import Stretch
from service.projection.bringing_up_to_date import bring_up_to_date
from service.runtime import Runtime
from service.store import projection
from service.store.projection_rows import FAMILY, About


@dataclass(frozen=True, slots=True)
class Told:
    """One disclosure of which somebody must hear that it was not all of one person."""

    leaf: Leaf
    subject: str
    """The pseudonym under which they were told."""
    told_as: str
    """`subject` or `relative`."""
    level: int


async def told_within(named: Sequence[tuple[str, Stretch]], runtime: Runtime) -> tuple[list[Told], int]:
    """Every disclosure within these stretches, each with its golden nominal's pseudonym; oldest first.

    Returns the disclosures, and how many family answers of that time could not be opened any more.

    Raises:
        Unavailable: the log or the store does not answer.
    """
    await bring_up_to_date(runtime)
    found: dict[int, Told] = {}
    unreadable: set[int] = set()
    for subject, stretch in named:
        for leaf, level in await _within(About.PERSON, subject, stretch, runtime):
            found[leaf.index] = _first(found.get(leaf.index), _told(leaf, subject, level))
        unreadable |= {leaf.index for leaf, _ in await _within(About.UNREADABLE, FAMILY, stretch, runtime)}
    return [found[entry] for entry in sorted(found)], len(unreadable - found.keys())


async def _within(kind: About, value: str, stretch: Stretch, runtime: Runtime) -> list[tuple[Leaf, int]]:
    """The entries within a stretch that are about something, each with the level told of it."""
    database, since = runtime.store.database, stretch.since
    start = since.entry + 1 if since.entry is not None else await projection.first_since(database, since.micros)
    found = []
    for entry, level in await projection.entries_about(database, kind, value, start):
        leaf = await _leaf(entry, runtime)
        if leaf is not None and stretch.holds(leaf.index, leaf.time):
            found.append((leaf, level))
    return found


async def _leaf(entry: int, runtime: Runtime) -> Leaf | None:
    try:
        logged = await runtime.log.entry(entry)
    except AuditError:
        raise log_unavailable() from None
    return read_leaf(logged) if logged else None


def _told(leaf: Leaf, subject: str, level: int) -> Told:
    return Told(leaf, subject, "subject" if subject == leaf.subject else "relative", level)


def _first(one: Told | None, other: Told) -> Told:
    """Of two people of one answer, whom it was about; else by pseudonym."""
    if one is None or other.told_as == "subject":
        return other
    return one if one.told_as == "subject" or one.subject <= other.subject else other
