"""Reading a posted form within limits, and turning faults into the GOV.UK error summary.

Pattern: GOV.UK Design System, error summary and error message. A fault never repeats what was typed; the field does.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from service.errors import FieldFault, NotAcceptable, ReasonCode

MOST_BYTES = 16_384
MOST_FIELDS = 40
FORM_TOO_LARGE = "This form holds too much. Go back, shorten what you typed and send it again."
FORM_UNREADABLE = "This form could not be read. Go back, load the page again and fill it in."


@dataclass(frozen=True, slots=True)
class PostedForm:
    """The fields of a form, without leading and trailing spaces. Personal: never log or print it."""

    fields: dict[str, str] = field(repr=False)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    """What was chosen, where the form's door reads files (`uploads.read_upload`)."""

    def get(self, name: str) -> str:
        """What was typed into the field, or an empty string."""
        return self.fields.get(name, "")


async def read_form(request: Request) -> PostedForm:
    """The form of this request (application/x-www-form-urlencoded, UTF-8). Raises NotAcceptable."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise NotAcceptable(ReasonCode.FIELD_INVALID, FORM_UNREADABLE)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise NotAcceptable(ReasonCode.FIELD_INVALID, FORM_TOO_LARGE)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, FORM_UNREADABLE) from None
    return PostedForm({name: value.replace("\x00", "").strip() for name, value in pairs})


@dataclass(frozen=True, slots=True)
class FormErrors:
    """What is wrong with a form: one message per input id, in the order of the page."""

    messages: dict[str, str]

    def summary(self) -> list[dict[str, str]]:
        """The list of the error summary: each line leads to its input."""
        return [{"text": message, "href": f"#{name}"} for name, message in self.messages.items()]

    def of(self, name: str) -> Any:
        """The error message of one input for a macro's `errorMessage`, or False."""
        return {"text": self.messages[name]} if name in self.messages else False


NO_ERRORS = FormErrors({})


def form_errors(faults: tuple[FieldFault, ...], inputs: dict[str, str], otherwise: str) -> FormErrors:
    """Faults as form errors: `inputs` maps a fault's field to an input id, in the order of the page.

    A field that the page does not show is reported at the input `otherwise`, so that no fault goes unsaid.
    """
    found: dict[str, str] = {}
    for fault in faults:
        name = inputs.get(fault.field) or inputs.get(fault.field.rsplit(".", 1)[-1]) or otherwise
        found.setdefault(name, fault.advice)
    order = list(dict.fromkeys(inputs.values()))
    return FormErrors(dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else 0)))
