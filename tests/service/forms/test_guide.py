"""docs/audit-forms.md: each example on it is what the code makes of the one entry."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.forms.comma_separated import as_csv
from service.forms.fhir_event import audit_event
from service.forms.provenance import provenance
from service.forms.recorded import Recorded

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "audit-forms.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```(?:json|csv) (\w+)\n(.*?)```", PAGE, re.DOTALL))
LONGEST = 100


def shortened(value: Any) -> Any:
    """As a page has it: the rest of a long text is not told."""
    if isinstance(value, dict):
        return {name: shortened(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shortened(part) for part in value]
    return f"{value[:12]}…" if isinstance(value, str) and len(value) > LONGEST else value


@pytest.mark.parametrize(
    ("name", "make"),
    [("fhir", audit_event), ("prov", lambda recorded: provenance([recorded], recorded.origin))],
)
def test_the_examples_in_json_are_what_is_made(recorded, name: str, make: Callable[[Recorded], Any]) -> None:
    assert json.loads(EXAMPLES[name]) == shortened(make(recorded()))


def test_the_example_in_csv_is_what_is_made(recorded) -> None:
    assert EXAMPLES["csv"].splitlines() == as_csv([recorded()]).splitlines()
