"""`service match train`: a model file from the store's own records, and what it refuses."""

import json
from pathlib import Path

import pytest

from service.matching.model import load_model


@pytest.fixture
def trained(run, tmp_path: Path) -> tuple[Path, dict]:
    """The model file of the partnership's records, and the report."""
    out = tmp_path / "own.json"
    done = run("match", "train", "--out", str(out), "--sample", "0", "--json")
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def test_the_model_can_be_loaded_and_is_reported_with_its_digest(trained) -> None:
    out, report = trained
    model = load_model(out)
    assert model.digest == report["digest"]
    assert report["converged"]
    assert report["name"] == "own"
    assert report["rounds"][-1]["change"] == report["change"]
    assert sum(report["classes"].values()) == pytest.approx(1)
    assert report["fields"]["birth"]["m"][0] > 0.8
    assert "not measured" in model.thresholds["confirmed"].measured_on


def test_the_file_names_nobody_whose_name_is_rare(trained, made) -> None:
    listed = load_model(trained[0]).source.frequencies
    counted = [
        share
        for frequencies in listed.values()
        if frequencies.origin == "counted"
        for share in frequencies.names.values()
    ]
    assert all(share * trained[1]["population"] >= 9.5 for share in counted)


def test_the_same_seed_trains_the_same_model(run, tmp_path: Path) -> None:
    reports = []
    for name in ("one.json", "two.json"):
        done = run("match", "train", "--out", str(tmp_path / name), "--sample", "300", "--name", "own", "--json")
        reports.append(json.loads(done.stdout) if done.returncode == 0 else done.stderr)
    one, two = reports
    assert isinstance(one, dict)
    assert isinstance(two, dict)
    assert one["fields"] == two["fields"]


def test_people_read_a_table_and_where_it_was_written(run, tmp_path: Path) -> None:
    done = run("match", "train", "--out", str(tmp_path / "own.json"), "--sample", "0")
    assert done.returncode == 0
    for words in ("same person", "one household", "Probability of each level", "The household class is on"):
        assert words in done.stdout
    assert f"GOLDEN_THREAD_MODEL_PATH={tmp_path / 'own.json'}" in done.stdout
    assert "round" in done.stderr


def test_the_trained_model_comes_into_use_by_its_setting(run, trained) -> None:
    done = run("status", "--json", GOLDEN_THREAD_MODEL_PATH=str(trained[0]))
    assert done.returncode == 0, done.stderr
    half = trained[0].with_name("half.json")
    half.write_bytes(trained[0].read_bytes()[:500])
    refused = run("status", GOLDEN_THREAD_MODEL_PATH=str(half))
    assert refused.returncode == 1
    assert "half.json is refused" in refused.stderr


def test_training_that_does_not_converge_is_said_and_written_only_by_force(run, tmp_path: Path) -> None:
    out = tmp_path / "own.json"
    arguments = ("match", "train", "--out", str(out), "--sample", "0", "--rounds", "1")
    done = run(*arguments)
    assert done.returncode == 1
    assert "Training did not converge" in done.stdout
    assert "Nothing was written" in done.stdout
    assert not out.exists()
    assert run(*arguments, "--force").returncode == 0
    assert load_model(out).source.training["converged"] is False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--sample", "5"), "--sample must be at least 100, or 0"),
        (("--sample", "-1"), "--sample must be at least 100, or 0"),
        (("--rounds", "0"), "--rounds must be at least 1"),
        (("--out", "/nowhere/at/all/own.json"), "There is no folder"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_work(run, tmp_path: Path, arguments, says: str) -> None:
    out = () if "--out" in arguments else ("--out", str(tmp_path / "own.json"))
    done = run("match", "train", *out, *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert not (tmp_path / "own.json").exists()


def test_an_empty_store_teaches_nothing(run, tmp_path: Path, made) -> None:
    (tmp_path / "records.db").unlink(missing_ok=True)
    done = run(
        "match",
        "train",
        "--out",
        str(tmp_path / "own.json"),
        GOLDEN_THREAD_DATABASE_URL=f"sqlite:///{tmp_path}/none.db",
    )
    assert done.returncode == 1
    assert "There are not two people in the store that can be opened" in done.stderr
