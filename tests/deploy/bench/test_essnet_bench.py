"""`deploy bench essnet`: a plain sentence where the data is absent, and its figures where it is there."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("GOLDEN_THREAD_SHARED") or ROOT.parent / "shared")


def test_without_the_data_it_says_so_and_exits_1(bench, tmp_path: Path, page: Path):
    told = bench("essnet", GOLDEN_THREAD_SHARED=str(tmp_path / "nowhere"))
    assert told.returncode == 1
    assert told.stdout == ""
    assert "GOLDEN_THREAD_SHARED" in told.stderr and "Traceback" not in told.stderr
    assert not page.exists()


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The shared data, with a few households only."""
    if not (SHARED / "data" / "essnet" / "cis.csv").exists():
        pytest.skip("The shared data is not here: set GOLDEN_THREAD_SHARED, or put ../shared beside the checkout.")
    folder = tmp_path / "shared" / "data"
    shutil.copytree(SHARED / "data" / "fhir-pds", folder / "fhir-pds")
    (folder / "essnet").mkdir()
    homes: set[str] = set()
    for name in ("census.csv", "cis.csv"):
        with (SHARED / "data" / "essnet" / name).open(encoding="utf-8-sig", newline="") as rows:
            reader = csv.DictReader(rows)
            kept = []
            for row in reader:
                home = row["person_id"][:-3]
                if name == "census.csv" and len(homes) < 60:
                    homes.add(home)
                if home in homes:
                    kept.append(row)
        with (folder / "essnet" / name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, reader.fieldnames or [])
            writer.writeheader()
            writer.writerows(kept)
    return folder.parent


def test_it_finds_people_of_one_source_in_the_other_and_hides_the_restricted_patient(bench, few: Path, page: Path):
    told = bench("essnet", "--people", "20", "--json", GOLDEN_THREAD_SHARED=str(few))
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert {"cis, asked of both", "census, asked of both", "cis, asked of only census"} <= found["asked"].keys()
    for one in found["asked"].values():
        assert one["asked"] == 20 and 10 <= one["right"] <= 20
    assert found["pairs"]["all"]["recall"] > 0.5
    assert found["fhir_pds"]["restricted"] == {
        "shielded, in the store": "yes", "shielded, to the matcher": "yes", "addresses": "0", "telephones": "0",
        "names": "1", "date of birth": "yes",
    }  # fmt: skip
    assert "postcodes set aside" in page.read_text()
