"""Refuges, hostels and approved premises: a listed place finds nobody, joins nobody, and is itself written nowhere."""

import pytest

from service.errors import Misconfigured
from service.matching.person import Person
from service.matching.shared_places import FILE_NAME, SharedPlaces, read_tokens, token_of
from service.nominals.leaving_places_out import leave_out, list_place, unlist_place
from service.sealing.keyring import Keyring
from service.store import queries
from service.store.rows import SealedPerson

HUB, REFUGE = "gss:E06000009", "FY3 9ZZ"
MARGUERITE = {"family_name": "Hollingworth", "given_name": "Marguerite", "date_of_birth": "1990-05-23"}


async def seen(house, number: int) -> Person:
    """A live record as the matcher opens it."""
    rows = await house.runtime.store.database.rows(queries.PEOPLE_BY_RECORD.fit([number])[0], (number,))
    return house.runtime.opener.person(SealedPerson(*rows[0]))


async def test_a_listed_place_finds_nobody_and_joins_nobody_from_the_next_load_on(
    houses, hub_case, number_of, lead, stands
) -> None:
    async with houses() as house:
        token = token_of(house.runtime.keyring, REFUGE, "31")
        assert await list_place(token, lead, house.runtime) == 0
        await house.load("family_hubs", hub_case("P-1", "Hollingworth", "Marguerite", "1990-05-23", REFUGE), HUB)
        await house.load("family_hubs", hub_case("P-2", "Hollingworth", "Margarita", "1990-05-03", REFUGE), HUB)
        one, other = await number_of(house, "P-1"), await number_of(house, "P-2")
        assert (await seen(house, one)).places == ()
        (first, _, _), (second, _, _) = await stands(house, one, other)
        assert first != second
        reply = await house.ask(
            "social-worker", person={"family_name": "Hollingworth", "postcode": REFUGE, "house": "31"}
        )
        assert reply["answer"]["outcome"] == "nothing_to_show"
        assert (await house.ask("social-worker", person=MARGUERITE))["answer"]["outcome"] == "found"


async def test_records_that_are_here_already_lose_it_when_it_is_listed(houses, hub_case, number_of, lead) -> None:
    async with houses() as house:
        await house.load("family_hubs", hub_case("P-1", "Hollingworth", "Marguerite", "1990-05-23", REFUGE), HUB)
        await house.load("family_hubs", hub_case("P-3", "Ibbotson", "Karen", "1980-01-27", "FY3 9YY"), HUB)
        one, elsewhere = await number_of(house, "P-1"), await number_of(house, "P-3")
        by_refuge = {"family_name": "Hollingworth", "postcode": REFUGE, "house": "31", "given_name": "Marguerite"}
        assert len((await seen(house, one)).places) == 1
        assert await list_place(token_of(house.runtime.keyring, REFUGE, "31"), lead, house.runtime) == 1
        assert ((await seen(house, one)).places, len((await seen(house, elsewhere)).places)) == ((), 1)
        assert await leave_out(house.runtime) == 0, "once is enough"
        assert (await house.ask("social-worker", person=by_refuge))["answer"]["outcome"] == "nothing_to_show"
        assert (await house.ask("social-worker", person=MARGUERITE))["answer"]["outcome"] == "found"
        assert (await house.newest("places."))["details"] == {"what": "listed"}


async def test_the_list_holds_no_address_and_only_its_owner_reads_it(houses, lead) -> None:
    async with houses() as house:
        await list_place(token_of(house.runtime.keyring, REFUGE, "31"), lead, house.runtime)
        await list_place(token_of(house.runtime.keyring, uprn="999100000004"), lead, house.runtime)
        path = house.runtime.settings.directory / FILE_NAME
        written = path.read_text()
        assert "FY3" not in written and "9ZZ" not in written and "999100000004" not in written
        assert path.stat().st_mode & 0o077 == 0
        assert len(read_tokens(path.parent)) == 2
        assert await unlist_place(token_of(house.runtime.keyring, REFUGE, "31"), lead, house.runtime)
        assert not await unlist_place(token_of(house.runtime.keyring, REFUGE, "31"), lead, house.runtime)


@pytest.mark.parametrize("content", [b"", b"{", b'{"tokens": ["zz"]}', b'{"tokens": [], "format": "other/9"}'])
async def test_a_list_that_cannot_be_read_stops_the_load(houses, hub_case, content: bytes) -> None:
    async with houses() as house:
        (house.runtime.settings.directory / FILE_NAME).write_bytes(content)
        with pytest.raises(Misconfigured, match="join nobody"):
            await house.load("family_hubs", hub_case("P-9", "Jessop", "Lydia", "1970-02-07", REFUGE), HUB)


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ({"uprn": "999100000004"}, [("FY3", "9ZZ", "4", "", ""), ("FY1", "3XX", "", "", "")]),
        ({"uprn": "00999100000004"}, [("FY3", "9ZZ", "4", "", ""), ("FY1", "3XX", "", "", "")]),
        (
            {"postcode": "fy39zz", "house": "No. 4"},
            [("", "", "", "harbourview", "999100000004"), ("FY1", "3XX", "", "", "")],
        ),
        ({"postcode": "FY3 9ZZ"}, [("", "", "", "harbourview", "999100000004"), ("FY1", "3XX", "", "", "")]),
        ({"postcode": "FY3 9ZY", "house": "4"}, None),
    ],
)
def test_a_place_is_known_by_its_uprn_its_house_or_its_whole_postcode(keyring_of, named, left) -> None:
    places = (("FY3", "9ZZ", "4", "", ""), ("", "", "", "harbourview", "999100000004"), ("FY1", "3XX", "", "", ""))
    shared = SharedPlaces({token_of(keyring_of, **named)}, keyring_of)
    assert list(shared.without(Person(places=places)).places) == (list(places) if left is None else left)


@pytest.mark.parametrize(
    "named", [{}, {"postcode": "FY3"}, {"uprn": "harbour"}, {"postcode": "FY3 9ZZ", "house": "the"}]
)
def test_what_names_no_place_is_none(keyring_of, named) -> None:
    assert token_of(keyring_of, **named) is None


@pytest.fixture(scope="module")
def keyring_of():
    return Keyring.fresh([HUB])
