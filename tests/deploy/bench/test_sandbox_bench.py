"""`deploy bench sandbox` at a tiny size: links and answers against the truth, and nothing of the hidden."""

import json
from pathlib import Path


def test_it_judges_links_and_answers_by_the_truth(bench, page: Path):
    told = bench("sandbox", "--people", "200", "--ask", "60", "--json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["records"] > 200 and found["asked"] > 60
    assert 0 < found["right"] <= found["asked"]
    assert 0 < found["pairs"]["recall"] <= 1 and 0 < found["pairs"]["precision"] <= 1
    text = page.read_text()
    for words in ("| twin |", "| shielded |", "| adopted |", "| same_name |", "- slip in a name", "hidden address"):
        assert words in text
    hidden = [line for line in text.splitlines() if line.startswith("| name and the hidden address")]
    assert hidden and all("nothing_to_show" in line for line in hidden)
