"""The fixed people: numbers that hold, telephones that ring nobody, and families that are told from one table."""

import re

import pytest

from connectors.identifiers import cro, nhs, pnc, upn, uprn
from connectors.sandbox import cast, cast_services
from connectors.sandbox.cast import CAST, HOMES, TIES, Member
from connectors.sandbox.numbers import NhsNumbers

DRAMA = re.compile(r"01632 960[0-9]{3}|07700 900[0-9]{3}")


@pytest.mark.parametrize("member", CAST, ids=lambda one: one.key)
def test_every_number_of_the_cast_passes_its_own_rule(member: Member) -> None:
    assert nhs(member.nhs).value.startswith("999")
    for text, rule in ((member.pnc, pnc), (member.cro, cro), (member.upn, upn)):
        assert not text or rule(text).value == text
    assert uprn(HOMES[member.household].uprn)
    assert not member.phone or DRAMA.fullmatch(member.phone)


def test_references_numbers_and_keys_are_each_somebodys_own() -> None:
    for kind in ("key", "nhs", "police", "hub", "health", "phone", "pnc", "upn"):
        held = [value for member in CAST if (value := getattr(member, kind))]
        assert len(set(held)) == len(held), kind


def test_the_population_never_gets_a_number_of_the_cast() -> None:
    numbers = NhsNumbers(200)
    drawn = {numbers.next() for _ in range(50_000)}
    assert not drawn & {member.nhs for member in CAST}


def test_ties_name_people_of_the_cast() -> None:
    keys = {member.key for member in CAST}
    assert all({one, other} <= keys for one, _, other in TIES)


def test_the_two_families_of_the_refuge_are_not_tied() -> None:
    refuge = {member.key: member.household for member in CAST if HOMES[member.household] == cast.REFUGE}
    assert set(refuge.values()) == {"rahman", "pickles"}
    assert all(refuge[one] == refuge[other] for one, _, other in TIES if one in refuge and other in refuge)


def test_every_telephone_number_that_the_files_hold_is_of_the_drama_ranges() -> None:
    text = b"\n".join([*cast_services.hub_lines(), *cast_services.health_lines()]).decode()
    text += "\n".join(cast_services.police_rows())
    found = re.findall(r"\b0[17][0-9]{3} [0-9]{6}\b", text)
    assert len(found) > 30
    assert all(DRAMA.fullmatch(number) for number in found)
