"""What goes along with a permission: each obligation is fulfilled here, or the permission counts as a refusal.

An obligation is `name` or `name(parameter)`. How each known one is fulfilled:

- `expire_after(12h)`: the answer can be read again no longer than that;
- `marking(…)`: stands on the answer and every print of it; `watermark`: the asker and the time stand on it too;
- `onward(…)`, `read_only`, `no_export`: told to the asker beside the reason; nothing here writes or exports an answer;
- `broker_contact`: the service is not named; the partnership's desk asks it to make contact;
- `notify_owner`, `notify_ig`, `post_review`: the entry's sealed payload says whom to tell of what, and what to review;
  notices and reviews are made of it (`service.oversight.catching_up`) before an IG lead reads either. What an emergency
  opens is told of before it leaves (`service.emergency.opening`), and its review is in the queue since it stands.
"""

import re
from collections.abc import Iterable

from policies.decision import Ruling
from service.emergency.words import RULE

DUTIES = frozenset({"notify_owner", "notify_ig", "post_review"})
"""What is done for others after an answer, rather than to the answer."""
FULFILLED = DUTIES | {"expire_after", "marking", "watermark", "onward", "read_only", "no_export", "broker_contact"}
BROKER = "broker_contact"
_FORM = re.compile(r"(?P<name>[a-z_]+)(?:\((?P<parameter>[^()]*)\))?\Z")
_HOURS = re.compile(r"(\d{1,4})h\Z")


def can_be_fulfilled(ruling: Ruling, *, emergency: bool = False) -> bool:
    """Whether this service can hold to everything that the permission asks.

    What only an emergency opens cannot be told of and reviewed where none stands.
    """
    if opened_by_emergency(ruling) and not emergency:
        return False
    return all(_name(obligation) in FULFILLED for obligation in ruling.obligations)


def opened_by_emergency(ruling: Ruling) -> bool:
    """Whether the ruling is one that no ordinary rule gives."""
    return RULE in ruling.rules


def duties(ruling: Ruling) -> tuple[str, ...]:
    """Whom to tell, and whether to review, by their words; an emergency sees to its own."""
    if opened_by_emergency(ruling):
        return ()
    return tuple(sorted({name for one in ruling.obligations if (name := _name(one)) in DUTIES}))


def hours_to_live(rulings: Iterable[Ruling], most: int) -> int:
    """The shortest time that any permission lets the answer be kept, in hours; an odd one counts as none at all."""
    return min([most, *(_hours(one) for r in rulings for one in r.obligations if _name(one) == "expire_after")])


def strictest_marking(rulings: Iterable[Ruling], otherwise: str) -> str:
    """The marking of the answer. OFFICIAL-SENSITIVE is the strictest that this service may hold."""
    markings = {_parameter(one) for ruling in rulings for one in ruling.obligations if _name(one) == "marking"}
    return otherwise if not markings else max(markings, key=lambda marking: (len(marking), marking))


def _name(obligation: str) -> str:
    form = _FORM.match(obligation)
    return form["name"] if form else ""


def _parameter(obligation: str) -> str:
    form = _FORM.match(obligation)
    return (form["parameter"] or "") if form else ""


def _hours(obligation: str) -> int:
    hours = _HOURS.match(_parameter(obligation))
    return int(hours[1]) if hours else 0
