"""Why something is in the queue of reviews. The words stand in the store and on the pages: never rename one."""

from enum import StrEnum
from typing import Final


class ReviewKind(StrEnum):
    """What put a review into the queue."""

    EMERGENCY = "emergency"
    """Somebody broke the glass."""
    RULE = "rule"
    """The rule under which something was shown asks for a review."""
    SAMPLE = "sample"
    """Drawn by lot, one in so many."""
    OWN_NAME = "own_name"
    """The asker looked for somebody with their own family name."""
    OWN_ADDRESS = "own_address"
    """The asker looked for somebody at their own address."""
    COLLEAGUE = "colleague"
    """The asker looked for somebody with the name of another member of staff of their agency."""
    BURST = "burst"
    """Many people in a short time."""
    OUT_OF_HOURS = "out_of_hours"
    """At night or at the weekend, by somebody whose role does not work then."""
    DENIALS = "denials"
    """Refused again and again."""
    PURPOSE_CHANGED = "purpose_changed"
    """Refused, and asked again about the same person for another reason until something was shown."""
    DORMANT = "dormant"
    """An account that had asked nothing for a long time."""
    SELF_CLAIMED = "self_claimed"
    """Many people on the asker's word alone: a relationship that nothing here can check."""


TOLD: Final = {
    ReviewKind.EMERGENCY: "an emergency was declared",
    ReviewKind.RULE: "the rule asks for a review",
    ReviewKind.SAMPLE: "drawn by lot",
    ReviewKind.OWN_NAME: "the asker's own family name",
    ReviewKind.OWN_ADDRESS: "the asker's own address",
    ReviewKind.COLLEAGUE: "the name of a colleague",
    ReviewKind.BURST: "many people in a short time",
    ReviewKind.OUT_OF_HOURS: "out of hours",
    ReviewKind.DENIALS: "refused again and again",
    ReviewKind.PURPOSE_CHANGED: "the reason changed until it was permitted",
    ReviewKind.DORMANT: "a dormant account",
    ReviewKind.SELF_CLAIMED: "many people on the asker's word",
}
"""The same for people."""
