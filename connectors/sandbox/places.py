"""Fylde Coast addresses for the sandbox: real outward codes, plausible units, made-up streets, UPRNs of no place."""

from typing import NamedTuple

OUTWARDS = ("FY1", "FY2", "FY3", "FY4", "FY5", "FY6", "FY7", "FY8")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that an inward code may have."""
_UNITS = 9 * len(_LETTERS) ** 2
POSTCODES = len(OUTWARDS) * _UNITS
_DOORS = 16
_STREETS = [
    "Abbey",
    "Albert",
    "Alexandra",
    "Ashfield",
    "Beach",
    "Beechwood",
    "Bispham",
    "Bond",
    "Breck",
    "Briar",
    "Broadway",
    "Caunce",
    "Cavendish",
    "Cedar",
    "Central",
    "Chapel",
    "Charnley",
    "Cherry",
    "Church",
    "Clarence",
    "Clifton",
    "Coopers",
    "Coronation",
    "Cornwall",
    "Crescent",
    "Dean",
    "Devonshire",
    "Dickson",
    "Dover",
    "Elm",
    "Empress",
    "Enfield",
    "Fairhaven",
    "Fern",
    "Forest",
    "Gainsborough",
    "Garstang",
    "George",
    "Gloucester",
    "Granville",
    "Grasmere",
    "Greenfield",
    "Grosvenor",
    "Harcourt",
    "Hawthorn",
    "Highbury",
    "Highfield",
    "Hodgson",
    "Holmfield",
    "Hornby",
    "Kensington",
    "Keswick",
    "Kingsway",
    "Kirkstone",
    "Lakeway",
    "Larkhill",
    "Laurel",
    "Layton",
    "Leamington",
    "Leicester",
    "Lightwood",
    "Lincoln",
    "Links",
    "Longton",
    "Lune",
    "Lytham",
    "Manor",
    "Maple",
    "Marlborough",
    "Marsh",
    "Marton",
    "Mere",
    "Milbourne",
    "Moor",
    "Newton",
    "Norbreck",
    "Northumberland",
    "Oak",
    "Orchard",
    "Osborne",
    "Oxford",
    "Palatine",
    "Park",
    "Peel",
    "Percy",
    "Poplar",
    "Preston",
    "Promenade",
    "Queens",
    "Raikes",
    "Ribble",
    "Rossall",
    "Rowan",
    "Rydal",
    "Sandy",
    "Sandhurst",
    "Seafield",
    "Sefton",
    "Selbourne",
    "Shaw",
    "Springfield",
    "Stanley",
    "Stirling",
    "Talbot",
    "Thames",
    "Trafalgar",
    "Tyldesley",
    "Ulverston",
    "Vance",
    "Vicarage",
    "Victoria",
    "Walpole",
    "Warbreck",
    "Warley",
    "Waterloo",
    "Wellington",
    "Westmorland",
    "Whitegate",
    "Willow",
    "Winchester",
    "Windermere",
    "Windsor",
    "Woodland",
    "Worcester",
    "York",
]
_KINDS = ("Road", "Street", "Avenue", "Drive", "Close", "Grove", "Lane", "Court", "Place", "Gardens", "Crescent", "Way")
_UPRN_FIRST = 999_100_000_000
"""No UPRN of a real place begins so."""


class Place(NamedTuple):
    """One address. `house` is the number; `street` has none."""

    postcode: str
    house: str
    street: str
    uprn: str


def place(number: int) -> Place:
    """Return the address of a number: sixteen doors to a postcode, neighbours apart, one street to a postcode."""
    # steps that share no factor with what they go round visit everything once
    unit = (number // _DOORS) * 7919 % POSTCODES
    again = number // (_DOORS * POSTCODES)
    area, inward = divmod(unit, _UNITS)
    digit, letters = divmod(inward, len(_LETTERS) ** 2)
    first, second = divmod(letters, len(_LETTERS))
    street = f"{_STREETS[unit * 31 % len(_STREETS)]} {_KINDS[unit * 17 // len(_STREETS) % len(_KINDS)]}"
    door = 1 + 2 * (number % _DOORS) + unit % 2 + 32 * (again + unit // 3 % 4)
    code = f"{OUTWARDS[area]} {digit + 1}{_LETTERS[first]}{_LETTERS[second]}"
    return Place(code, str(door), street, str(_UPRN_FIRST + number))


def district(at: Place) -> str:
    """Return the outward code of a place."""
    return at.postcode.partition(" ")[0]
