"""`service agreements simulate` and `explain`: what opens, in words and for a pipeline; and why."""

import json
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[3] / "isa" / "agreements"
QUESTION = (
    *("--agency", "gss:E06000009", "--role", "family_hub_worker", "--purpose", "early_help_coordination"),
    *("--provider", "police:04", "--record-type", "police.family_involvement"),
)


@pytest.fixture
def changed(tmp_path):
    """A new version of the agreement between police and council, changed by the test."""

    def write(change) -> tuple[str, ...]:
        document = json.loads((SOURCES / "lancs-isa-0042-police-council.json").read_text("utf-8"))
        old = tmp_path / "old.json"
        old.write_text(json.dumps(document))
        document["supersedes"], document["version"] = document["version"], "9.0.0"
        change(next(rule for rule in document["rules"] if rule["id"] == "R1"))
        new = tmp_path / "new.json"
        new.write_text(json.dumps(document))
        return "--old", str(old), "--new", str(new)

    return write


def test_what_opens_is_told_and_stops_a_pipeline(run, changed) -> None:
    files = changed(lambda rule: rule.update(max_level=3))
    done = run("agreements", "simulate", *files, "--json")
    assert done.returncode == 3, done.stderr
    rows = json.loads(done.stdout)
    assert {row["kind"] for row in rows} == {"opens"}
    assert {(row["before"], row["after"]) for row in rows} == {(2, 3)}
    assert all("who to contact and a summary" in row["sentence"] for row in rows)
    table = run("agreements", "simulate", *files)
    assert "Blackpool Council" in table.stdout and "opens" in table.stdout


def test_what_only_closes_lets_a_pipeline_go_on(run, changed) -> None:
    done = run("agreements", "simulate", *changed(lambda rule: rule.update(max_level=1)), "--json")
    assert done.returncode == 0, done.stderr
    assert {row["kind"] for row in json.loads(done.stdout)} == {"closes"}


def test_nothing_that_changes_is_said_so(run, changed) -> None:
    done = run("agreements", "simulate", *changed(lambda rule: None))
    assert (done.returncode, done.stdout) == (0, "Nobody would see anything else.\n")


def test_one_question_is_answered_in_words_before_and_after(run, changed) -> None:
    files = changed(lambda rule: rule["conditions"].remove("requires_case_ref"))
    done = run("agreements", "simulate", *files, "--person-like", *QUESTION, "--no-case-reference")
    assert done.returncode == 3, done.stderr
    assert "Before: level 0. Nothing may be told. The rule needs a case reference." in done.stdout
    assert "Yes, level 2" in done.stdout


def test_who_would_see_what_under_what_is_in_force(run) -> None:
    done = run("agreements", "simulate", "--who-sees", *QUESTION[:6], "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert rows and {tuple(row["where"]["role"]) for row in rows} == {("family_hub_worker",)}
    assert {row["before"] for row in rows} == {0}


def test_why_is_explained_by_what_is_in_force(run) -> None:
    done = run("agreements", "explain", *QUESTION, "--no-case-reference", "--json")
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)["candidates"]
    assert one["effect"] == "deny"
    assert "case_reference_required" in [said["code"] for said in one["reasons"]]
    assert "NOT MET: a case reference" in run("agreements", "explain", *QUESTION, "--no-case-reference").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("simulate",), "Name the document with --new FILE"),
        (("simulate", "--new", "nowhere.json"), "There is no file nowhere.json"),
        (("simulate", "--new", "nowhere.json", "--role", "wizard"), "--role is no word of the vocabulary"),
        (("explain",), "Say --agency too."),
        (("explain", *QUESTION, "--class", "SECRET"), "--class is no word of the vocabulary"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_write(run, arguments, told) -> None:
    done = run("agreements", *arguments)
    assert done.returncode == 1
    assert told in done.stderr
