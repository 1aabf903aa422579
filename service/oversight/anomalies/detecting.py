"""All detectors over the enquiries of one member of staff: each tells a thing once, and may be switched off."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from service.oversight.anomalies import (
    bursts,
    denials,
    dormant,
    out_of_hours,
    own,
    purposes,
    self_claimed,
)
from service.oversight.anomalies.seen import Detector, Notice, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.words import ReviewKind

DETECTORS: Final[Mapping[ReviewKind, Detector]] = MappingProxyType(
    {
        ReviewKind.OWN_NAME: own.own_name,
        ReviewKind.OWN_ADDRESS: own.own_address,
        ReviewKind.COLLEAGUE: own.colleague,
        ReviewKind.BURST: bursts.notices,
        ReviewKind.OUT_OF_HOURS: out_of_hours.notices,
        ReviewKind.DENIALS: denials.notices,
        ReviewKind.PURPOSE_CHANGED: purposes.notices,
        ReviewKind.DORMANT: dormant.notices,
        ReviewKind.SELF_CLAIMED: self_claimed.notices,
    }
)


def detect(rows: Sequence[Seen], since: int, terms: Terms) -> list[Notice]:
    """What is worth a look with the entries from `since` on, each thing once.

    Args:
        rows: the enquiries of one member of staff in order of time: new ones, and as many older ones as may matter.
        since: the first entry that is new; what older ones gave was told before.
        terms: the thresholds of their agency.
    """
    found: dict[tuple[ReviewKind, str], Notice] = {}
    for kind, notices in DETECTORS.items():
        if kind in terms.off:
            continue
        for notice in notices(rows, terms):
            if notice.seen.entry >= since:
                found.setdefault((kind, notice.once), notice)
    return sorted(found.values(), key=lambda notice: (notice.seen.entry, notice.kind))
