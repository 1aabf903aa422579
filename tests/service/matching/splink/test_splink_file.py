"""A Splink settings file weighs a pair as Splink itself does, and what it cannot weigh is refused by name."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.errors import Misconfigured
from service.matching.splink_file import SplinkModel, splink_model_of

HERE = Path(__file__).parent
ROOT = HERE.parents[3]


def weighed() -> dict[str, Any]:
    """What Splink printed: settings, frequencies, rows and the weights of pairs."""
    return json.loads((HERE / "weighed.json").read_text(encoding="utf-8"))


def model(settings: dict[str, Any]) -> SplinkModel:
    return splink_model_of(json.dumps(settings).encode())


def differences(printed: dict[str, Any]) -> list[float]:
    read, rows = model(printed["settings"]), printed["rows"]
    scores = [(read.score(rows[a], rows[b], printed["frequencies"]), weight) for a, b, weight in printed["pairs"]]
    return [abs(score.bits - weight) for score, weight in scores]


def with_condition(sql: str) -> dict[str, Any]:
    level = {"sql_condition": sql, "label_for_charts": "the odd one", "m_probability": 0.9, "u_probability": 0.1}
    other = {"sql_condition": "ELSE", "label_for_charts": "else", "m_probability": 0.1, "u_probability": 0.9}
    comparison = {"output_column_name": "surname", "comparison_levels": [level, other]}
    return {"probability_two_random_records_match": 0.5, "comparisons": [comparison]}


def test_it_weighs_what_splink_printed_to_within_a_billionth():
    found = differences(weighed())
    assert len(found) == 400
    assert max(found) < 1e-9


def test_the_pairs_that_splink_printed_meet_every_level_of_every_comparison():
    printed = weighed()
    read, rows = model(printed["settings"]), printed["rows"]
    met = {(at, label) for a, b, _ in printed["pairs"] for at, label in enumerate(read.score(rows[a], rows[b]).levels)}
    known = {(at, level.label) for at, one in enumerate(read.comparisons) for level in one.levels}
    assert known - met == set()


def test_without_frequencies_no_agreement_is_adjusted():
    printed = weighed()
    read, rows = model(printed["settings"]), printed["rows"]
    plain = [abs(read.score(rows[a], rows[b]).bits - weight) for a, b, weight in printed["pairs"]]
    assert max(plain) > 0.5


def splink_python() -> Path | None:
    """A Python that has Splink: this one, or that of the bench's own environment."""
    if importlib.util.find_spec("splink"):
        return Path(sys.executable)
    bench = ROOT / ".venv-bench" / "bin" / "python"
    return bench if bench.exists() else None


def test_splink_itself_agrees_to_within_a_billionth():
    python = splink_python()
    if python is None:
        pytest.skip("Splink is not installed: `python3 -m deploy bench match` brings the bench's requirements.")
    told = subprocess.run([python, HERE / "weigh_by_splink.py"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    found = differences(json.loads(told.stdout))
    assert len(found) == 400
    assert max(found) < 1e-9


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("jaccard(surname_l, surname_r) >= 0.5", "the function jaccard"),
        ("list_has_any(surname_l, surname_r)", "the function list_has_any"),
        ("surname_l ~ surname_r", "the sign ~"),
        ("surname_l = surname", "the word surname"),
        ("surname_l = surname_r surname_l", "after a whole condition"),
        ("(surname_l = surname_r", "belongs"),
        ("levenshtein(surname_l) <= 1", "with 1 arguments"),
        ("surname_l =", "missing at the end"),
    ],
)
def test_a_level_that_it_cannot_weigh_is_refused_by_name(sql: str, named: str):
    with pytest.raises(Misconfigured) as refused:
        model(with_condition(sql))
    assert named in refused.value.advice
    assert "comparison surname" in refused.value.advice and "the odd one" in refused.value.advice


def test_the_columns_that_the_levels_read_are_known():
    settings = with_condition("\"Surname_L\" = forename_r OR street_l = 'not_a_column_l'")
    assert model(settings).columns == {"surname", "forename", "street"}


@pytest.mark.parametrize("weight", [10**400, "much"])
def test_a_weight_of_an_adjustment_that_is_no_number_is_refused(weight: object):
    settings = with_condition("surname_l = surname_r")
    settings["comparisons"][0]["comparison_levels"][0] |= {
        "tf_adjustment_column": "surname", "tf_adjustment_weight": weight,
    }  # fmt: skip
    with pytest.raises(Misconfigured, match="comparison surname: one of its levels is not written"):
        model(settings)


@pytest.mark.parametrize("share", [10**400, None, 0, -0.1, 1.5, "level not observed in training dataset", True])
def test_a_level_that_is_not_trained_is_refused(share: object):
    settings = with_condition("surname_l = surname_r")
    settings["comparisons"][0]["comparison_levels"][0]["m_probability"] = share
    with pytest.raises(Misconfigured, match="not trained"):
        model(settings)


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b"{}", b'{"comparisons": []}', b"\xff", b"null"])
def test_a_file_that_is_no_splink_model_is_refused(document: bytes):
    with pytest.raises(Misconfigured, match="save_model_to_json"):
        splink_model_of(document)


@pytest.mark.parametrize("chance", [0, 1, -1, 2, "x", None])
def test_a_prior_that_is_no_probability_is_refused(chance: object):
    settings = with_condition("surname_l = surname_r") | {"probability_two_random_records_match": chance}
    with pytest.raises(Misconfigured):
        model(settings)


def test_a_model_without_comparisons_is_refused():
    with pytest.raises(Misconfigured, match="no comparisons"):
        model({"probability_two_random_records_match": 0.5, "comparisons": []})


def test_a_frequency_adjustment_without_its_exact_level_is_refused():
    settings = with_condition("levenshtein(surname_l, surname_r) <= 1")
    settings["comparisons"][0]["comparison_levels"][0]["tf_adjustment_column"] = "surname"
    with pytest.raises(Misconfigured, match="frequency of surname"):
        model(settings)


def test_a_pair_that_no_level_holds_for_is_refused_and_not_guessed():
    settings = with_condition("surname_l = surname_r")
    del settings["comparisons"][0]["comparison_levels"][1]
    with pytest.raises(Misconfigured, match="no ELSE level"):
        model(settings).score({"surname": "a"}, {"surname": "b"})


def test_an_error_never_repeats_what_a_record_holds():
    settings = with_condition("surname_l = surname_r")
    del settings["comparisons"][0]["comparison_levels"][1]
    with pytest.raises(Misconfigured) as refused:
        model(settings).score({"surname": "canary"}, {"surname": "yellowbird"})
    assert "canary" not in str(refused.value) and "yellowbird" not in str(refused.value)


def test_a_distance_counts_the_bytes_of_utf_8_as_duckdb_does():
    read = model(with_condition("levenshtein(surname_l, surname_r) <= 1"))
    assert read.score({"surname": "jose"}, {"surname": "josé"}).levels == ("else",)
    assert read.score({"surname": "jose"}, {"surname": "josi"}).levels == ("the odd one",)


def test_null_is_neither_true_nor_false():
    read = model(with_condition("not (surname_l = surname_r)"))
    assert read.score({"surname": "a"}, {"surname": "b"}).levels == ("the odd one",)
    assert read.score({"surname": None}, {"surname": "b"}).levels == ("else",)
