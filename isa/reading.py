"""Is this text an agreement? Parsed once, shaped by `isa.agreement`, checked by `isa.checks`; else refused whole."""

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from isa.agreement import Agreement, AgreementRefused, Fault
from isa.canonical import NotCanonical, parse
from isa.checks import faults
from isa.vocabulary import Vocabulary

LARGEST_BYTES = 1_000_000
"""An agreement of eighty rules is under 100 kB."""

_ADVICE = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a part of an agreement; take it out or correct its spelling",
    "literal_error": "is not one of the words allowed here",
    "string_pattern_mismatch": "is not written as this part must be",
    "too_short": "is empty; name at least one (an empty list never means everyone)",
}


def read_agreement(text: str | bytes, vocabulary: Vocabulary) -> Agreement:
    """Make an Agreement of a document.

    Raises:
        AgreementRefused: it is too large, not JSON of one meaning, of another shape, or does not hold together.
    """
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > LARGEST_BYTES:
        raise AgreementRefused((Fault("$", f"is larger than {LARGEST_BYTES} bytes; split it into flows"),))
    try:
        parse(raw)
        agreement = Agreement.model_validate_json(raw)
    except NotCanonical as fault:
        raise AgreementRefused((Fault("$", str(fault)),)) from fault
    except ValidationError as fault:
        raise AgreementRefused(tuple(_shape_faults(fault))) from fault
    found = tuple(faults(agreement, vocabulary))
    if found:
        raise AgreementRefused(found)
    return agreement


def _shape_faults(fault: ValidationError) -> Iterable[Fault]:
    for error in fault.errors(include_url=False, include_input=False, include_context=True):
        yield Fault(_path(error["loc"]), _say(error))


def _path(place: tuple[int | str, ...]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)


def _say(error: Mapping[str, object] | object) -> str:
    known = error if isinstance(error, Mapping) else {}
    advice = _ADVICE.get(str(known.get("type")), "")
    expected = known.get("ctx")
    if known.get("type") == "literal_error" and isinstance(expected, Mapping):
        return f"{advice}: {expected.get('expected')}"
    return advice or str(known.get("msg"))
