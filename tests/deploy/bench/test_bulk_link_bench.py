"""`deploy bench bulk_link` at a small size: everybody is linked, by processes that are counted, and links are right."""

import json
from pathlib import Path


def test_it_links_everybody_judges_the_links_and_writes_its_page(bench, page: Path, tmp_path: Path) -> None:
    told = bench("bulk_link", "--records", "3000", "--json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    tally = found["tally"]
    assert tally["waited"] > 2_000
    assert tally["founded"] + tally["linked"] + tally["held"] == tally["waited"]
    assert found["precision"] > 0.99 and found["recall"] > 0.9
    assert 0 < found["links"] < tally["waited"]
    assert found["false_within_household"] <= 0.003 * found["links"]
    assert set(found["stages"]) == set(found["stages_processor"]) == {"read", "pairs", "compare", "settle", "write"}
    assert 0 < sum(found["stages"].values()) <= found["wall"]
    assert found["processor"] >= found["processor_here"] > 0 and found["memory"] > 10_000_000
    for words in ("Linking 3,000 records at once", "household false links", "wall", "settle"):
        assert words in page.read_text()
    loaded = tmp_path / "kept" / "waiting-3000" / "loaded"
    before = loaded.stat().st_mtime_ns
    assert json.loads(bench("bulk_link", "--records", "3000", "--json").stdout)["tally"] == tally
    assert loaded.stat().st_mtime_ns == before, "the store was loaded anew"
