"""Counts the reviews that each detector makes a week of a simulated partnership, and the planted misuse it finds.

People, names and addresses are the sandbox's; how staff work is assumed here, in plain sight, and is no measurement of
a real partnership: there, `service reviews measure` counts. Detectors and comparison of names are the product's.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple

from msgspec.structs import replace

from connectors.records import Address
from connectors.sandbox.families import Families
from connectors.sandbox.names import Names
from connectors.sandbox.numbers import NhsNumbers
from connectors.sandbox.person import Person as Synthetic
from connectors.sandbox.places import place
from service.matching.normalise import place_of
from service.matching.person import Person
from service.matching.staff import person_named, tokens_asked, tokens_of_member, tokens_of_name
from service.oversight.anomalies.detecting import DETECTORS, detect
from service.oversight.anomalies.seen import Outcome, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.words import ReviewKind
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring

PEOPLE: Final = 20_000
STAFF: Final = 300
WEEKS: Final = 26
CASES: Final = 25
AGENCIES: Final = {
    "gss:E06000009": ("social_worker", 0.5), "police:04": ("police_officer", 0.3), "ods:RXL": ("school_nurse", 0.2)
}  # fmt: skip
BEGAN: Final = datetime(2026, 5, 4, 8, tzinfo=UTC)
"""A Monday at eight, or nine in England."""
RELATIONSHIPS: Final = (("open_case", 60), ("referral_received", 20), ("visit", 15), ("meeting", 5))
EVENING, DENIED, NOTHING, CORRECTED = 0.03, 0.08, 0.17, 0.25
"""Shares: asked in the evening by somebody who works by day; refused; about nobody known; a refusal whose asker finds
that they named the wrong reason, and asks again with the right one."""
PLANTED: Final = 10
"""Of each kind of misuse."""


class Member(NamedTuple):
    """Somebody who asks."""

    staff: str
    name: str
    agency: str
    role: str
    home: Person
    cases: list[Synthetic]
    a_week: float
    away: int
    """From this week on they are away for fifteen weeks, or 99 for never."""


def main(arguments: list[str]) -> None:
    """Simulate, detect and print one table."""
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench reviews", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    people = _people(chance)
    blinder = Blinder(Keyring.fresh(list(AGENCIES)))
    staff = chance.sample([one for one in people if 21 < one.age(BEGAN.date()) < 68], STAFF)
    at_work = {one.number for one in staff}
    people = [one for one in people if one.number not in at_work]
    members = [_member(number, one, people, chance) for number, one in enumerate(staff)]
    known = {token for one in members for token in tokens_of_member(one.staff, one.agency, one.home, blinder)}
    asked = [row for one in members for row in _work(one, people, known, blinder, chance)]
    _print(_counted(asked), len(asked), _found(members, people, asked, chance))


def _people(chance: random.Random) -> list[Synthetic]:
    families = Families(chance, Names(), NhsNumbers(PEOPLE), 0, place(0))
    living = (person for cluster in families.clusters() for household in cluster for person in household.people)
    return list(islice(living, PEOPLE))


def _member(number: int, someone: Synthetic, people: list[Synthetic], chance: random.Random) -> Member:
    agency = chance.choices(list(AGENCIES), [share for _, share in AGENCIES.values()])[0]
    name = f"{someone.given} {someone.family}"
    away = chance.randrange(2, 10) if chance.random() < 0.03 else 99
    return Member(
        f"staff-{number}", name, agency, AGENCIES[agency][0], _typed(someone), chance.sample(people, CASES),
        chance.lognormvariate(1.8, 0.7), away,
    )  # fmt: skip


def _typed(one: Synthetic) -> Person:
    at = one.home.place
    places = place_of(Address(postcode=at.postcode, house=at.house))
    return replace(person_named(f"{one.given} {one.family}"), year=one.dob.year, places=places)


def _work(
    one: Member, people: list[Synthetic], known: set[bytes], blinder: Blinder, chance: random.Random
) -> Iterator[Seen]:
    """All that one member of staff asks, in order of time."""
    signed_in = known | tokens_of_name(one.staff, one.name, blinder)
    rows: list[Seen] = []
    for week in range(WEEKS):
        if one.away <= week < one.away + 15:
            continue
        for _ in range(round(chance.expovariate(1 / one.a_week))):
            about = chance.choice(one.cases) if chance.random() < 0.7 else chance.choice(people)
            row = _asked(one, about, _moment(one, week, chance), chance)
            own = tokens_asked(one.staff, one.agency, one.name, _typed(about), blinder)
            row = row._replace(own=tuple({kind.value for token, kind in own.items() if token in signed_in}))
            rows.append(row)
            if row.outcome is Outcome.DENIED and chance.random() < CORRECTED:
                rows.append(_put_right(row, chance))
    rows.sort(key=lambda row: row.at)
    yield from (row._replace(entry=number) for number, row in enumerate(rows))


def _put_right(row: Seen, chance: random.Random) -> Seen:
    """The same question with the right relationship; one in five times with the right purpose."""
    shown = row._replace(at=row.at + 300, outcome=Outcome.SHOWN)
    if chance.random() < 0.2:
        return shown._replace(purpose="reoffending")
    return shown._replace(relationship="meeting", self_claimed=True)


def _moment(one: Member, week: int, chance: random.Random) -> int:
    """Police at any hour; the others in theirs, and now and then in the evening."""
    if one.role == "police_officer":
        return int((BEGAN + timedelta(weeks=week, seconds=chance.randrange(7 * 86_400))).timestamp())
    day = BEGAN + timedelta(weeks=week, days=chance.randrange(5))
    hour = chance.uniform(11, 14) if chance.random() < EVENING else chance.uniform(0, 9)
    return int((day + timedelta(hours=hour)).timestamp())


def _asked(one: Member, about: Synthetic, at: int, chance: random.Random) -> Seen:
    relationship = chance.choices([word for word, _ in RELATIONSHIPS], [share for _, share in RELATIONSHIPS])[0]
    drawn = chance.random()
    outcome = Outcome.DENIED if drawn < DENIED else Outcome.NOTHING if drawn < DENIED + NOTHING else Outcome.SHOWN
    return Seen(
        0, at, one.staff, one.agency, one.role, "safeguard_child", relationship, outcome, about=str(about.number),
        self_claimed=relationship != "open_case",
    )  # fmt: skip


def _counted(asked: list[Seen]) -> Counter[ReviewKind]:
    """The notices of everybody at work: nobody among them does anything wrong."""
    by_member: dict[str, list[Seen]] = defaultdict(list)
    for row in asked:
        by_member[row.staff].append(row)
    return Counter(notice.kind for rows in by_member.values() for notice in detect(rows, 0, Terms()))


def _found(
    members: list[Member], people: list[Synthetic], asked: list[Seen], chance: random.Random
) -> Counter[ReviewKind]:
    """How much of the misuse that is planted among somebody's ordinary work is told, by kind."""
    found: Counter[ReviewKind] = Counter()
    for kind in DETECTORS:
        for one in chance.sample([one for one in members if one.role == "social_worker"], PLANTED):
            rows = [row for row in asked if row.staff == one.staff]
            planted = _planted(kind, one, people, chance)
            after = sorted([*(row for row in rows if row.at < planted[0].at), *planted], key=lambda row: row.at)
            after = [row._replace(entry=number) for number, row in enumerate(after)]
            since = len(after) - len(planted)
            found[kind] += any(notice.kind is kind for notice in detect(after, since, Terms()))
    return found


