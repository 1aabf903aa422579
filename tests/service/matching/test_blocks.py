"""Which pairs are compared: those who share a selective key, none twice, however common a name is."""

import time

from service.matching.blocks import across, among, blocked, patterns_of, within
from service.matching.comparison import levels
from service.matching.person import Person


def person(forename: str, family: str = "synth", year: int = 1980) -> Person:
    return Person(forenames=(forename,), families=(family,), year=year, month=4, day=2)


def test_pairs_share_a_key_and_stand_once() -> None:
    a, b = [person("jordan"), person("mia", "nowak", 1990)], [person("jordan"), person("leo", "khan", 2001)]
    assert list(across(a, b)) == [(0, 0)]
    assert list(within([*a, *a])) == [(0, 2), (1, 3)]
    assert len(list(among([a, b, a]))) == 4


def test_a_code_whose_digits_are_changed_about_still_brings_two_together() -> None:
    one = Person(places=(("3169", "", "15", "hensmanst", ""),), forenames=("lia",))
    other = Person(places=(("3196", "", "15", "kellyrd", ""),), forenames=("tara",))
    assert list(across([one], [other])) == [(0, 0)]


def test_an_address_without_a_postcode_is_found_by_its_town() -> None:
    one = Person(places=(("", "", "15", "hensmanst", ""),), localities=("modbury",))
    other = Person(places=(("", "", "", "hensmanstreet", ""),), localities=("modbury",))
    assert list(across([one], [other])) == [(0, 0)]


def test_one_name_without_end_is_passed_over_in_bounded_time() -> None:
    crowd = [person("jack")] * 20_000
    began = time.process_time()
    assert not blocked(crowd, crowd)
    assert time.process_time() - began < 5


def test_patterns_are_those_of_the_levels() -> None:
    a, b = person("jordan"), person("jordyn")
    assert patterns_of([(a, b), (a, b)]) == {levels(a, b): 2}
