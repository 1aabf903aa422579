"""Was it the right person? One enquiry judged by the truth: whom the match found, told or not, and how surely."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deploy.bench.asking import Asker, answer_of
from deploy.bench.held import Held
from deploy.bench.people import Sought, Truth
from service.errors import GoldenThreadError


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one enquiry."""

    truth: Truth
    slip: str
    match: str
    """`one`, `none`, `many`, or `failed: CODE` where the service refused or could not."""
    band: str
    """Of an answer that tells something; empty otherwise."""
    outcome: str
    own: bool
    """The golden nominal found holds a record of the person asked about."""
    others: frozenset[str]
    """Providers of that person's records in the golden nominal found."""
    stranger: bool
    """The golden nominal found holds a record of somebody else."""
    relative: bool
    """Each such record is of the same household."""


async def judge(asking: Asker, held: Held, sought: Sought, truth: Truth, scope: str = "person") -> Judged:
    """Ask, and compare whom the match found with who was asked about."""
    try:
        disclosed = await asking.ask(sought, scope)
    except GoldenThreadError as fault:
        return Judged(truth, sought.slip, f"failed: {fault.code.value}", "", "", False, frozenset(), False, False)
    kept = await asking.kept(disclosed)
    answer = answer_of(disclosed)
    records = held.of(kept.subject) if kept.match == "one" else []
    same = [record for record in records if record.truth.person == truth.person]
    strange = [record for record in records if record.truth.person != truth.person]
    return Judged(
        truth=truth,
        slip=sought.slip,
        match=kept.match,
        band=answer.band,
        outcome=answer.outcome,
        own=bool(same),
        others=frozenset(record.provider for record in same),
        stranger=bool(strange),
        relative=bool(strange) and all(record.truth.household == truth.household for record in strange),
    )


FOUND_HEADINGS = (
    "asked", "people", "right person", "confirmed", "likely", "found, not told", "somebody else", "of one household",
    "more than one", "nobody", "refused",
)  # fmt: skip


def found_row(label: str, judged: Sequence[Judged], wanted: str = "") -> list[str]:
    """One row of the table, as shares of the people asked about.

    `wanted` names the provider whose record of the person must be in the golden nominal found.
    """
    right = [one for one in judged if one.own and (not wanted or wanted in one.others)]
    bands = Counter(one.band for one in right)
    wrong = [one for one in judged if one.stranger]
    matches = Counter(one.match.partition(":")[0] for one in judged)
    return [
        label, f"{len(judged):,}", share(len(right), len(judged)), share(bands["confirmed"], len(judged)),
        share(bands["likely"], len(judged)), share(bands[""], len(judged)), counted(len(wrong), len(judged)),
        counted(sum(one.relative for one in wrong), len(judged)), counted(matches["many"], len(judged)),
        counted(matches["none"], len(judged)), counted(matches["failed"], len(judged)),
    ]  # fmt: skip


def by_note(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """The same by each note of the truth; a person with several stands under each."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for note in one.truth.notes or ("",):
            found[note or "nothing special"].append(one)
    return dict(sorted(found.items()))


def share(part: int, whole: int) -> str:
    """A percentage with one digit after the point."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def counted(part: int, whole: int) -> str:
    """A count with its percentage where it is not nothing."""
    return f"{part:,} ({100 * part / whole:.2f} %)" if part else "0"
