"""Where many rules speak of one kind of record, both engines choose the same one: rego-cpp compares numbers as text.

In its `min`, `max` and `sort`, 10 comes before 9. Rules go by numbers, and a level of two digits may be asked.
"""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from policies.bundle import Bundle
from policies.decision import Decision
from policies.embedded import EmbeddedEngine
from policies.question import Candidate, Question
from policies.slices import SMALL
from policies.wire import put_json, take_json

KIND = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
ROLE = "somebody_with_many_rules"
RULES = 14
FIRST_THAT_HOLDS = 2
"""Below it rules 0 and 1 do not hold, so that 10 would come first as a text and 2 as a number."""


@pytest.fixture(scope="module")
def many(bundle: Bundle) -> Bundle:
    """The demo's bundle, with fourteen equal rules for a role of their own."""
    agreed = json.loads(bundle.agreed)
    pattern = next(rule for rule in agreed["rules"] if rule["level"] == 3 and "part3" in rule["subjects"])
    answers, rules = len(agreed["answers"]), len(agreed["rules"])
    for number in range(RULES):
        told = {**agreed["answers"][pattern["answers"][3]], "rules": [f"N{number}"]}
        agreed["answers"] += [{**told, "level": level} for level in (1, 2, 3, 3)]
        places = [answers + 4 * number + step for step in range(4)]
        subjects = {"part3": {"adult": {"victim": True}}} if number >= FIRST_THAT_HOLDS else {}
        agreed["rules"].append({**pattern, "answers": [-1, *places], "subjects": subjects})
    held = {KIND.provider: {KIND.record_type: list(reversed(range(rules, rules + RULES)))}}
    mine = {"asking": [pattern["asking"]], "held": held}
    agreed["index"]["gss:E06000009"][ROLE] = {"safeguard_child": mine}
    changed = replace(bundle, agreed=json.dumps(agreed))
    assert len(changed.agreed) > SMALL, "the embedded engine must cut it, so that rules get numbers of their own"
    return changed


def _of_opa(binary: str, bundle: Bundle, question: Question, directory: Path) -> Decision:
    bundle.write(directory)
    asked = json.dumps(json.loads(put_json(question))["input"])
    command = [binary, "eval", "--format", "json", "--stdin-input", "--bundle", str(directory)]
    ran = subprocess.run(
        [*command, "data.golden_thread.disclosure.decision"],
        input=asked, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = json.loads(ran.stdout)["result"][0]["expressions"][0]["value"]
    return take_json(json.dumps({"result": found}).encode(), question, bundle.digest)


@pytest.mark.parametrize("level", [1, 3, 4, 10, 30])
async def test_of_many_rules_that_give_as_much_the_first_leads_in_both_engines(
    level: int, many: Bundle, ask: Callable[..., Question], opa_binary: str, tmp_path: Path
) -> None:
    question = ask(KIND, role=ROLE, level=level)
    ours = await EmbeddedEngine(many).decide(question)
    (ruling,) = ours.rulings
    assert (ruling.effect, ruling.level, ruling.rules) == ("allow", min(level, 3), (f"N{FIRST_THAT_HOLDS}",))
    assert ours == _of_opa(opa_binary, many, question, tmp_path)
