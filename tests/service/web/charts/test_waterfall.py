"""The waterfall: each step begins where the one before it ended, bears its sign, and stands in the table."""

from xml.etree import ElementTree as Tree

import pytest

from service.web.charts.waterfall import Weight, signed, waterfall_figure

STEPS = (
    Weight("Two people picked at random", -19.4, -19.4),
    Weight("Family name: agrees", 9.2, -10.2),
    Weight("First name: differs", -2.5, -12.7),
    Weight("Date of birth: agrees", 15.0, 2.3),
)


def bars(svg: str) -> list[tuple[float, float, str]]:
    """Left edge, right edge and class of each bar, from the top."""
    found = [one for one in Tree.fromstring(svg).iter() if "gt-step" in one.get("class", "")]
    found.sort(key=lambda one: float(one.get("y")))
    return [(float(one.get("x")), float(one.get("x")) + float(one.get("width")), one.get("class")) for one in found]


def test_each_step_begins_where_the_one_before_it_ended() -> None:
    drawn = bars(waterfall_figure("weights", "Weights", "…", STEPS).svg)
    ends = [right if step.bits >= 0 else left for (left, right, _), step in zip(drawn, STEPS, strict=False)]
    begins = [left if step.bits >= 0 else right for (left, right, _), step in zip(drawn, STEPS, strict=False)]
    assert begins[1:] == pytest.approx(ends[:-1], abs=0.2)
    zero = begins[0]
    assert drawn[-1][0] == pytest.approx(zero, abs=0.2)
    assert drawn[-1][1] == pytest.approx(ends[-1], abs=0.2)


def test_the_bars_are_as_long_as_what_they_add() -> None:
    drawn = bars(waterfall_figure("weights", "Weights", "…", STEPS).svg)
    a_bit = (drawn[0][1] - drawn[0][0]) / 19.4
    for (left, right, _), step in zip(drawn, STEPS, strict=False):
        assert (right - left) / a_bit == pytest.approx(abs(step.bits), rel=0.02)


def test_what_takes_away_has_a_look_and_a_sign_of_its_own() -> None:
    figure = waterfall_figure("weights", "Weights", "…", STEPS)
    assert ["takes" in look for _, _, look in bars(figure.svg)] == [True, False, True, False, False]
    written = [one.text for one in Tree.fromstring(figure.svg).iter() if one.get("class") == "gt-value"]
    assert written[::-1] == ["−19.4", "+9.2", "−2.5", "+15.0", "+2.3"]


def test_the_table_says_all_of_it() -> None:
    figure = waterfall_figure("weights", "Weights", "…", STEPS)
    assert figure.head == ("Step", "Adds or takes", "Weight so far")
    assert figure.rows[2] == ("First name: differs", "−2.5", "−12.7")
    assert len(figure.rows) == len(STEPS)


def test_a_label_is_text_and_nothing_else() -> None:
    attack = "\"'></svg><script>alert(1)</script>"
    assert "<script" not in waterfall_figure("weights", attack, attack, (Weight(attack, 1.0, 1.0),)).svg


@pytest.mark.parametrize("steps", [(), (STEPS[0], STEPS[0])])
def test_without_steps_or_with_two_of_one_name_nothing_is_drawn(steps: tuple[Weight, ...]) -> None:
    with pytest.raises(ValueError, match="steps"):
        waterfall_figure("weights", "Weights", "…", steps)


@pytest.mark.parametrize(("value", "text"), [(9.14, "+9.1"), (-3, "−3.0"), (0.0, "0"), (-0.04, "0")])
def test_a_number_has_its_sign(value: float, text: str) -> None:
    assert signed(value) == text