def _planted(kind: ReviewKind, one: Member, people: list[Synthetic], chance: random.Random) -> list[Seen]:
    """One misuse, in the week after the last."""
    at = int((BEGAN + timedelta(weeks=WEEKS + 20, hours=1)).timestamp())
    shown = _asked(one, chance.choice(people), at, chance)._replace(outcome=Outcome.SHOWN)
    several = {ReviewKind.BURST: 25, ReviewKind.SELF_CLAIMED: 30, ReviewKind.DENIALS: 8, ReviewKind.OUT_OF_HOURS: 5}
    rows = [shown._replace(at=at + 120 * number, about=f"x{number}") for number in range(several.get(kind, 1))]
    if kind in (ReviewKind.OWN_NAME, ReviewKind.OWN_ADDRESS, ReviewKind.COLLEAGUE):
        return [shown._replace(own=(kind.value,))]
    if kind is ReviewKind.PURPOSE_CHANGED:
        return [shown._replace(outcome=Outcome.DENIED, purpose="reoffending"), shown._replace(at=at + 200)]
    if kind is ReviewKind.DENIALS:
        return [row._replace(outcome=Outcome.DENIED) for row in rows]
    if kind is ReviewKind.OUT_OF_HOURS:
        return [row._replace(at=row.at + 13 * 3600) for row in rows]
    return [row._replace(self_claimed=kind is ReviewKind.SELF_CLAIMED) for row in rows]


def _print(told: Counter[ReviewKind], enquiries: int, found: Counter[ReviewKind]) -> None:
    print(f"{STAFF} staff, {WEEKS} weeks, {enquiries / WEEKS:.0f} enquiries a week. No misuse among them.\n")
    print("| detector | reviews a week | of 1,000 enquiries | planted misuse found |\n|---|---|---|---|")
    for kind in DETECTORS:
        of_1000 = 1000 * told[kind] / enquiries
        print(f"| `{kind}` | {told[kind] / WEEKS:.1f} | {of_1000:.1f} | {found[kind]} of {PLANTED} |")
    total = sum(told.values())
    print(f"| all | {total / WEEKS:.1f} | {1000 * total / enquiries:.1f} | |")
    one_in = Terms().sample_one_in
    print(f"| `sample`, 1 in {one_in} | {enquiries / WEEKS / one_in:.1f} | {1000 / one_in:.1f} | |")
