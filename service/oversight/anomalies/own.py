"""Own family name, own address, a colleague: what the enquiry itself compared by blind tokens, as a yes or no."""

from collections.abc import Iterator, Sequence
from typing import Final

from service.matching.staff import OwnBusiness
from service.oversight.anomalies.seen import Detector, Notice, Seen
from service.oversight.anomalies.terms import Terms
from service.oversight.anomalies.words import ReviewKind

_WHY: Final = {
    ReviewKind.OWN_NAME: "Somebody with the asker's own family name was asked about.",
    ReviewKind.OWN_ADDRESS: "Somebody at the asker's own address was asked about.",
    ReviewKind.COLLEAGUE: "Somebody with the name of another member of staff of the agency was asked about.",
}


def _of(kind: ReviewKind, business: OwnBusiness) -> Detector:
    def notices(rows: Sequence[Seen], terms: Terms) -> Iterator[Notice]:
        del terms
        for row in rows:
            if business in row.own:
                yield Notice(kind, row, f"{row.day}/{row.about}", _WHY[kind], (row.entry,))

    return notices


own_name: Final = _of(ReviewKind.OWN_NAME, OwnBusiness.NAME)
own_address: Final = _of(ReviewKind.OWN_ADDRESS, OwnBusiness.ADDRESS)
colleague: Final = _of(ReviewKind.COLLEAGUE, OwnBusiness.COLLEAGUE)
