"""Prepared partnerships: kept for the next run, and never taken half made."""

from pathlib import Path

from deploy.bench import prepared
from deploy.bench.prepared import people_for, prepare


def test_a_partnership_whose_load_was_cut_short_is_loaded_anew_from_the_same_files(tmp_path: Path):
    first = prepare("few", 200, fresh=False, kept=tmp_path)
    written = (first.demo.files / "truth.csv").stat().st_mtime_ns
    (tmp_path / "few" / "load.json").unlink()
    again = prepare("few", 200, fresh=False, kept=tmp_path)
    assert again.records == first.records
    assert all(one["new"] > 0 and one["unchanged"] == 0 for one in again.load["files"])
    assert (again.demo.files / "truth.csv").stat().st_mtime_ns == written


def test_files_that_were_cut_short_are_written_anew(tmp_path: Path):
    half = tmp_path / "few" / "agency-files.new"
    half.mkdir(parents=True)
    (half / "truth.csv").write_text("provider,ref")
    assert len(prepare("few", 200, fresh=False, kept=tmp_path).truth.read_text().splitlines()) > 200
    assert not half.exists()


def test_the_size_asked_for_is_of_records_and_never_too_small_for_a_sandbox():
    assert people_for(100_000) == round(100_000 / prepared.RECORDS_PER_PERSON)
    assert people_for(1) == 200
