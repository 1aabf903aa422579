"""AuditEvents in a FHIR R4 Bundle: a page of a search with its links, or a collection."""

from collections.abc import Iterable

from service.forms.fhir_codes import Element
from service.forms.fhir_event import audit_event
from service.forms.recorded import Recorded


def searchset(entries: Iterable[Recorded], address: str, this_page: str, next_page: str) -> Element:
    """A page of a search of `address` (the URL of the AuditEvents), between URLs; the last page has no next one.

    It gives no total: counting would read the whole log. A page may be short of its count and still have a next one.
    """
    links = [{"relation": "self", "url": this_page}]
    if next_page:
        links.append({"relation": "next", "url": next_page})
    members = [{**_member(one, address), "search": {"mode": "match"}} for one in entries]
    return {"resourceType": "Bundle", "type": "searchset", "link": links, **({"entry": members} if members else {})}


def collection(entries: Iterable[Recorded], address: str) -> Element:
    """Some AuditEvents, in their order."""
    members = [_member(one, address) for one in entries]
    return {"resourceType": "Bundle", "type": "collection", **({"entry": members} if members else {})}


def _member(recorded: Recorded, address: str) -> Element:
    return {"fullUrl": f"{address}/{recorded.number}", "resource": audit_event(recorded)}
