"""From when on something is worth a look: the thresholds of the detectors, for everybody or for one agency.

They are read from `reviews.json` in the service's directory; without the file the defaults hold. What holds is written
into the log when it changes, so that nobody can raise a threshold for an hour and have no trace of it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.errors import Misconfigured, ReasonCode
from service.oversight.anomalies.words import ReviewKind

Hour = Annotated[int, Field(ge=0, le=24)]


class Terms(BaseModel):
    """The thresholds of one agency. Whole numbers only: they stand in the log."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sample_one_in: Annotated[int, Field(ge=1, le=1_000_000)] = 50
    """Of so many enquiries one is drawn by lot."""
    due_hours: Annotated[int, Field(ge=1, le=2160)] = 120
    """Within which a review that a detector or the lot calls for is to be decided."""
    burst_people: Annotated[int, Field(ge=2)] = 15
    burst_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    burst_people_system: Annotated[int, Field(ge=2)] = 500
    """The same, where an agency's system asks."""
    hours_from: Hour = 7
    hours_to: Hour = 20
    """Working hours, in England, Monday to Friday."""
    round_the_clock: tuple[str, ...] = ("police_officer", "police_supervisor", "emergency_duty_worker")
    """Roles that work at any hour; `*` for all."""
    out_of_hours_asked: Annotated[int, Field(ge=1)] = 3
    """So many enquiries in one night or on one day of a weekend."""
    denials: Annotated[int, Field(ge=2)] = 5
    denials_hours: Annotated[int, Field(ge=1, le=168)] = 24
    purpose_changed_hours: Annotated[int, Field(ge=1, le=168)] = 24
    dormant_days: Annotated[int, Field(ge=7, le=3650)] = 90
    self_claimed_people: Annotated[int, Field(ge=2)] = 20
    self_claimed_days: Annotated[int, Field(ge=1, le=31)] = 7
    off: tuple[ReviewKind, ...] = ()
    """Detectors that are switched off."""

    @property
    def longest_seconds(self) -> int:
        """How far back any detector looks for one of its notices, but for that of dormant accounts."""
        hours = max(self.denials_hours, self.purpose_changed_hours, self.self_claimed_days * 24, 24)
        return max(hours * 3600, self.burst_minutes * 60)


class AllTerms(BaseModel):
    """The thresholds of a partnership: `{"default": {…}, "agencies": {"police:04": {…}}}`, each only what differs."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    default: Terms = Terms()
    agencies: dict[str, Terms] = {}

    def of(self, agency: str) -> Terms:
        """The thresholds that hold for the people of an agency."""
        return self.agencies.get(agency, self.default)

    @property
    def longest_seconds(self) -> int:
        """How long an enquiry matters to any detector."""
        return max(one.longest_seconds for one in (self.default, *self.agencies.values()))

    def document(self) -> dict[str, object]:
        """As it stands in the log: everything spelt out."""
        document: dict[str, object] = self.model_dump(mode="json")
        return document


def read_terms(path: Path) -> AllTerms:
    """The thresholds of a file; the defaults where there is none.

    Raises:
        Misconfigured: the file cannot be read, or says something that it may not. It names the places, no values.
    """
    if not path.exists():
        return AllTerms()
    try:
        return terms_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as fault:
        raise _refused(path, fault) from None


def terms_of(document: object) -> AllTerms:
    """The thresholds of a document. What an agency does not say is as for everybody.

    Raises:
        ValueError: it says something that it may not (pydantic's ValidationError is one).
    """
    whole = _object(document)
    default = _object(whole.get("default", {}))
    agencies = {name: {**default, **_object(own)} for name, own in _object(whole.get("agencies", {})).items()}
    return AllTerms.model_validate_json(json.dumps({**whole, "default": default, "agencies": agencies}))


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError("not an object")
    return value


def _refused(path: Path, fault: Exception) -> Misconfigured:
    faults = fault.errors() if isinstance(fault, ValidationError) else []
    where = ", ".join(".".join(map(str, one["loc"])) for one in faults) or "it is not JSON that can be read"
    advice = f"The thresholds in {path.name} cannot be used: {where}. See docs/reviews.md."
    return Misconfigured(ReasonCode.SETTINGS_REFUSED, advice)
