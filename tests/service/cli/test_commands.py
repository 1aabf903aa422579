"""The commands as an operator runs them: in a process of their own, on a copy of the partnership, told in sentences."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.sandbox.partnership import write_partnership

ROOT = Path(__file__).resolve().parents[3]


def test_status_says_what_is_loaded_and_how_fresh(run) -> None:
    shown = run("status")
    assert shown.returncode == 0, shown.stderr
    for word in ("store", "ready", "police:04", "gss:E06000009", "ods:RXL", "disclosure log holds"):
        assert word in shown.stdout
    state = json.loads(run("status", "--json").stdout)
    assert state["counts"]["records"] > 300
    assert state["entries"] == 3


def test_the_log_is_listed_a_receipt_taken_and_the_whole_exported_and_verified(run, copied, tmp_path) -> None:
    listed = json.loads(run("log", "list", "--json").stdout)
    assert [one["type"] for one in listed] == ["log.queried", *["record.loaded"] * 3]
    receipt = tmp_path / "receipt.json"
    written = run("log", "receipt", "--index", "0", "--to", str(receipt))
    assert "python3 -m audit verify" in written.stdout
    exported = run("log", "export", "--to", str(tmp_path / "export"))
    assert exported.returncode == 0, exported.stderr
    command = [sys.executable, "-m", "audit", "verify", str(tmp_path / "export"), "--key", str(copied / "log.vkey")]
    command += ["--known", str(receipt)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_an_agreement_is_suspended_and_resumed_and_each_is_an_entry(run) -> None:
    def in_force(*arguments: str) -> dict[str, bool]:
        return {row["id"]: row["in_force"] for row in json.loads(run("agreements", *arguments, "--json").stdout)}

    before = in_force("list")
    after = in_force("suspend", "agreement", "LANCS-ISA-0042", "--by", "SIRO", "--reason", "under review")
    assert {id_ for id_ in before if before[id_] != after[id_]} <= {"LANCS-ISA-0042"}
    assert after["LANCS-ISA-0042"] is False
    assert in_force("resume", "agreement", "LANCS-ISA-0042") == before
    kinds = [one["type"] for one in json.loads(run("log", "list", "--json").stdout)]
    assert kinds.count("agreement.changed") == 2


def test_a_load_again_changes_nothing_and_says_so(run, made) -> None:
    files = made.demo.directory.with_name("agency-files")
    loaded = run("load", "police", str(files / "police.csv"), "--json")
    assert loaded.returncode == 0, loaded.stderr
    tally = json.loads(loaded.stdout)["tally"]
    assert tally["new"] == tally["changed"] == 0
    assert tally["unchanged"] == tally["read"] > 40
    assert "bytes" in loaded.stderr


REFUSED = [
    (["load", "police", "nowhere.csv", "--provider", "police:04"], "There is no file nowhere.csv."),
    (["load", "family-hubs", "{hub}"], "Say whose it is: --provider police:04"),
    (["load", "family-hubs", "{hub}", "--provider", "gss:NOBODY"], "This agency has no keys here yet"),
    (["log", "receipt", "--index", "999"], "give --index from `service log list`"),
    (["log", "export"], "Say where to write the export: --to"),
    (["log", "export", "--to", "{hub}"], "is not empty. Give a new folder"),
    (["agreements", "suspend"], "agreement LANCS-ISA-0042"),
]


@pytest.mark.parametrize(("command", "sentence"), REFUSED, ids=lambda part: " ".join(part)[:40])
def test_what_cannot_be_done_is_told_in_a_sentence(run, tmp_path, command, sentence) -> None:
    hub = tmp_path / "cases.jsonl"
    hub.write_text('{"provider": "gss:E06000009", "names": [{"family": "Featherstone"')
    done = run(*[part.format(hub=hub) for part in command])
    assert done.returncode in (1, 2)
    assert sentence in done.stderr + done.stdout
    assert "Featherstone" not in done.stderr + done.stdout


UNSAFE = [
    ({"GOLDEN_THREAD_MODE": "production"}, "Production cannot start: GOLDEN_THREAD_ISSUER must be an https:// address"),
    ({"GOLDEN_THREAD_EMPTY_ANSWER_MS": "soon"}, "GOLDEN_THREAD_EMPTY_ANSWER_MS"),
    ({"GOLDEN_THREAD_DIRECTORY": "/nowhere/at/all"}, "cannot be read"),
]


@pytest.mark.parametrize(("environment", "sentence"), UNSAFE)
def test_settings_that_are_unsafe_or_unknown_stop_it_with_their_name(run, environment, sentence) -> None:
    done = run("status", **environment)
    assert done.returncode == 1
    assert sentence in done.stderr


def test_the_sandbox_writes_the_same_files_for_the_same_seed(run, tmp_path) -> None:
    assert run("sandbox", "write", str(tmp_path / "one"), "--people", "200", "--seed", "7").returncode == 0
    write_partnership(tmp_path / "other", 200, 7)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert {"police.csv", "family-hubs.jsonl", "health.ndjson"} <= set(files)
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_without_a_verb_it_says_which_there_are(run) -> None:
    done = run()
    assert done.returncode == 2
    for verb in ("serve", "load", "enquire", "log", "agreements", "sandbox", "status", "init"):
        assert verb in done.stdout
