"""The real ports of the disclosure log: the same use-cases as the interface for systems, and no other way in."""

import asyncio
import json

from audit.events import EventType
from service.errors import NotAcceptable, ReasonCode
from service.forms import comma_separated
from service.forms.fhir_bundle import collection
from service.forms.finding import Found
from service.forms.proved import MOST_PROVED, proved
from service.forms.provenance import provenance
from service.forms.reading import MOST_EXPORTED, Asked, read_page
from service.forms.wanted import Wanted, read_wanted
from service.identity.principal import Principal
from service.leaf import Leaf
from service.oversight import disclosures, figures
from service.oversight.disclosures import Filters, Page
from service.oversight.figures import Figures
from service.oversight.operations import operations
from service.oversight.own_access import own_access
from service.oversight.own_records import OwnPage, own_records
from service.runtime import Runtime
from service.web.choice import Choice
from service.web.disclosure_log_ports import FileAsked, LogChoices, LogFile
from service.web.disclosure_log_words import TYPES

FORMS = {
    "csv": ("csv", comma_separated.MEDIA_TYPE),
    "prov": ("prov.json", "application/json"),
    "fhir": ("fhir.json", "application/fhir+json"),
    "proved": ("extract.json", "application/json"),
}
"""Of each form the end of the file's name and its media type."""


class RuntimeLog:
    """The disclosure log over one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def choices(self, principal: Principal) -> LogChoices:
        """Agencies, purposes and agreements as the register has them, and every kind of entry."""
        agreements = self._runtime.agreements
        known = {one.verified.agreement.isa_id for one in agreements.register.listed if one.verified is not None}
        return LogChoices(
            agencies=tuple(Choice(code, agreements.agency_name(code)) for code in sorted(agreements.agencies)),
            purposes=tuple(Choice(one.code, one.label) for one in agreements.all_purposes()),
            agreements=tuple(Choice(isa_id, isa_id) for isa_id in sorted(known)),
            types=TYPES,
            records=tuple(Choice(code, title) for code, title in agreements.kinds_of_record.items()),
        )

    async def page(self, principal: Principal, filters: Filters, before: int | None, limit: int, why: str) -> Page:
        """Newest first."""
        return await disclosures.page(filters, before, limit, principal, self._runtime, why=why)

    async def entry(self, principal: Principal, name: int | str) -> tuple[Leaf, bytes]:
        """One entry and its receipt."""
        return await disclosures.disclosure(name, principal, self._runtime)

    async def figures(self, principal: Principal, days: int) -> Figures:
        """Counts over the last days."""
        return await figures.figures(days, principal, self._runtime)

    async def file(self, principal: Principal, asked: FileAsked) -> LogFile:
        """Written in a thread, so that others are answered meanwhile."""
        if asked.form not in FORMS:
            raise NotAcceptable(ReasonCode.FIELD_INVALID, "Choose one of the forms that the page offers.")
        wanted, most = wanted_of(asked), MOST_PROVED if asked.form == "proved" else MOST_EXPORTED
        found = await read_page(
            Asked(wanted, asked.before, most), asked.form, EventType.LOG_EXPORTED, principal, self._runtime
        )
        end, media_type = FORMS[asked.form]
        content = await self._written(asked.form, found, wanted)
        return LogFile(content, media_type, f"golden-thread-log.{end}", len(found.entries), found.next)

    async def _written(self, form: str, found: Found, wanted: Wanted) -> str:
        log = self._runtime.log
        if form == "proved":
            return await proved(found.entries, wanted, log)
        if form == "csv":
            return await asyncio.to_thread(comma_separated.as_csv, found.entries)
        if form == "prov":
            return await asyncio.to_thread(lambda: _json(provenance(found.entries, log.verifier.name)))
        address = f"{self._runtime.settings.public_url}/v1/fhir/AuditEvent"
        return await asyncio.to_thread(lambda: _json(collection(found.entries, address)))


class RuntimeSides:
    """The log from other sides, over one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def own_records(self, principal: Principal, before: int | None, limit: int) -> OwnPage:
        """What was told of records of the reader's agency."""
        return await own_records(0, 0, before, limit, principal, self._runtime)

    async def operations(self, principal: Principal, operation: str, before: int | None, limit: int) -> Page:
        """The operations of section 62."""
        return await operations(operation, 0, 0, before, limit, principal, self._runtime)

    async def own_access(self, principal: Principal, before: int | None, limit: int) -> Page:
        """What the reader did."""
        return await own_access(before, limit, principal, self._runtime)


def wanted_of(asked: FileAsked) -> Wanted:
    """The words of a search as the forms take them; a member of staff is a narrower filter than their agency."""
    agent = asked.staff or (f"urn:golden-thread:agency|{asked.agency}" if asked.agency else "")
    dates = [f"{prefix}{day}" for prefix, day in (("ge", asked.since), ("le", asked.until)) if day]
    return read_wanted("", agent, dates)


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)
