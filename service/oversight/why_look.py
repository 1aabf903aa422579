"""Why an information governance lead looks at one person's part of the log: a code that stands in the entry of it.

A code and no text: an entry of the log holds nothing that somebody typed.
"""

from enum import StrEnum
from typing import Final


class WhyLook(StrEnum):
    """Why. The words stand in the log: never rename one."""

    ACCESS_REQUEST = "access_request"
    COMPLAINT = "complaint"
    CORRECTION = "correction"
    REVIEW = "review"
    INCIDENT = "incident"
    AUDIT = "audit"


IN_WORDS: Final = {
    WhyLook.ACCESS_REQUEST: "They asked what was told of them",
    WhyLook.COMPLAINT: "They complained, or objected",
    WhyLook.CORRECTION: "A record of theirs was corrected",
    WhyLook.REVIEW: "I am reviewing an enquiry about them",
    WhyLook.INCIDENT: "There may have been a personal data breach",
    WhyLook.AUDIT: "It is part of an audit",
}
"""The same for people."""
