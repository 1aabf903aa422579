"""What a reviewer sees of two records: each value as the matcher has it, and nothing that is hidden."""

import pytest
from msgspec.structs import replace

from service.clerical.sheet import LABELS, sheet, words_of
from service.matching.bands import Band
from service.matching.comparison import FIELDS
from service.matching.model import shipped_model
from service.matching.person import Person

HOME = (("FY1", "3XX", "22", "windsor", ""),)
WHOLE = Person(
    forenames=("jordan",), middles=("lee",), families=("synth",), year=2011, month=4, day=2, sex="m", places=HOME,
    phones=("7700900123",), identifiers=(("nhs", "9990000018", True),), provider="police:04",
)  # fmt: skip


def test_what_is_hidden_does_not_weigh() -> None:
    model = shipped_model()
    moved = Person(**{name: getattr(WHOLE, name) for name in WHOLE.__struct_fields__} | {"places": ()})
    there, elsewhere = sheet(WHOLE, WHOLE, model, hidden=True), sheet(WHOLE, moved, model, hidden=True)
    assert there.waterfall == elsewhere.waterfall
    assert there == elsewhere
    assert sheet(WHOLE, WHOLE, model, hidden=False).waterfall.bits > there.waterfall.bits
    assert "22 windsor" in str(sheet(WHOLE, WHOLE, model, hidden=False))
    assert "22 windsor" not in str(there)


def test_every_field_has_a_label_and_every_level_words_of_its_own() -> None:
    assert set(LABELS) >= set(FIELDS)
    for levels in FIELDS.values():
        for level in levels:
            assert words_of(level), level
    assert words_of("some_new_level") == "some new level"


@pytest.mark.parametrize(
    ("born", "text"),
    [
        ({}, ()),
        ({"year": 2011}, ("2011-??-??",)),
        ({"year": 2011, "month": 4, "day": 2}, ("2011-04-02",)),
        ({"year": 1980, "month": 1, "day": 1, "placeholder": True}, ("1980-01-01 (may stand for unknown)",)),
    ],
)
def test_a_date_shows_what_is_not_known(born: dict, text: tuple[str, ...]) -> None:
    person = Person(forenames=("jordan",), **born)
    shown = {one.field: one for one in sheet(person, person, shipped_model(), hidden=False).fields}
    assert shown["birth"].one == text


def test_an_identifier_says_whether_it_was_verified() -> None:
    shown = {one.field: one for one in sheet(WHOLE, WHOLE, shipped_model(), hidden=False).fields}
    assert shown["nhs"].one == ("9990000018 (verified)",)
    assert shown["address"].one == ("22 windsor, FY1 3XX",)
    assert shown["sex"].one == ("male",)


def test_where_a_rule_holds_a_pair_back_both_bands_are_told() -> None:
    """Lillie and Millie of one birthday and one house: the bits would confirm, the rhyme asks a person."""
    millie, lillie = (replace(WHOLE, forenames=(name,), identifiers=(), sex="f") for name in ("millie", "lillie"))
    found = sheet(millie, lillie, shipped_model(), hidden=False)
    assert (found.band, found.by_bits) == (Band.LIKELY, Band.CONFIRMED)
