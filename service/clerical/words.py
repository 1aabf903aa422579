"""The words of the clerical queue: why a pair is asked about, what a person may decide, and for which reasons."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Because(StrEnum):
    """Why a pair is in the queue."""

    BETWEEN_BANDS = "between_bands"
    PERHAPS_SHIELDED = "perhaps_shielded"
    """A record is held, found by nobody: it may be a shielded person under another name."""
    JOINED = "joined"
    """The matcher joined them by itself; a random sample is looked at to see how often that is right."""


class Verdict(StrEnum):
    """What a person says of two records."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot_tell"


class Ground(StrEnum):
    """For which reason. A code only: it goes into the log, where no free text may."""

    IDENTIFIER_AGREES = "identifier_agrees"
    DETAILS_AGREE = "details_agree"
    NAME_CHANGED = "name_changed"
    RECORDING_ERROR = "recording_error"
    TWINS_OR_SIBLINGS = "twins_or_siblings"
    PARENT_AND_CHILD = "parent_and_child"
    SAME_NAME_ONLY = "same_name_only"
    IDENTIFIERS_DIFFER = "identifiers_differ"
    DETAILS_DIFFER = "details_differ"
    AGENCY_CONFIRMED = "agency_confirmed"
    TOO_LITTLE_RECORDED = "too_little_recorded"
    CONTRADICTORY = "contradictory"


GROUNDS: Final[Mapping[Verdict, tuple[Ground, ...]]] = {
    Verdict.SAME: (
        Ground.IDENTIFIER_AGREES,
        Ground.DETAILS_AGREE,
        Ground.NAME_CHANGED,
        Ground.RECORDING_ERROR,
        Ground.AGENCY_CONFIRMED,
    ),
    Verdict.DIFFERENT: (
        Ground.TWINS_OR_SIBLINGS,
        Ground.PARENT_AND_CHILD,
        Ground.SAME_NAME_ONLY,
        Ground.IDENTIFIERS_DIFFER,
        Ground.DETAILS_DIFFER,
        Ground.AGENCY_CONFIRMED,
    ),
    Verdict.CANNOT_TELL: (Ground.TOO_LITTLE_RECORDED, Ground.CONTRADICTORY),
}
"""Which reasons go with which verdict."""
