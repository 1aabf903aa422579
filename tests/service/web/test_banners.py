"""A banner is shown once, to the session for which it was left, as text."""

from service.web.banners import Banner, Banners


def test_a_banner_is_taken_once() -> None:
    banners = Banners()
    banners.leave("one", Banner("Sent."))
    assert banners.take("other") is None
    assert banners.take("one") == Banner("Sent.")
    assert banners.take("one") is None


def test_beyond_the_capacity_the_oldest_goes() -> None:
    banners = Banners(capacity=2)
    for session in ("one", "two", "three"):
        banners.leave(session, Banner(session))
    assert banners.take("one") is None
    assert banners.take("three") == Banner("three")
