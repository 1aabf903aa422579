"""docs/files.md: every example on it loads, and its codes are those of the connectors."""

import re
from pathlib import Path

import pytest

from connectors.catalogue import connector, whose
from connectors.connector import Good, read
from connectors.faults import ADVICE
from connectors.manifest import beside, read_manifest, without_manifest

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "files.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```(?:json|csv) (\w+)\n(.*?)```", PAGE, re.DOTALL))
AGENCIES = {"police": "police:04", "family_hubs": "gss:E06000009", "health": "ods:RXL", "columns": ""}


@pytest.mark.parametrize("name", AGENCIES)
def test_the_example_of_each_format_is_good(tmp_path: Path, name: str) -> None:
    (tmp_path / "mapping.json").write_text(EXAMPLES["mapping"])
    file = tmp_path / "file"
    file.write_text(EXAMPLES[name])
    reader = connector(name, tmp_path / "mapping.json" if name == "columns" else None)
    provider = whose(reader, file, AGENCIES[name])
    outcomes = list(read(reader, file, without_manifest(provider)))
    assert outcomes
    assert all(isinstance(one, Good) and one.record.involvements for one in outcomes)


def test_the_example_of_a_manifest_is_one(tmp_path: Path) -> None:
    file = tmp_path / "police.csv"
    beside(file).write_text(EXAMPLES["manifest"])
    assert read_manifest(beside(file)).provider == "police:04"
    assert whose(connector("police"), file, "") == "police:04"


def test_every_code_stands_on_the_page_with_its_sentence() -> None:
    shown = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.partition("## What can be wrong")[2], re.MULTILINE))
    assert shown == {code.value: advice for code, advice in ADVICE.items()}
