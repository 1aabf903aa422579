"""What an item of a pack says of one disclosure, in words for the person concerned; sealed until it is released.

Art 15(1) UK GDPR and s.45(2) DPA 2018: the recipients, the purposes, the categories. Who of an agency asked is not
said: its people are not recipients (and a name would be somebody else's personal data); their agency answers for them.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec

from service.emergency.sealed import Sealed, open_text, seal_text
from service.oversight.access.words import Flag
from service.oversight.subject_history import ToldOf
from service.projection.reading import Card
from service.runtime import Runtime
from service.sealing.keys import Purpose
from service.sealing.seal import Place
from service.store.access_rows import ItemRow

_TEXT: Final = Place(b"access_item/text\0", Purpose.AUDIT)


class Content(msgspec.Struct, frozen=True):
    """One disclosure, in words."""

    at: str
    """`2026-11-20 12:00` (UTC)."""
    agency: str
    role: str
    purpose: str
    relationship: str
    level: int
    services: tuple[str, ...]
    """Of which services something was told; `another service, which was not named`."""
    agreements: tuple[str, ...]
    lawful_basis: tuple[str, ...]
    told_as: str
    emergency: bool


def content_of(told: ToldOf, runtime: Runtime) -> Content:
    """The words of one disclosure."""
    leaf, agreements = told.leaf, runtime.agreements
    return Content(
        at=datetime.fromtimestamp(leaf.time / 1e6, UTC).strftime("%Y-%m-%d %H:%M"),
        agency=agreements.agency_name(leaf.agency),
        role=leaf.role.replace("_", " "),
        purpose=agreements.purpose_label(leaf.purpose),
        relationship=leaf.relationship.replace("_", " "),
        level=told.level,
        services=tuple(sorted({_service(card, runtime) for card in told.cards})),
        agreements=tuple(leaf.agreements),
        lawful_basis=tuple(leaf.gateways),
        told_as=told.told_as,
        emergency=leaf.break_glass,
    )


def flags_of_item(told: ToldOf) -> list[Flag]:
    """What a reviewer should look at in this one."""
    found = {
        Flag.UNNAMED: any(card.level <= 1 for card in told.cards),
        Flag.EMERGENCY: told.leaf.break_glass,
        Flag.CORRECTED: told.corrected,
        Flag.ABOUT_ANOTHER: told.told_as != "subject",
    }
    return [flag for flag, holds in found.items() if holds]


def seal_content(request: int, number: int, content: Content, runtime: Runtime) -> Sealed:
    """Seal what an item says, bound to its place."""
    return seal_text(_TEXT, f"access/{request}/{number}", msgspec.json.encode(content).decode(), runtime)


def open_content(row: ItemRow, runtime: Runtime) -> Content | None:
    """What an item says; None once its request is released."""
    text = open_text(_TEXT, f"access/{row.request}/{row.number}", row.text_key, row.text_sealed, runtime)
    return msgspec.json.decode(text, type=Content) if text else None


def _service(card: Card, runtime: Runtime) -> str:
    if not card.provider or card.level <= 1:
        return "another service, which was not named"
    kind = runtime.agreements.kinds_of_record.get(card.record_type, card.record_type)
    return f"{runtime.agreements.agency_name(card.provider)}: {kind}"
