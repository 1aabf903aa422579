"""`service load` and `service quarantine`: whose file it is, what was wrong with it, and what to do about that."""

import json
from pathlib import Path

import pytest

from connectors.police import HEADER

MAPPING = {
    "provider": "police:04",
    "regime": "part3",
    "involvement": {"record_type": "police.family_involvement", "service": "Neighbourhood policing",
                    "subject_role": "associate"},
    "columns": {"ref": "id", "family": "surname", "given": "forename", "dob": "born"},
}  # fmt: skip
GOOD = "id,surname,forename,born\nX1,Featherstone,Ada,1990-01-02\n"


@pytest.fixture
def columns(tmp_path):
    """Write a CSV and its mapping, changed as told; gives the arguments that load them."""

    def write(text: str = GOOD, **changes: object) -> list[str]:
        (tmp_path / "people.csv").write_text(text)
        (tmp_path / "people.json").write_text(json.dumps(MAPPING | changes))
        return ["load", "columns", str(tmp_path / "people.csv"), "--mapping", str(tmp_path / "people.json")]

    return write


def test_the_agency_of_the_mapping_stands_where_nothing_else_names_one(run, columns) -> None:
    loaded = run(*columns())
    assert loaded.returncode == 0, loaded.stderr
    assert "police:04: read 1, new 1" in loaded.stdout


def test_a_load_that_leaves_linking_for_later_says_so(run, columns) -> None:
    loaded = run(*columns(), "--link", "later")
    assert loaded.returncode == 0, loaded.stderr
    assert "1 of them wait to be linked" in loaded.stdout


def test_a_large_file_is_taken_in_first_and_linked_all_together_at_the_end(run, columns) -> None:
    rows = "".join(f"X{n},Featherstone,Ada{'x' * 400},1990-01-02\n" for n in range(2, 22_000))
    arguments = columns(GOOD + rows)
    loaded = run(*arguments)
    assert loaded.returncode == 0, loaded.stderr
    assert "Waiting 21,999" in loaded.stdout
    assert "wait to be linked" not in loaded.stdout
    assert "unchanged 21,999" in run(*arguments).stdout


def test_two_names_for_whose_file_it_is_are_refused(run, columns) -> None:
    done = run(*columns(), "--provider", "ods:RXL")
    assert done.returncode == 1
    assert "--provider says ods:RXL, the mapping says police:04" in done.stderr


@pytest.mark.parametrize(
    ("format_", "provider", "kind"),
    [("police", "ods:RXL", "police:"), ("family-hubs", "police:04", "gss:"), ("health", "gss:E06000009", "ods:")],
)
def test_an_agency_that_does_not_export_in_the_format_is_refused(run, tmp_path, format_, provider, kind) -> None:
    (tmp_path / "file").write_text("anything")
    done = run("load", format_, str(tmp_path / "file"), "--provider", provider)
    assert done.returncode == 1
    assert f"begins with {kind} and this one is {provider}" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"record_type": "police.involvement"}, "record_type must be one of: "),
        ({"subject_role": "friend"}, "subject_role must be one of: suspect"),
        ({"classes": ["SECRET"]}, "classes may hold: DA_REFUGE"),
    ],
)
def test_a_mapping_with_a_word_that_is_not_in_the_vocabulary_is_refused(run, columns, wrong, sentence) -> None:
    done = run(*columns(involvement=MAPPING["involvement"] | wrong))
    assert done.returncode == 1
    assert sentence in done.stderr


def test_a_file_or_a_mapping_that_is_not_there_is_said_not_to_be_there(run, columns, tmp_path) -> None:
    assert f"There is no file {tmp_path / 'no.csv'}." in run("load", "police", str(tmp_path / "no.csv")).stderr
    arguments = [*columns()[:-1], str(tmp_path / "no.json")]
    assert f"There is no mapping file {tmp_path / 'no.json'}." in run(*arguments).stderr
    (tmp_path / "people.json").write_text("not json")
    assert "It is not JSON." in run("load", "columns", str(tmp_path / "people.csv"), *arguments[3:4],
                                    str(tmp_path / "people.json")).stderr  # fmt: skip


def police_file(path: Path, *births: str) -> list[str]:
    rows = [dict.fromkeys(HEADER, "") | {"provider_ref": f"T{n}", "family": "Featherstone", "given": "Ada", "dob": dob,
            "status": "open", "unit": "Team", "subject_role": "associate"} for n, dob in enumerate(births)]  # fmt: skip
    path.write_text("\n".join([",".join(HEADER), *(",".join(row.values()) for row in rows)]) + "\n")
    return ["load", "police", str(path), "--provider", "police:04"]


def test_the_summary_says_what_to_do_and_on_which_rows_and_quarantine_lists_them(run, tmp_path) -> None:
    loaded = run(*police_file(tmp_path / "police.csv", "1990-01-02", "1990-02-31", "1990-13-01"))
    assert loaded.returncode == 0, loaded.stderr
    assert "impossible_date: The date does not exist or cannot be right." in loaded.stdout
    assert "Rows: 3 (dob), 4 (dob)." in loaded.stdout
    listed = run("quarantine", "--json")
    found = [(one["row"], one["code"], one["field"]) for one in json.loads(listed.stdout)][:2]
    assert found == [(3, "impossible_date", "dob"), (4, "impossible_date", "dob")]
    shown = run("quarantine", "--limit", "2")
    assert "2 of " in shown.stdout
    assert "Featherstone" not in listed.stdout + shown.stdout + loaded.stdout


def test_a_file_in_which_nothing_is_good_ends_with_1(run, tmp_path) -> None:
    assert run(*police_file(tmp_path / "police.csv", "1990-02-31")).returncode == 1
