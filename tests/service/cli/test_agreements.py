"""`service agreements`: only what is there can be suspended, with who and why; and also while the service runs."""

import json

import pytest

from service.runtime import open_runtime

WHO = ("--by", "SIRO", "--reason", "under review")


def suspended(copied) -> list[tuple[str, str]]:
    path = copied / "suspensions.json"
    return [(one["subject"], one["name"]) for one in json.loads(path.read_text())["suspended"]] if path.exists() else []


@pytest.mark.parametrize("subject", ["agreement", "flow", "agency", "connector"])
def test_what_the_register_does_not_know_is_refused_with_what_there_is(run, copied, subject) -> None:
    done = run("agreements", "suspend", subject, "NOPE", *WHO)
    assert done.returncode == 1
    assert f"There is no {subject} NOPE. There are: " in done.stderr
    assert suspended(copied) == []


KNOWN = [
    ("agreement", "LANCS-ISA-0042"),
    ("flow", "LANCS-ISA-0042/R2"),
    ("agency", "police:04"),
    ("connector", "police:04/police.family_involvement"),
    ("user", "some-pseudonym"),
]


@pytest.mark.parametrize(("subject", "name"), KNOWN)
def test_what_there_is_can_be_suspended_and_resumed(run, copied, subject, name) -> None:
    assert run("agreements", "suspend", subject, name, *WHO).returncode == 0
    assert suspended(copied) == [(subject, name)]
    assert run("agreements", "resume", subject, name).returncode == 0
    assert suspended(copied) == []


@pytest.mark.parametrize("given", [(), ("--by", "SIRO"), ("--reason", "under review"), ("--by", " ", *WHO[2:])])
def test_a_suspension_says_who_decided_it_and_why(run, copied, given) -> None:
    done = run("agreements", "suspend", "agency", "police:04", *given)
    assert done.returncode == 1
    assert "--by and --reason" in done.stderr
    assert suspended(copied) == []


def test_what_is_not_suspended_cannot_be_resumed(run) -> None:
    done = run("agreements", "resume", "agency", "police:04")
    assert done.returncode == 1
    assert "is not suspended. Nothing is suspended." in done.stderr


async def test_while_the_service_runs_it_is_suspended_at_once_and_said_that_the_entry_is_missing(
    run, copied, made
) -> None:
    settings = made.settings.model_copy(update={"directory": copied})
    async with open_runtime(settings) as runtime:
        listed = run("agreements", "list", "--json")
        assert listed.returncode == 0, listed.stderr
        done = run("agreements", "suspend", "agreement", "LANCS-ISA-0042", *WHO)
        assert done.returncode == 0, done.stderr
        assert "from the next decision on" in done.stderr
        assert "has no entry of this change: a running service holds it" in done.stderr
        shown = {row["id"]: row["in_force"] for row in runtime.agreements.register_rows()}
    assert shown["LANCS-ISA-0042"] is False


def test_the_entry_is_written_where_the_service_does_not_run(run) -> None:
    done = run("agreements", "suspend", "agreement", "LANCS-ISA-0042", *WHO)
    assert "no entry" not in done.stderr
    kinds = [one["type"] for one in json.loads(run("log", "list", "--json").stdout)]
    assert "agreement.changed" in kinds
