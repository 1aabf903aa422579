"""What can be learnt of people whose whereabouts are hidden, and what their hidden address finds. It must be nobody."""

from collections import Counter
from collections.abc import Sequence

from connectors.sandbox.cast import REFUGE
from deploy.bench.asking import Asker, answer_of, told_of
from deploy.bench.people import Sought
from service.errors import GoldenThreadError

HEADINGS = ("asked with", "match", "outcome", "highest level", "named", "people")


async def ask_about_shielded(asking: Asker, people: Sequence[Sought]) -> list[list[str]]:
    """Ask about each in each way, with their family, and count what came of it."""
    rows = []
    for label, keep, hidden in _WAYS:
        counts: Counter[tuple[str, ...]] = Counter()
        for sought in people:
            person = {name: value for name, value in sought.person.items() if name in keep}
            counts[await _ask(asking, sought._replace(person=person | hidden))] += 1
        rows += [[label, *told, str(times)] for told, times in sorted(counts.items())]
    return rows


_NAME = ("family_name", "given_name")
_HIDDEN = {"postcode": REFUGE.postcode, "house": REFUGE.house}
_WAYS: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("name and date of birth", (*_NAME, "date_of_birth"), {}),
    ("name and the hidden address", _NAME, _HIDDEN),
    ("family name and the hidden address", _NAME[:1], _HIDDEN),
)


async def _ask(asking: Asker, sought: Sought) -> tuple[str, ...]:
    try:
        disclosed = await asking.ask(sought, "family")
    except GoldenThreadError as fault:
        return "", f"refused: {fault.code.value}", "", ""
    outcome, _, highest, named = told_of(answer_of(disclosed))
    return (await asking.kept(disclosed)).match, outcome, highest, named
