"""What the JSON interface replies with, for the OpenAPI document: one source, the structs that are really encoded."""

from typing import Any, Literal

import msgspec

from service.api.bodies import EnquiryBody
from service.enquiry.shapes import NOTHING_TO_SHOW, Answer

Document = dict[str, Any]


class Receipt(msgspec.Struct):
    """The proof that the log holds the entry of this answer; check it with `python -m audit verify`."""

    format: Literal["golden-thread-receipt/1"]
    index: int
    size: int
    entry: str
    """The exact text of the log's entry: pseudonyms, codes and digests."""
    proof: list[str]
    """Base64 SHA-256 hashes: RFC 6962 inclusion proof."""
    checkpoint: str
    """The log's signed tree head, as a C2SP signed note."""


class EnquiryReply(msgspec.Struct):
    """An answer leaves only with its receipt."""

    answer: Answer
    receipt: Receipt


class FieldFault(msgspec.Struct):
    """What is wrong with one field, and what to do. Never what was sent."""

    field: str
    code: str
    advice: str


class Problem(msgspec.Struct, omit_defaults=True):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    faults: list[FieldFault] = []


_RECEIPT = {
    "format": "golden-thread-receipt/1",
    "index": 41,
    "size": 42,
    "entry": '{"actor":{"agency":"gss:E06000009"},"type":"enquiry.answered"}',
    "proof": ["bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="],
    "checkpoint": "demo.golden-thread/log\n42\n…\n\n— demo.golden-thread/log …\n",
}
_WHY = {
    "enquiry": "0f9d3c5e6b7a48c1a2d4e6f801234567",
    "asked_at": 1795163400,
    "purpose": "early_help_coordination",
    "case_reference": "FH-20418",
    "relationship": "open_case",
    "scope": "person",
    "marking": "OFFICIAL-SENSITIVE",
    "expires": 1795249800,
    "not_covered": [],
}
_CARD = {
    "level": 2,
    "agency": "police:04",
    "agency_name": "Lancashire Constabulary",
    "service": "Exploitation team (Awaken)",
    "status": "open",
    "since": "2026-10",
    "contact": {"team": "Awaken", "duty_phone": "01632 960101"},
    "updated": 1795154400,
    "covers": "Lancashire",
    "basis": 0,
}
_BASIS = {
    "agreement": "LANCS-ISA-0042",
    "version": "1.3.0",
    "rules": ["R1"],
    "gateways": ["CA2004.s10"],
    "sentence": "Family Hub workers may learn whom to contact at the police, for early help coordination.",
    "obligations": ["expire_after:24h"],
}
_FOUND = {
    **_WHY,
    "outcome": "found",
    "message": "",
    "band": "confirmed",
    "why": [{"attribute": "given_name", "outcome": "agrees", "how": "", "sentence": "First name agrees."}],
    "people": [{"relation": "asked about", "name": "Jordan Synth", "services": [_CARD]}],
    "bases": [_BASIS],
}
_NOTHING = {**_WHY, "outcome": "nothing_to_show", "message": NOTHING_TO_SHOW, "band": "", "why": [], "people": [],
            "bases": []}  # fmt: skip
_EXAMPLES = {
    "found": {"value": {"answer": _FOUND, "receipt": _RECEIPT}},
    "nothing that you may see": {"value": {"answer": _NOTHING, "receipt": _RECEIPT}},
}
RECEIPT: dict[int | str, Document] = {
    200: {
        "description": "The receipt of the entry.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}, "example": _RECEIPT}},
    }
}
ANSWERED: dict[int | str, Document] = {
    200: {
        "description": "The answer, and the receipt of its entry in the log.",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/EnquiryReply"}, "examples": _EXAMPLES}
        },
    }
}


def _problem(description: str, status: int, code: str, detail: str) -> Document:
    example = {"type": f"urn:golden-thread:problem:{code}", "title": description, "status": status,
               "detail": detail, "code": code}  # fmt: skip
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema, "example": example}}}


PROBLEMS: dict[int | str, Document] = {
    401: _problem("Sign in first", 401, "sign_in_required", "Send an access token of your agency."),
    403: _problem("You may not do this", 403, "role_not_permitted", "Your role does not make enquiries."),
    404: _problem("There is nothing here that you may see", 404, "not_found", "It may have expired: ask again."),
    422: _problem("Something in the request needs mending", 422, "purpose_required", "Choose why you are asking."),
    503: _problem("Not available now; nothing was disclosed", 503, "log_unavailable", "Try again in a minute."),
}


OVERTAKEN: dict[int | str, Document] = {
    409: _problem("Somebody or something was first", 409, "pair_claimed", "Somebody else has claimed this pair."),
}


def plain_text(description: str, example: str) -> dict[int | str, Document]:
    """The description of a reply that is one text."""
    return {200: {"description": description, "content": {"text/plain": {"example": example}}}}


def add_schemas(document: Document) -> None:
    """Put the schemas of the structs into an OpenAPI document."""
    _, components = msgspec.json.schema_components([EnquiryReply, Problem], ref_template="#/components/schemas/{name}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(components)
    body = EnquiryBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(body.pop("$defs", {}), EnquiryBody=body)
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
