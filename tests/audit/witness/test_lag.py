"""How long entries have been waiting for a quorum: from when the oldest of them that still waits was there."""

from audit.witness.lag import Lag


def test_what_a_quorum_has_cosigned_waits_no_more_and_what_came_after_waits_from_then():
    lag = Lag(most_entries=100, most_seconds=10)
    lag.measure(size=5, cosigned=0, now=0)
    lag.measure(size=9, cosigned=0, now=9)
    assert lag.alarm == ""
    lag.reached(asked_at=9)
    lag.measure(size=9, cosigned=5, now=12)
    assert lag.alarm == ""
    lag.measure(size=9, cosigned=5, now=19.5)
    assert "newest 4 entries of the log, for 10 seconds" in lag.alarm
    lag.measure(size=9, cosigned=9, now=20)
    assert (lag.alarm, lag.behind_since) == ("", None)
