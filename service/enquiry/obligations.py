"""What goes along with a permission: each obligation is fulfilled here, or the permission counts as a refusal.

An obligation is `name` or `name(parameter)`. How each known one is fulfilled:

- `expire_after(12h)`: the answer can be read again no longer than that;
- `marking(…)`: stands on the answer and every print of it; `watermark`: the asker and the time stand on it too;
- `onward(…)`, `read_only`, `no_export`: told to the asker beside the reason; nothing here writes or exports an answer;
- `broker_contact`: the service is not named; the partnership's desk asks it to make contact;
- `notify_owner`, `notify_ig`, `post_review`: the entry names the agency whose record it was and carries the obligation,
  which is what that agency's IG lead reads in the disclosure log.
"""

import re
from collections.abc import Iterable

from policies.decision import Ruling

FULFILLED = frozenset(
    {
        "expire_after",
        "marking",
        "watermark",
        "onward",
        "read_only",
        "no_export",
        "broker_contact",
        "notify_owner",
        "notify_ig",
        "post_review",
    }
)
BROKER = "broker_contact"
_FORM = re.compile(r"(?P<name>[a-z_]+)(?:\((?P<parameter>[^()]*)\))?\Z")
_HOURS = re.compile(r"(\d{1,4})h\Z")


def can_be_fulfilled(ruling: Ruling) -> bool:
    """Whether this service can hold to everything that the permission asks."""
    return all(_name(obligation) in FULFILLED for obligation in ruling.obligations)


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
