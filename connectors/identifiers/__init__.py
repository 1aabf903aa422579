"""Which numbers are real: every identifier validated by its own rule and brought to one canonical form.

Each function takes what a source wrote and returns an `Identifier`, or raises `IdentifierFault` without the value.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from connectors.faults import IdentifierFault
from connectors.identifiers.civil import nino, uprn
from connectors.identifiers.education import uln, upn
from connectors.identifiers.justice import crn, cro, pnc
from connectors.identifiers.patient import nhs
from connectors.records import Identifier, IdentifierStatus

BY_SCHEME: Mapping[str, Callable[[str, IdentifierStatus], Identifier]] = MappingProxyType(
    {"nhs": nhs, "pnc": pnc, "cro": cro, "crn": crn, "upn": upn, "uln": uln, "uprn": uprn, "nino": nino}
)
"""Scheme to the function that reads it."""

__all__ = ["BY_SCHEME", "IdentifierFault", "crn", "cro", "nhs", "nino", "pnc", "uln", "upn", "uprn"]
