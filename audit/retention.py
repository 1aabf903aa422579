"""How long the sealed payload of an entry is kept: by its class, and never shorter than an agreement that it rests on.

Entries themselves are never erased: they hold pseudonyms, codes and digests. What a payload keeps is personal, and
storage limitation (UK GDPR art. 5(1)(e), DPA 2018 s.39) wants it gone once its purpose is over. No statute names the
years; the defaults are those of the agreements' own audit clause, and a partnership sets its own.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType


class RetentionClass(StrEnum):
    """What a payload is kept for."""

    DISCLOSURE = "disclosure"
    """Somebody was shown something: the person concerned, a court or a regulator may ask what."""
    NOTHING_SHOWN = "nothing_shown"
    """A search that found or told nothing, or was refused."""
    EMERGENCY = "emergency"
    """What an emergency opened, or was declared for."""
    OVERSIGHT = "oversight"
    """Everything else: reviews, exports, alterations."""


DEFAULT_YEARS: Mapping[RetentionClass, int] = MappingProxyType(
    {
        RetentionClass.DISCLOSURE: 7,
        RetentionClass.NOTHING_SHOWN: 3,
        RetentionClass.EMERGENCY: 7,
        RetentionClass.OVERSIGHT: 7,
    }
)
_SHOWN = ("enquiry.answered", "enquiry.reread")
_NOTHING = ("enquiry.empty", "enquiry.refused", "enquiry.failed")


class AgreementUnknown(Exception):
    """An entry rests on an agreement of which nobody has said how long its audit is kept: `args[0]` is its id."""


def class_of(document: Mapping[str, object]) -> RetentionClass:
    """The class of an entry, from its members."""
    kind = str(document.get("type", ""))
    if document.get("break_glass") or kind.startswith("emergency."):
        return RetentionClass.EMERGENCY
    if kind in _SHOWN:
        return RetentionClass.DISCLOSURE
    return RetentionClass.NOTHING_SHOWN if kind in _NOTHING else RetentionClass.OVERSIGHT


def years_of(document: Mapping[str, object], years: Mapping[RetentionClass, int], agreements: Mapping[str, int]) -> int:
    """How many years the payload of an entry is kept: the longest of its class and of its agreements, by their ids.

    Raises AgreementUnknown.
    """
    found = [years[class_of(document)]]
    named = document.get("agreements", [])
    for one in named if isinstance(named, list) else []:
        id_ = str(one["id"])
        if id_ not in agreements:
            raise AgreementUnknown(id_)
        found.append(agreements[id_])
    return max(found)


def kept_until(time: int, years: int) -> int:
    """The moment from which it need not be kept; both in microseconds since 1970, UTC. 29 February ends on 1 March."""
    moment = datetime.fromtimestamp(time / 1_000_000, UTC)
    try:
        end = moment.replace(year=moment.year + years)
    except ValueError:
        end = moment.replace(year=moment.year + years, month=3, day=1)
    return int(end.timestamp() * 1_000_000)
