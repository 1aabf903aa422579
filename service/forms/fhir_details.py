"""What FHIR has no element for, as entities with details: the agreement, the ruling, the payload, the log's entry.

A detail is a name and a value; a list is a detail for each of its members, in their order.
"""

import base64
from collections.abc import Iterable, Mapping

from audit.events import AgreementVersion, Entry
from service.forms import fhir_codes as codes
from service.forms.fhir_codes import Element, identifier, own_uri
from service.forms.recorded import Recorded


def agreement(one: AgreementVersion) -> Element:
    """One agreement that allowed or refused, exactly."""
    return {
        "what": {"type": "Contract", "identifier": identifier("agreement", one.id)},
        "type": codes.CONTRACT.coding(),
        "detail": _details({"version": one.version, "digest": one.digest}),
    }


def ruling(entry: Entry) -> Iterable[Element]:
    """What was claimed and decided; nothing where the entry says nothing of it."""
    said = entry.decision
    told: dict[str, str | Iterable[str]] = {
        "relationship": entry.relationship,
        "field": entry.fields,
        "lawful-basis": entry.lawful_basis,
    }
    if said:
        told |= {
            "effect": said.effect,
            "rule": said.rules,
            "obligation": said.obligations,
            "reason": said.reasons,
            "bundle": said.bundle,
            "question": said.question,
        }
    if details := _details(told):
        yield {"type": codes.RULING.coding(), "detail": details}


def payload(entry: Entry) -> Iterable[Element]:
    """To which sealed payload the entry commits; nothing where it has none."""
    if entry.payload:
        one = entry.payload
        told = {"algorithm": one.alg, "digest": one.digest, "length": str(one.length)}
        yield {"type": codes.PAYLOAD.coding(), "detail": _details(told)}


def log_entry(recorded: Recorded) -> Element:
    """Where the log holds it: with a receipt, anyone can check that this very text is the entry of this index.

    The leaf is SHA-256 of a zero byte and the bytes of `entry` (RFC 6962).
    """
    entry = recorded.entry
    told: dict[str, str | Iterable[str]] = {
        "event": entry.type.value,
        "operation": entry.operation.value if entry.operation else "",
        "assurance": entry.actor.assurance,
        "relates-to": str(recorded.about[1]) if recorded.about else "",
    }
    return {
        "what": {"identifier": {"system": own_uri("log", recorded.origin), "value": str(recorded.index)}},
        "type": codes.LOG_ENTRY.coding(),
        "detail": [*_details(told), _bytes("leaf-hash", recorded.leaf), _bytes("entry", recorded.body)],
    }


def _details(told: Mapping[str, str | Iterable[str]]) -> list[Element]:
    return [
        {"type": name, "valueString": value}
        for name, values in told.items()
        for value in ((values,) if isinstance(values, str) else values)
        if value
    ]


def _bytes(name: str, value: bytes) -> Element:
    return {"type": name, "valueBase64Binary": base64.b64encode(value).decode()}
