"""What does the law say that an agreement may rely on? Dated provisions with their sources, read from the vocabulary.

A legal fact is dated data: it has a day from which it holds, an address where it can be read, and, where its status is
unsettled, a switch that is off. Nothing in the code knows a statute.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value read from a file: strict, closed to unknown words, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Provision(Frozen):
    """Something that the law says, from a day on."""

    title: str
    source: str
    commenced_on: date | None
    note: str = ""

    def stands_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.commenced_on is not None and self.commenced_on <= day


class Gateway(Provision):
    """A power or duty to disclose, from the day it commenced."""

    enabled: bool
    """Off where its status is unsettled, whatever the date says."""
    purposes: tuple[str, ...] = ()
    """The only purposes that it serves; empty where the statute names none."""
    bars: tuple[str, ...] = ()
    """What it never opens: `patient_information`, `social_care_information`, `health_or_social_care_authority`."""

    def stands_on(self, day: date) -> bool:
        """Whether a disclosure on that day may rely on it."""
        return self.enabled and super().stands_on(day)


class Article9(Provision):
    """An exception of UK GDPR Article 9(2) for special category data."""

    needs_condition: bool = False
    """Whether a condition of Schedule 1 must stand beside it (DPA 2018 s.10(2) and (3))."""


class LegalCondition(Provision):
    """A condition of Schedule 1 or 8 to the DPA 2018, and whether it needs an appropriate policy document."""

    apd: bool
    serves: tuple[str, ...] = ()
    """For Schedule 1: the exceptions of Article 9(2) that it is a condition of."""


class StatutoryBar(Provision):
    """What is never disclosed, whatever an agreement says. Only lawyers change it."""

    owner: Literal["Legal"]
    classes: tuple[str, ...] = ()
    """The sensitivity classes that carry it; none where no record type may hold it at all."""


class ConfidentialityBasis(Frozen):
    """Why a duty of confidence does not prevent a disclosure, and up to which level."""

    title: str
    cap: int
    lifts_confidence: bool
    source: str = ""
    purposes: tuple[str, ...] = ()
    """The only purposes that it serves; empty for any."""
