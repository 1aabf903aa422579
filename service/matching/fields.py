"""Which fields are compared, and the levels of each: what patterns, model files and stored edges are made of.

Level 0 of every field is "missing": one side does not have it, so it says nothing. A field has at most ten levels,
because an edge keeps one digit for each. Ethnicity is not among the fields. Sex is, and weighs little.
"""

from typing import Final

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "given": ("missing", "exact", "other", "initial", "close", "similar", "swapped", "differs"),
    "family": ("missing", "exact", "other", "part", "close", "similar", "swapped", "differs"),
    "middle": ("missing", "exact", "close", "differs"),
    "birth": ("missing", "exact", "swapped", "one_digit", "two_parts", "partial", "year", "differs"),
    "address": (
        "missing",
        "house",
        "street",
        "misspelt",
        "postcode",
        "neighbour",
        "road",
        "outward",
        "nearby",
        "differs",
    ),
    "phone": ("missing", "exact", "differs"),
    "sex": ("missing", "exact", "differs"),
    "nhs": ("missing", "exact", "close", "differs"),
    "pnc": ("missing", "exact", "differs"),
    "cro": ("missing", "exact", "differs"),
    "upn": ("missing", "exact", "differs"),
    "uln": ("missing", "exact", "differs"),
    "crn": ("missing", "exact", "differs"),
    "nino": ("missing", "exact", "differs"),
    "local": ("missing", "exact", "differs"),
}
"""Each compared field and the names of its levels, in the order of their numbers."""

ORDER: Final = tuple(FIELDS)
GIVEN, FAMILY, MIDDLE, BIRTH, ADDRESS, PHONE, SEX, NHS = range(8)
SCHEMES: Final = ORDER[NHS:]

MISSING, EXACT = 0, 1
NAME_OTHER, NAME_INITIAL, NAME_CLOSE, NAME_SIMILAR, NAME_SWAPPED, NAME_DIFFERS = 2, 3, 4, 5, 6, 7
NAME_PART: Final = 3
MIDDLE_CLOSE, MIDDLE_DIFFERS = 2, 3
BIRTH_SWAPPED, BIRTH_DIGIT, BIRTH_TWO_PARTS, BIRTH_PARTIAL, BIRTH_YEAR, BIRTH_DIFFERS = 2, 3, 4, 5, 6, 7
STREET, MISSPELT, POSTCODE, NEIGHBOUR, ROAD, OUTWARD, NEARBY, ELSEWHERE = 2, 3, 4, 5, 6, 7, 8, 9
NHS_CLOSE, NHS_DIFFERS = 2, 3
