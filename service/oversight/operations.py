"""The log as Data Protection Act 2018 section 62 asks for it: the six operations, each with when, who, and to whom.

Section 62(2) and (3): of consultation and disclosure the date and time and, as far as possible, who consulted or
disclosed and who received it. A purpose or a justification is not among what the section asks for, so none is shown
here; both stand in the entry, for whoever must judge proportionality.
"""

from typing import Final

from audit.events import Operation
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.identity.principal import Principal
from service.oversight.disclosures import Filters, Page, page
from service.runtime import Runtime

OPERATIONS: Final = tuple(one.value for one in Operation)


async def operations(
    operation: str, since: int, until: int, before: int | None, limit: int, principal: Principal, runtime: Runtime
) -> Page:
    """Entries of one operation, or of all six, newest first; a page may have fewer than `limit`, and go on.

    Raises:
        NotAcceptable: there is no such operation.
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    if operation and operation not in OPERATIONS:
        advice = f"Ask for one of: {', '.join(OPERATIONS)}."
        raise NotAcceptable(
            ReasonCode.FIELD_INVALID, advice, (FieldFault("operation", ReasonCode.FIELD_INVALID, advice),)
        )
    filters = Filters(operation=operation, since=since, until=until)
    found = await page(filters, before, limit, principal, runtime, "operations")
    return Page([leaf for leaf in found.leaves if leaf.operation], found.next)
