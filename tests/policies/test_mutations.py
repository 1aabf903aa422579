"""Each guard, each condition and each deny matters: without it, or turned round, at least one Rego test fails.

Mutants are made from OPA's own parse of the policies: every expression that could stand in the way of a disclosure is
removed and negated in turn, and every part of a union taken out. `reasons.rego` decides nothing and is left alone.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from policies.modules import REGO

DECIDING = ("guards.rego", "conditions.rego", "emergency.rego", "disclosure.rego")
EQUIVALENT = {
    ("disclosure.rego", "not guards.never(candidate.classes)", "true"): "a cap of 0 refuses as well",
    ("disclosure.rego", "level > 0", "true"): "at level 0 there is no answer to give, so it refuses as well",
    (
        "conditions.rego",
        "asking.forums",
        "true",
    ): "OPA looks a set up before it negates; others need it",
    ("conditions.rego", "rule.areas", "true"): "OPA looks a set up before it negates; others need it",
}
"""Mutants that decide the same, and why."""
Parsed = Any


@dataclass(frozen=True)
class Mutant:
    """One change of one policy: what stands at an offset, and what is put there."""

    file: str
    offset: int
    text: str
    put: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text!r} becomes {self.put!r}"

    def write(self, directory: Path) -> None:
        source = (REGO / self.file).read_text("utf-8")
        assert source[self.offset :].startswith(self.text)
        changed = source[: self.offset] + self.put + source[self.offset + len(self.text) :]
        (directory / self.file).write_text(changed, "utf-8")


def _mutants(opa: str) -> list[Mutant]:
    found: dict[tuple[str, int, str], Mutant] = {}
    for name in DECIDING:
        source = (REGO / name).read_text("utf-8")
        parsed = json.loads(
            _ran(opa, "parse", "--format", "json", "--json-include", "locations", str(REGO / name)).stdout
        )
        for mutant in _of_module(name, source, parsed):
            found.setdefault((mutant.file, mutant.offset, mutant.put), mutant)
    return list(found.values())


def _of_module(name: str, source: str, node: Parsed) -> Iterator[Mutant]:
    if isinstance(node, list):
        for one in node:
            yield from _of_module(name, source, one)
        return
    if not isinstance(node, dict):
        return
    for expression in node.get("body") or ():
        yield from _of_expression(name, source, expression)
    if node.get("type") == "call":
        yield from _of_call(name, source, node["value"])
    for value in node.values():
        yield from _of_module(name, source, value)


def _of_expression(name: str, source: str, expression: Parsed) -> Iterator[Mutant]:
    """Removed, never true, and turned round; a declaration must stay, or nothing compiles."""
    if "location" not in expression:
        return
    offset, text = _place(source, expression["location"])
    if text.startswith("some ") or ":=" in text.partition("{")[0] or text == "true":
        return
    yield Mutant(name, offset, text, "true")
    yield Mutant(name, offset, text, "false")
    yield Mutant(name, offset, text, text.removeprefix("not ") if text.startswith("not ") else f"not {text}")


def _of_call(name: str, source: str, terms: Parsed) -> Iterator[Mutant]:
    """A set taken out of a union, or no longer taken away from another."""
    operator = terms[0]["value"][-1]["value"] if terms[0]["type"] == "ref" else ""
    for operand in {"or": terms[1:], "minus": terms[2:]}.get(operator, ()):
        offset, text = _place(source, operand["location"])
        yield Mutant(name, offset, text, "set()")


def _place(source: str, location: Parsed) -> tuple[int, str]:
    """Where an expression stands. OPA counts the column of one in brackets from inside them, its text from outside."""
    lines = source.splitlines(keepends=True)
    text = base64.b64decode(location["text"]).decode()
    counted = sum(len(line) for line in lines[: location["row"] - 1]) + location["col"] - 1
    return source.index(text, max(0, counted - 2)), text


def _ran(opa: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([opa, *arguments], capture_output=True, text=True, timeout=120, check=False)


def _outcome(opa: str, mutant: Mutant, directory: Path) -> str:
    shutil.copytree(REGO, directory)
    mutant.write(directory)
    ran = _ran(opa, "test", str(directory))
    if ran.returncode == 0:
        return "survived"
    return "killed" if "FAIL" in ran.stdout else "does not compile"


@pytest.fixture(scope="module")
def outcomes(opa_binary: str, tmp_path_factory: pytest.TempPathFactory) -> dict[Mutant, str]:
    """What became of each mutant: two OPA processes at a time, each on a copy of its own."""
    directory = tmp_path_factory.mktemp("mutants")
    mutants = _mutants(opa_binary)
    with ThreadPoolExecutor(max_workers=2) as two:
        ran = two.map(lambda at: _outcome(opa_binary, mutants[at], directory / str(at)), range(len(mutants)))
        return dict(zip(mutants, ran, strict=True))


def test_every_mutant_is_killed_by_a_rego_test_or_decides_the_same(outcomes: dict[Mutant, str]) -> None:
    survivors = {one for one, outcome in outcomes.items() if outcome == "survived"}
    excused = {one for one in survivors if (one.file, one.text, one.put) in EQUIVALENT}
    assert not sorted(map(str, survivors - excused))


def test_every_excuse_is_needed(outcomes: dict[Mutant, str]) -> None:
    survivors = {(one.file, one.text, one.put) for one, outcome in outcomes.items() if outcome == "survived"}
    assert set(EQUIVALENT) <= survivors


def test_nearly_every_mutant_compiles_so_that_the_tests_are_really_put_to_it(outcomes: dict[Mutant, str]) -> None:
    killed = [one for one, outcome in outcomes.items() if outcome == "killed"]
    broken = [str(one) for one, outcome in outcomes.items() if outcome == "does not compile"]
    assert len(killed) >= 60
    assert len(broken) <= len(killed) / 10, broken


@pytest.mark.parametrize("guard", ["never", "unknown", "shut", "barred", "barred_by_class", "in_confidence"])
def test_every_guard_has_its_mutants(guard: str, outcomes: dict[Mutant, str]) -> None:
    source = (REGO / "guards.rego").read_text("utf-8")
    starts = [at for at in range(len(source)) if source.startswith(f"\n{guard}(", at)]
    of_guard = [
        one
        for one in outcomes
        if one.file == "guards.rego" and any(start < one.offset < _end(source, start) for start in starts)
    ]
    assert of_guard, guard


def _end(source: str, start: int) -> int:
    after = source.find("\n\n", start + 1)
    return len(source) if after < 0 else after
