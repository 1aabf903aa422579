"""How long a reason holds, and for whom."""

from service.web.kept_reasons import KEPT_SECONDS, KeptReasons, Reason

REASON = Reason("early_help", "FH-20418", "open_case")


def test_a_reason_holds_for_eight_hours() -> None:
    reasons = KeptReasons()
    reasons.keep("session", REASON, now=0)
    assert KEPT_SECONDS == 8 * 3600
    assert reasons.of("session", now=KEPT_SECONDS - 1) == REASON
    assert reasons.of("session", now=KEPT_SECONDS) is None


def test_a_reason_is_known_to_its_own_session_only() -> None:
    reasons = KeptReasons()
    reasons.keep("session", REASON, now=0)
    assert reasons.of("another", now=1) is None


def test_a_dropped_reason_is_gone() -> None:
    reasons = KeptReasons()
    reasons.keep("session", REASON, now=0)
    reasons.drop("session")
    assert reasons.of("session", now=1) is None


def test_beyond_capacity_the_oldest_is_asked_again() -> None:
    reasons = KeptReasons(capacity=2)
    for session in ("first", "second", "third"):
        reasons.keep(session, REASON, now=0)
    assert [reasons.of(session, now=1) for session in ("first", "second", "third")] == [None, REASON, REASON]


def test_a_case_reference_is_not_printed() -> None:
    assert "FH-20418" not in repr(REASON)
