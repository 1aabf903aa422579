"""What people write to each other, sealed, and bound to the request that it belongs to."""

from typing import Final

import msgspec

from service.emergency.sealed import Sealed, open_text, seal_text
from service.runtime import Runtime
from service.sealing.keys import Purpose
from service.sealing.seal import Place
from service.store.follow_up import FollowUpRow

ASKED: Final = Place(b"follow_up/asked\0", Purpose.AUDIT)
REPLY: Final = Place(b"follow_up/reply\0", Purpose.AUDIT)


class Wanted(msgspec.Struct, frozen=True):
    """What somebody asks for, as the agency that is asked reads it. Personal."""

    about: str
    """Whom it is about, called what the asker typed."""
    born: str
    service: str
    """The service that the card named; empty where it named none."""
    fields: tuple[str, ...]
    text: str
    case_reference: str
    relationship: str
    asker: str
    ring: str
    """How to reach the asker."""
    basis: str
    """The rule of which agreement let them see the card, in a sentence."""


class Reply(msgspec.Struct, frozen=True):
    """What the agency says. Personal."""

    fields: tuple[str, ...]
    text: str


def seal_wanted(reference: str, wanted: Wanted, runtime: Runtime) -> Sealed:
    """Seal what is asked for."""
    return seal_text(ASKED, f"follow_up/{reference}", msgspec.json.encode(wanted).decode(), runtime)


def seal_reply(reference: str, reply: Reply, runtime: Runtime) -> Sealed:
    """Seal what was answered."""
    return seal_text(REPLY, f"follow_up/{reference}", msgspec.json.encode(reply).decode(), runtime)


def wanted_of(row: FollowUpRow, runtime: Runtime) -> Wanted | None:
    """What was asked for; None where its key was destroyed."""
    text = open_text(ASKED, f"follow_up/{row.reference}", row.asked_key, row.asked_sealed, runtime)
    return msgspec.json.decode(text, type=Wanted) if text else None


def reply_of(row: FollowUpRow, runtime: Runtime) -> Reply | None:
    """What was answered; None where nothing was yet, or its key was destroyed."""
    text = open_text(REPLY, f"follow_up/{row.reference}", row.reply_key, row.reply_sealed, runtime)
    return msgspec.json.decode(text, type=Reply) if text else None
