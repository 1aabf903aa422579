"""What the pages of the disclosure log need of the service. `disclosure_log_reading` gives the real ones.

Every method that reads the log writes an entry of that first. All raise NotPermitted and Unavailable.
"""

from dataclasses import dataclass
from typing import Protocol

from service.identity.principal import Principal
from service.leaf import Leaf
from service.oversight.disclosures import Filters, Page
from service.oversight.figures import Figures
from service.oversight.own_records import OwnPage
from service.web.choice import Choice


@dataclass(frozen=True, slots=True)
class LogChoices:
    """What the filters of the log offer."""

    agencies: tuple[Choice, ...]
    purposes: tuple[Choice, ...]
    agreements: tuple[Choice, ...]
    types: tuple[Choice, ...]
    records: tuple[Choice, ...] = ()
    """The kinds of record, which no filter offers."""

    @property
    def labels(self) -> dict[str, str]:
        """Every code in words."""
        offered = (*self.agencies, *self.purposes, *self.agreements, *self.types, *self.records)
        return {choice.code: choice.label for choice in offered}


@dataclass(frozen=True, slots=True)
class FileAsked:
    """Which entries somebody wants to take away, and in which form (`csv`, `prov`, `fhir` or `proved`)."""

    form: str
    agency: str = ""
    staff: str = ""
    since: str = ""
    """`2026-11-20`, the first day; `until` is the last."""
    until: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file of entries, and below which entry the next one begins; None where that was all."""

    content: str
    media_type: str
    name: str
    entries: int
    next: int | None


class DisclosureLog(Protocol):
    """The log by filters, entry by entry, counted, and to take away."""

    def choices(self, principal: Principal) -> LogChoices:
        """What can be filtered by, with labels. Reads no log."""

    async def page(self, principal: Principal, filters: Filters, before: int | None, limit: int, why: str) -> Page:
        """Entries below `before`, newest first; a page may be short and go on. `why`: where it is about one person."""

    async def entry(self, principal: Principal, name: int | str) -> tuple[Leaf, bytes]:
        """One entry and its receipt as JSON. Raises NotFound."""

    async def figures(self, principal: Principal, days: int) -> Figures:
        """Counts over the last days."""

    async def file(self, principal: Principal, asked: FileAsked) -> LogFile:
        """A file of entries. Raises NotAcceptable."""


class LogSides(Protocol):
    """The log from other sides."""

    async def own_records(self, principal: Principal, before: int | None, limit: int) -> OwnPage:
        """What was told of records of the reader's agency."""

    async def operations(self, principal: Principal, operation: str, before: int | None, limit: int) -> Page:
        """The operations of DPA 2018 s.62. Raises NotAcceptable."""

    async def own_access(self, principal: Principal, before: int | None, limit: int) -> Page:
        """What the reader did."""
