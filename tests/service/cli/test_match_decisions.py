"""What people decide of records, from the command line: made, told, taken back; and refused in a sentence."""

import json
import re

import pytest

from service.cli.match_shown import print_change
from service.nominals.shapes import Cause, Change, Movement, Standing
from service.settings import Settings
from service.store.rows import State


@pytest.fixture
def decide(run):
    def carried_out(*arguments: str) -> dict:
        done = run("match", *arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return carried_out


def lone(decide) -> tuple[str, str]:
    """Two records that can be linked: the first two that nobody says are different people."""
    for one in range(1, 40):
        history = decide("history", "--record", str(one))
        if history["golden"] is not None:
            return str(one), str(one + 1)
    raise AssertionError


def test_a_never_is_made_and_told_and_taken_back(run, decide) -> None:
    one, other = lone(decide)
    made = decide("never", one, other, "--reason", "two_people")
    assert made["cause"] == "override" and made["overrides"]
    told = decide("history", "--record", one)
    assert [(row["kind"], row["reason"]) for row in told["overrides"]] == [("never", "two_people")]
    shown = run("match", "history", "--record", one)
    assert "never one person (two_people)" in shown.stdout
    assert decide("take-back", str(made["id"]), "--reason", "was_wrong")["cause"] == "taken_back"
    assert decide("history", "--record", one)["overrides"] == []
    logged = json.loads(run("log", "list", "--json").stdout)
    assert {"nominal.override", "nominal.taken_back", "nominal.read"} <= {leaf["type"] for leaf in logged}
    assert {leaf["staff"] for leaf in logged if leaf["type"].startswith("nominal.")} == {"operator"}


def test_nobody_is_outstanding_where_nothing_was_wrong(run, decide) -> None:
    assert decide("told") == []
    assert "Nobody is waiting to be told." in run("match", "told").stdout
    assert "Nobody has been told of a correction yet." in run("match", "told", "--done").stdout


def test_what_moved_is_shown_with_where_it_went(capsys) -> None:
    held, live = Standing(None, State.HELD.value, hidden=False), Standing(1988, State.LIVE.value, hidden=False)
    print_change(Change(7, Cause.OVERRIDE, 12, (Movement(2895, held, live),)), as_json=False)
    assert re.search(r"^2895 +held +→ +golden nominal 1988$", capsys.readouterr().out, re.MULTILINE)


def test_a_relinking_is_proposed_shown_applied_and_taken_back(run, tmp_path) -> None:
    document = json.loads(Settings.model_fields["model_path"].default.read_bytes())
    document["thresholds"]["confirmed"]["bits"] = 45
    (tmp_path / "stricter.json").write_text(json.dumps(document))
    proposed = run("match", "relink", "--model", str(tmp_path / "stricter.json"), "--json")
    assert proposed.returncode == 0, proposed.stderr
    difference = json.loads(proposed.stdout)
    assert difference["split"] > 0
    number = str(difference["run"])
    shown = run("match", "relink", "show", number)
    assert f"relink apply {number}" in shown.stdout and "would be split" in shown.stdout
    applied = json.loads(run("match", "relink", "apply", number, "--json").stdout)
    assert (applied["change"], applied["moved"]) == (difference["run"], difference["moved"])
    back = run("match", "relink", "take-back", number)
    assert back.returncode == 0, back.stderr
    assert f"{difference['moved']} records moved" in back.stdout


HUGE = "99999999999999999999999"
REFUSED = [
    (["relink", "show", HUGE], "none is above 9,007,199,254,740,991"),
    (["relink", "apply", HUGE], "nothing of so large a number"),
    (["relink", "apply", str(2**63)], "nothing of so large a number"),
    (["relink", "apply", str(2**53 - 1)], "no proposed re-linking"),
    (["relink", "take-back", HUGE], "nothing of so large a number"),
    (["relink", "apply", "0"], "number of 1 or more"),
    (["history", "--record", HUGE], "nothing of so large a number"),
    (["history", "--golden", str(2**53 - 1)], "no golden nominal of this number"),
    (["always", "1", HUGE, "--reason", "same_person"], "nothing of so large a number"),
    (["never", HUGE, "1", "--reason", "two_people"], "nothing of so large a number"),
    (["part", "1", HUGE, "--reason", "wrong_person"], "nothing of so large a number"),
    (["withdraw", HUGE, "--reason", "was_wrong"], "nothing of so large a number"),
    (["take-back", HUGE, "--reason", "was_wrong"], "nothing of so large a number"),
    (["told", "--mark", HUGE], "nothing of so large a number"),
    (["never", "1", "2", "--reason", "x"], "a code of 2 to 40 small letters"),
    (["relink", "--model", "/nodir"], "There is no file nodir"),
    (["never", "1", "1", "--reason", "two_people"], "Give two records"),
    (["always", "1", "99999999", "--reason", "same_person"], "no record of this number"),
    (["part", "99999999", "--reason", "wrong_person"], "no record of this number"),
    (["withdraw", "99999999", "--reason", "was_wrong"], "no override of this number"),
    (["take-back", "99999999", "--reason", "was_wrong"], "no change of this number"),
    (["never", "1", "2", "--reason", "Jordan Synth is somebody else"], "Give the reason as a code"),
    (["history", "--record", "0"], "number of 1 or more"),
    (["history", "--pseudonym", "Jordan"], "No golden nominal has had this pseudonym"),
    (["relink"], "Say under which model"),
    (["relink", "--model", "/nodir/model.json"], "model.json"),
    (["relink", "apply"], "Say which run"),
    (["relink", "apply", "99999999"], "no proposed re-linking"),
    (["told", "--mark", "99999999"], "no correction notice of this number"),
    (["told", "--limit", "0"], "--limit must be from 1"),
]


@pytest.mark.parametrize(("command", "sentence"), REFUSED, ids=lambda part: " ".join(part)[-30:])
def test_what_cannot_be_done_is_told_in_a_sentence(run, command, sentence) -> None:
    done = run("match", *command)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Synth" not in done.stderr
