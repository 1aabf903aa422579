"""What the searches of the log have in common: their words, no other words, and the address of the next page."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request

from audit.canonical import MAX_INTEGER
from service.errors import NotAcceptable, ReasonCode

_SUBJECT = "The pseudonym of the person: 32 hexadecimal digits, after `urn:golden-thread:subject|` if you like."
_AGENT = "Whoever acted: a pseudonym, or `urn:golden-thread:staff|…`; or their agency: `urn:golden-thread:agency|…`."
_DATE = "When: `2026-11`, `ge2026-11-01`, `lt2026-11-20T12:00Z`; twice for a stretch. Without a zone it is UTC."
_BEFORE = "Only entries with a lower index: where the next page begins."

Subject = Annotated[str, Query(max_length=120, description=_SUBJECT)]
Agent = Annotated[str, Query(max_length=120, description=_AGENT)]
Dates = Annotated[list[str] | None, Query(max_length=4, description=_DATE)]
Before = Annotated[int | None, Query(ge=0, le=MAX_INTEGER, description=_BEFORE)]


def refuse_others(request: Request, *known: str) -> None:
    """A word that is not understood would be a filter that does not filter.

    Raises:
        NotAcceptable: there is one, or one that may stand once stands twice.
    """
    given = request.query_params
    if set(given) - set(known) or any(len(given.getlist(name)) > 1 for name in known if name != "date"):
        advice = f"This search takes {', '.join(known)}, each once but for date. See /openapi.json."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)


def page(address: str, request: Request, before: int | None = None) -> str:
    """The address of this page, or of the one that begins below index `before`. Only words that were read are in it."""
    words = [(name, value) for name, value in request.query_params.multi_items() if before is None or name != "before"]
    if before is not None:
        words.append(("before", str(before)))
    return f"{address}?{urlencode(words)}" if words else address
