"""`service match link`: whoever waits is linked, it is said how many, and a second run has nothing to do."""

import json

import pytest

ROWS = (
    "id,surname,forename,born\n"
    "X1,Featherstonehaugh,Adalbertina,1990-01-02\n"
    "X2,Quillfeather,Bartholomea,1961-11-23\n"
)  # fmt: skip


@pytest.fixture
def waiting(run, tmp_path):
    """Two people who wait."""
    mapping = {
        "provider": "police:04",
        "regime": "part3",
        "involvement": {"record_type": "police.family_involvement", "service": "Neighbourhood policing",
                        "subject_role": "associate"},
        "columns": {"ref": "id", "family": "surname", "given": "forename", "dob": "born"},
    }  # fmt: skip
    (tmp_path / "people.csv").write_text(ROWS)
    (tmp_path / "people.json").write_text(json.dumps(mapping))
    files = (str(tmp_path / "people.csv"), "--mapping", str(tmp_path / "people.json"))
    loaded = run("load", "columns", *files, "--link", "later")
    assert "2 of them wait to be linked" in loaded.stdout, loaded.stderr


def test_whoever_waits_is_linked_and_then_nobody_waits(run, waiting) -> None:
    first = run("match", "link")
    assert first.returncode == 0, first.stderr
    assert "Waiting 2 · linked 0 · new golden nominals 2" in first.stdout
    assert "2 of 2 records written" in first.stderr
    again = run("match", "link")
    assert "Waiting 0 · linked 0 · new golden nominals 0" in again.stdout


def test_a_program_reads_the_counts_and_no_name(run, waiting) -> None:
    linked = run("match", "link", "--json", "--workers", "0")
    assert json.loads(linked.stdout)["tally"]["founded"] == 2
    assert not any(word in linked.stdout + linked.stderr for word in ("Featherstonehaugh", "adalbertina", "X1"))
