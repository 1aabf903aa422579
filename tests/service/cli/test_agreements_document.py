"""`service agreements document`: the protocol or the public entry as a file, of what is signed or of a draft."""

import json
from pathlib import Path

from isa.canonical import digest, parse

SOURCES = Path(__file__).parents[3] / "isa" / "agreements"
SOURCE = SOURCES / "lancs-isa-0042-police-council.json"


def test_the_signed_agreement_becomes_a_page_with_its_digest_and_signatures(run, tmp_path) -> None:
    out = tmp_path / "protocol.html"
    done = run("agreements", "document", "LANCS-ISA-0042", "--out", str(out))
    assert done.returncode == 0, done.stderr
    page = out.read_text("utf-8")
    signed = digest(parse(SOURCE.read_bytes()))
    assert signed in done.stdout and signed in page
    assert "Signed on " in page and "Awaited" not in page


def test_the_public_entry_becomes_json(run, tmp_path) -> None:
    out = tmp_path / "entry.json"
    assert run("agreements", "document", "LANCS-ISA-0042", "--register", "--out", str(out)).returncode == 0
    assert json.loads(out.read_text("utf-8"))["id"] == "LANCS-ISA-0042"


def test_a_draft_is_read_without_the_service(run, tmp_path) -> None:
    out = tmp_path / "draft.html"
    done = run("agreements", "document", "--draft", str(SOURCE), "--out", str(out), GOLDEN_THREAD_DIRECTORY="/nowhere")
    assert done.returncode == 0, done.stderr
    assert "Awaited" in out.read_text("utf-8")


def test_a_draft_with_faults_is_refused_and_nothing_is_written(run, tmp_path) -> None:
    faulty, out = tmp_path / "faulty.json", tmp_path / "draft.html"
    faulty.write_text(SOURCE.read_text("utf-8").replace('"tier": "isa"', '"tier": "none"'), encoding="utf-8")
    done = run("agreements", "document", "--draft", str(faulty), "--out", str(out))
    assert done.returncode == 1
    assert "has faults; mend them first" in done.stderr and "$.tier" in done.stderr
    assert not out.exists()


def test_what_is_not_there_is_refused_with_what_there_is(run, tmp_path) -> None:
    done = run("agreements", "document", "LANCS-ISA-9999", "--out", str(tmp_path / "x.html"))
    assert done.returncode == 1
    assert "There are: " in done.stderr and "LANCS-ISA-0042 v" in done.stderr
    assert run("agreements", "document", "--out", str(tmp_path / "x.html")).returncode == 1
    assert "is a folder" in run("agreements", "document", "LANCS-ISA-0042", "--out", str(tmp_path)).stderr
    assert not (tmp_path / "x.html").exists()
