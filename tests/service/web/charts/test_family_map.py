"""A family map keeps households apart, stands generations above each other, and says the same in its table."""

from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.charts.family_map import BOX_WIDTH, STEP_ACROSS, Relative, Tie, family_map, layers

HOME, APART = "Lives together", "Separate household"
JORDAN = Relative("jordan", "Jordan Synth", "The person you asked about", 0, HOME)
FAMILY = (
    JORDAN,
    Relative("kelly", "Kelly Synth", "Parent", -1, HOME, "Linked by Blackpool Council, November 2026", "One source"),
    Relative("lee", "Lee Whitworth", "Step-parent", -1, HOME),
    Relative("ellie", "Ellie Synth", "Brother or sister", 0, HOME),
    Relative("joan", "Joan Synth", "Grandparent", -2, HOME),
    Relative("darren", "Darren Synth", "Parent", -1, APART),
)
TIES = (Tie("jordan", "kelly"), Tie("jordan", "lee"), Tie("jordan", "darren", apart=True))
SVG = "{http://www.w3.org/2000/svg}"


def drawn(people=FAMILY, ties=TIES) -> Tree.Element:
    return Tree.fromstring(family_map("family", "Jordan Synth’s family", people, ties).svg)


def rectangles(root: Tree.Element, style: str) -> list[tuple[float, float, float, float]]:
    found = [one for one in root.iter(f"{SVG}rect") if style in one.get("class", "").split()]
    return [tuple(float(one.get(name)) for name in ("x", "y", "width", "height")) for one in found]


def test_each_household_has_a_frame_of_its_own_and_they_do_not_touch() -> None:
    (left, _, wide, _), (other, *_) = rectangles(drawn(), "gt-home")
    assert left + wide < other
    assert len(rectangles(drawn(), "gt-home--apart")) == 1


def test_everybody_stands_inside_the_frame_of_their_household() -> None:
    root = drawn()
    frames, boxes = rectangles(root, "gt-home"), rectangles(root, "gt-relative")
    inside = [sum(_within(box, frame) for box in boxes) for frame in frames]
    assert inside == [5, 1]


def test_a_frame_is_as_wide_as_what_it_is_headed_with() -> None:
    """In Arial a bold letter of the drawing's size takes 7 units or less on average; 27 of them did not fit."""
    long = "Linked, household not known"
    people = (JORDAN, Relative("darren", "Darren Synth", "Parent", -1, long))
    _, (_, _, wide, _) = rectangles(drawn(people, ()), "gt-home")
    assert wide > 7 * len(long) + 16


def _within(box: tuple[float, ...], frame: tuple[float, ...]) -> bool:
    x, y, wide, high = box
    left, top, width, height = frame
    return left <= x and x + wide <= left + width and top <= y and y + high <= top + height


def test_older_generations_stand_above_younger_ones() -> None:
    steps = layers([one for one in FAMILY if one.household == HOME])
    assert steps["joan"][1] < steps["kelly"][1] == steps["lee"][1] < steps["jordan"][1] == steps["ellie"][1]
    assert steps["jordan"][0] < steps["ellie"][0]


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=14))
def test_nobody_ever_stands_on_somebody_else(generations: list[int]) -> None:
    people = [Relative(f"p{n}", "A", "B", level, HOME) for n, level in enumerate(generations)]
    places = list(layers(people).values())
    for at, (x, y) in enumerate(places):
        for across, down in places[at + 1 :]:
            assert abs(down - y) > 0.99 or abs(across - x) * STEP_ACROSS > BOX_WIDTH


def test_a_tie_to_somebody_who_lives_apart_is_a_broken_line() -> None:
    styles = [one.get("class") for one in drawn().iter(f"{SVG}path")]
    assert styles == ["gt-tie", "gt-tie", "gt-tie gt-tie--apart"]


def test_no_tie_runs_along_a_row_behind_other_people() -> None:
    root = drawn(ties=(*TIES, Tie("kelly", "lee"), Tie("joan", "jordan"), Tie("joan", "darren", apart=True)))
    boxes = rectangles(root, "gt-relative")
    for path in root.iter(f"{SVG}path"):
        start, _, rest = path.get("d").partition("v" if "v" in path.get("d") else "V")
        level = float(start.split()[1]) + 10 if "v" in path.get("d") else float(rest.partition("H")[0])
        assert not [box for box in boxes if box[1] < level < box[1] + box[3]]


def test_the_table_and_the_description_say_the_same() -> None:
    figure = family_map("family", "The family", FAMILY, TIES)
    assert figure.head == ("Person", "Relation", "Household", "Linked by", "How sure")
    assert ("Darren Synth", "Parent", APART, "", "") in figure.rows
    assert ("Kelly Synth", "Parent", HOME, "Linked by Blackpool Council, November 2026", "One source") in figure.rows
    described = Tree.fromstring(figure.svg).find(f"{SVG}desc").text
    assert described.endswith("Joan Synth. Separate household: Darren Synth")


def test_somebody_alone_and_nobody_at_all_are_drawn_too() -> None:
    assert len(rectangles(drawn((JORDAN,), ()), "gt-relative")) == 1
    assert rectangles(drawn((), ()), "gt-relative") == []


def test_a_tie_to_somebody_who_is_not_shown_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the map"):
        family_map("family", "T", FAMILY, (Tie("jordan", "hidden"),))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "A" * 200, ""])
def test_a_name_is_text_and_stays_in_its_box(name: str) -> None:
    figure = family_map("family", name, (Relative("p", name, name, 0, name, name),), ())
    assert "<script>" not in figure.svg and "<img" not in figure.svg
    for text in Tree.fromstring(figure.svg).iter(f"{SVG}text"):
        assert len(text.text or "") <= 22 or "gt-home__name" in text.get("class")


def test_homes_that_are_headed_alike_are_framed_apart() -> None:
    others = tuple(Relative(f"p{n}", "A", "Parent", -1, APART, home=f"p{n}") for n in range(3))
    assert len(rectangles(drawn((JORDAN, *others), ()), "gt-home")) == 4


@pytest.mark.parametrize(("count", "steps"), [(1, 1), (4, 3), (40, 8)])
def test_a_map_says_how_wide_it_is_so_that_a_small_family_is_not_drawn_large(count: int, steps: int) -> None:
    people = [Relative(f"p{n}", "A", "B", 0, HOME) for n in range(count)]
    assert drawn(people, ()).get("class").startswith(f"gt-family-map gt-family-map--{steps} ")
