"""What does the shape of a document lack, in words for whoever writes it? From pydantic's errors to faults.

A value is never repeated: anything may stand in it, and a refusal is printed and logged.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from isa.document.faults import Fault
from isa.document.forms import EXAMPLES, Clauses
from isa.document.whole import Agreement
from isa.lines import Path

MOST_LOOKED_AT = 1000
"""Of pydantic's errors: beyond these a document is no agreement with mistakes, but something else."""
_ADVICE = {
    "missing": "is missing; add it",
    "string_type": "must be text, in quotation marks",
    "string_too_short": "is empty; write it, or take the part out",
    "string_too_long": "is longer than {max_length} characters; say it more shortly",
    "int_type": "must be a whole number, without quotation marks (an integer)",
    "int_from_float": "must be a whole number (an integer)",
    "bool_type": "must be true or false, without quotation marks",
    "tuple_type": "must be a list, in square brackets",
    "list_type": "must be a list, in square brackets",
    "model_type": "must be an object, in braces",
    "model_attributes_type": "must be an object, in braces",
    "dict_type": "must be an object, in braces",
    "too_short": "is empty; name at least one (an empty list never means everyone)",
    "too_long": "names more than {max_length}; split the document",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "is not one of the words allowed here: {expected}",
    "json_invalid": "is not JSON that can be read; mend it",
}
_OWN = ("text_blank", "text_unseen", "text_not_nfc", "date_unknown")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}", re.ASCII)
_NO_PART = "is not a part of an agreement; take it out or correct its spelling"
_NOT_NEEDED = {"priority": "is not needed: any deny wins, and of two rules that allow, the greater level; take it out"}


def shape_faults(refused: ValidationError, document: object) -> Iterator[Fault]:
    """A fault for each part of another shape than an agreement's, once for each path."""
    seen: dict[Path, str] = {}
    for error in islice(refused.errors(include_url=False, include_input=False), MOST_LOOKED_AT):
        path, advice = _placed(error["loc"], str(error["type"]), error, document)
        seen.setdefault(path, advice)
    around = {path[:length] for path in seen for length in range(len(path))}
    for path, advice in seen.items():
        if path not in around:
            yield Fault(written_path(path), advice)


def written_path(path: Path) -> str:
    """A path as faults write it. A name that is no plain word is not repeated: the path ends before it."""
    written = "$"
    for step in path:
        if isinstance(step, str) and not _NAME.fullmatch(step):
            return written
        written += f"[{step}]" if isinstance(step, int) else f".{step}"
    return written


def _placed(loc: tuple[int | str, ...], kind: str, error: Mapping[str, Any], document: object) -> tuple[Path, str]:
    """The part of the document that an error speaks of, and what to say of it.

    Where a part may have one of several shapes, pydantic adds the name of the shape to its place: such steps, which the
    document has not got, are left out.
    """
    path: list[int | str] = []
    value: Any = document
    for at, step in enumerate(loc):
        if _holds(value, step):
            value = value[step]
        elif kind == "missing" and at == len(loc) - 1:
            path.append(step)
            break
        else:
            continue
        path.append(step)
    return tuple(path), _say(kind, error, str(loc[-1]) if loc else "")


def _holds(value: object, step: int | str) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _say(kind: str, error: Mapping[str, Any], name: str) -> str:
    context = error.get("ctx") or {}
    if kind == "extra_forbidden":
        return _extra(name)
    if kind == "string_pattern_mismatch":
        return f"is not written as this part must be: {EXAMPLES.get(str(context.get('pattern')), 'see the schema')}"
    if kind in _OWN:
        return str(error["msg"])
    return _ADVICE.get(kind, "is not what this part must be; see the schema").format(**context)


def _extra(name: str) -> str:
    if not _NAME.fullmatch(name):
        return f"holds a name that {_NO_PART}"
    near = get_close_matches(name, _names(), n=1, cutoff=0.8)
    return _NOT_NEEDED.get(name, f"{_NO_PART}{f' (did you mean {near[0]}?)' if near else ''}")


@cache
def _names() -> tuple[str, ...]:
    """Every name that any part of an agreement has."""
    found: set[str] = set()
    parts: list[type[BaseModel]] = [Agreement, *Clauses.__subclasses__()]
    for part in parts:
        found |= set(part.model_fields)
    return tuple(sorted(found))
