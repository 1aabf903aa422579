"""A skeleton, its check and what a change means, as a person at a terminal sees them; and the help of every action."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = ROOT / "isa" / "agreements" / "lancs-isa-0042-police-council.json"


def test_a_skeleton_cannot_be_signed_and_each_mark_has_its_line(do, tmp_path: Path) -> None:
    out = tmp_path / "new.json"
    given = ("--id", "LANCS-ISA-0110", "--title", "A title", "--parties", "police:04,gss:E06000009")
    made = do("new", *given, "--purposes", "early_help_coordination,safeguard_child", "--out", out, "--json")
    assert made.code == 0, made.err
    lines = [number for number, line in enumerate(out.read_text("utf-8").splitlines(), 1) if "[WRITE]" in line]
    checked = do("check", out, "--json")
    assert checked.code == 1
    assert [one["line"] for one in checked.json["faults"]] == lines[:100]
    assert made.json["marks"] == len(lines)
    assert do("new", *given, "--purposes", "safeguard_child", "--out", out).code == 1


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"--id": "lancs 1"}, "--id must be"),
        ({"--id": "LANCS-ISA-\N{CYRILLIC CAPITAL LETTER A}"}, "--id must be"),
        ({"--parties": "police:04"}, "two agencies or more"),
        ({"--parties": "police:04,police:04"}, "each once"),
        ({"--parties": "police:04,blackpool"}, "Each of --parties"),
        ({"--purposes": "curiosity"}, "--purposes must be among"),
    ],
)
def test_a_skeleton_of_what_could_never_be_signed_is_refused(
    do, tmp_path: Path, wrong: dict[str, str], advice: str
) -> None:
    given = {
        "--id": "LANCS-ISA-0110", "--title": "A", "--parties": "police:04,gss:E06000009",
        "--purposes": "safeguard_child", "--out": str(tmp_path / "new.json"),
    } | wrong  # fmt: skip
    done = do("new", *(part for pair in given.items() for part in pair))
    assert (done.code, list(tmp_path.iterdir())) == (1, [])
    assert advice in done.err


def test_diff_says_in_words_what_would_open_and_close(do, tmp_path: Path) -> None:
    new = tmp_path / "new.json"
    document = json.loads(DOCUMENT.read_bytes())
    document |= {"version": "1.4.0", "supersedes": "1.3.0"}
    document["rules"][0]["max_level"] = 3
    document["retention"]["audit_years"] = 9
    new.write_text(json.dumps(document))
    shown = do("diff", DOCUMENT, new)
    assert shown.code == 0
    assert "Newly shared:" in shown.out
    assert "may learn who to contact and a summary from Lancashire Constabulary" in shown.out
    assert "retention, audit years: was 7; becomes 9" in shown.out
    back = do("diff", new, DOCUMENT, "--json").json
    assert [one["kind"] for one in back["shifts"]] == ["closes"]
    assert do("diff", DOCUMENT, DOCUMENT).out.endswith("Nothing would change.\n")


@pytest.mark.parametrize(
    "action", ["new", "check", "sign", "verify", "diff", "activate", "suspend", "resume", "list", "show"]
)
def test_each_action_has_an_example_that_the_parser_understands(do, action: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as left:
        do(action, "--help")
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert f"python -m service agreements {action}" in said
