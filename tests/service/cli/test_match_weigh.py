"""`service match weigh`: a Splink model's weights of rows in a file, without what the rows hold."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WEIGHED = ROOT / "tests" / "service" / "matching" / "splink" / "weighed.json"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Splink's settings, and the first rows that it weighed."""
    printed = json.loads(WEIGHED.read_text(encoding="utf-8"))
    (tmp_path / "settings.json").write_text(json.dumps(printed["settings"]))
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(printed["rows"][0]))
        writer.writeheader()
        writer.writerows(printed["rows"][:5])
    return tmp_path / "settings.json", tmp_path / "rows.csv"


def weigh(settings: Path, rows: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", "match", "weigh", "--settings", str(settings), str(rows), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_each_row_is_weighed_with_the_next_and_the_parts_add_up(files: tuple[Path, Path]):
    told = weigh(*files, "--json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert [pair["lines"] for pair in found] == [[2, 3], [3, 4], [4, 5], [5, 6]]
    priors = {round(pair["bits"] - sum(part["bits"] for part in pair["parts"]), 9) for pair in found}
    assert len(priors) == 1 and priors.pop() == pytest.approx(-8.3764872, abs=1e-6)


def test_it_prints_levels_and_no_name(files: tuple[Path, Path]):
    told = weigh(*files)
    assert "lines 2 and 3" in told.stdout and "bits" in told.stdout
    assert not any(name in told.stdout for name in ("smith", "nowak", "windsor", "1984"))


@pytest.mark.parametrize("text", ["forename,surname\n", "", "forename\nann\n"])
def test_a_file_without_two_rows_is_refused(files: tuple[Path, Path], text: str):
    files[1].write_text(text)
    told = weigh(*files)
    assert told.returncode == 1 and "fewer than two rows" in told.stderr


def test_rows_without_the_columns_that_are_compared_are_refused_and_the_columns_named(files: tuple[Path, Path]):
    heading, *rows = files[1].read_text().splitlines()
    files[1].write_text("\n".join([heading.replace("surname", "family_name"), *rows]))
    told = weigh(*files)
    assert told.returncode == 1 and "rows.csv lacks columns that the settings compare: surname." in told.stderr
    assert not told.stdout and "Traceback" not in told.stderr


@pytest.mark.parametrize("text", ["{}", "[1]", "no JSON", '{"schema": "golden-thread-matching-model/2"}'])
def test_a_file_that_holds_no_settings_is_said_to_be_none(files: tuple[Path, Path], text: str):
    files[0].write_text(text)
    told = weigh(*files)
    assert told.returncode == 1 and "This is no Splink settings file" in told.stderr
    assert "Change that level" not in told.stderr and "Traceback" not in told.stderr


def test_settings_that_are_not_there_are_a_sentence(files: tuple[Path, Path], tmp_path: Path):
    told = weigh(tmp_path / "none.json", files[1])
    assert told.returncode == 1 and "cannot be read" in told.stderr and "Traceback" not in told.stderr
