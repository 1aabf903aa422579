"""Step 5a: before anything that an emergency opens may leave, the agencies whose records it is have been told."""

from collections import defaultdict
from collections.abc import Mapping

from service.emergency.opening import open_for
from service.enquiry.minimise import Minimised
from service.enquiry.obligations import opened_by_emergency
from service.enquiry.shapes import Asked
from service.runtime import Runtime


async def tell_the_owners(
    told: Minimised, subjects: Mapping[int, str], asked: Asked, enquiry: str, runtime: Runtime
) -> None:
    """Tell them, and keep what was opened. Nothing happens where no emergency opened anything.

    Raises:
        Overtaken, Unavailable: as `open_for`; nothing may leave.
    """
    opened: dict[str, set[str]] = defaultdict(set)
    for row in told.rows:
        if opened_by_emergency(row.ruling):
            opened[row.provider].add(f"{row.record_type} of person {subjects.get(row.golden, '')}")
    if opened and asked.emergency is not None:
        subject = next(iter(subjects.values()), "")
        named = {row.provider for row in told.named}
        await open_for(asked.emergency, opened, subject, enquiry, runtime, named=named)
