"""`deploy bench enquiry` at a tiny size: every figure is there, people are found, and their receipts are sound."""

import json
from pathlib import Path

from deploy.bench.prepared import people_for, prepare

SIZE = ("--records", "300", "--people", "25", "--seconds", "0.3", "--json")


def test_it_measures_prints_and_writes_its_page(bench, page: Path, tmp_path: Path):
    told = bench("enquiry", *SIZE)
    assert told.returncode == 0, told.stderr
    [found] = json.loads(told.stdout)
    assert found["records"] > 200
    assert {"processor", "cores", "SQLite", "fdatasync of 8 KiB"} <= found["machine"].keys()
    check_http(found["http"])
    for scope in ("person", "family"):
        steps = found["steps"][scope]["steps"]
        assert 0 < steps["2 match"]["median_ms"] < steps["whole enquiry, without HTTP"]["median_ms"]
        assert 0 < steps["until durable and signed"]["median_ms"] <= steps["6 append"]["median_ms"]
    assert [one["connector"] for one in found["load"]["files"]] == ["police", "family_hubs", "health"]
    assert all(one["read"] and one["seconds"] > 0 for one in found["load"]["files"])
    check_page(page.read_text(), found["records"])
    check_again(tmp_path / "kept", found["load"])


def check_http(http):
    for scope in ("person", "family"):
        one = http["single"][scope]
        assert 0 < one["requests"] <= 25
        assert one["outcomes"] == {"found": one["requests"]} and one["statuses"] == {"200": one["requests"]}
        assert 0 < one["median_ms"] <= one["p99_ms"] <= one["worst_ms"]
    assert http["at_once"]["lines"] == 16
    assert http["at_once"]["outcomes"] == {"found": http["at_once"]["requests"]}
    assert http["receipts"]["checked"] > 0
    assert http["receipts"]["sound"] == http["receipts"]["checked"]
    assert http["memory"]["peak_bytes"] >= http["memory"]["resident_bytes"] > 10_000_000
    assert http["databases"]["records.db"] > 0 and http["databases"]["log.db"] > 0


def check_page(text: str, records: int):
    assert f"## {records:,} sealed records" in text
    for words in ("times the empty median", "16 at once", "peak memory", "until durable and signed", "<= 15", "met"):
        assert words in text


def check_again(kept: Path, load):
    """A second run takes what is loaded, with the figures of its load."""
    prepared = prepare("records-300", people_for(300), fresh=False, kept=kept)
    assert prepared.load == load
    assert prepared.records == sum(one["read"] for one in load["files"])
