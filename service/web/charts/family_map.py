"""A family drawn: each household in its own frame, generations above each other, ties as sources declared them.

networkx places the people of each household in layers (`multipartite_layout`); here they are given their frames and
lines. A household that lives apart is drawn apart and its ties are broken lines: nobody should read one home out of it.
Decision record 0018 says why. The same stands beside it as a table, and what may be told was decided long before.
"""

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from operator import attrgetter
from xml.etree import ElementTree as Tree

import networkx as nx

from service.web.charts.figure import Figure, image

BOX_WIDTH, BOX_HEIGHT = 150, 74
STEP_ACROSS, STEP_DOWN = 172, 112
FRAME = 16
"""Between a household's frame and its people."""
HEADING = 24
HEADING_LETTER = 7.4
"""How wide a letter of a heading is, at the most on average: a frame is never narrower than what it is headed with."""
BETWEEN = 40
"""Between two households."""
WIDTH_STEP, WIDTH_STEPS = 240, 8
"""The stylesheet lets a map be as wide as so many steps, so that a small family is not drawn large."""
LETTERS = 18
"""In one line of a name."""
HEAD = ("Person", "Relation", "Household", "Linked by", "How sure")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Relative:
    """One person of the map. Everything in it is shown; leave out what may not be."""

    key: str
    name: str
    relation: str
    """In words: `Brother or sister`."""
    generation: int
    """0 for the person asked about, -1 for their parents, 1 for their children."""
    household: str
    """What the frame is headed with: `Same household`, `Linked, separate`."""
    declared: str = ""
    """Who says that they belong together, and as of when."""
    sure: str = ""
    """How far sources agree on it, in words."""
    home: str = ""
    """Tells homes apart that are headed alike: two people who each live elsewhere do not share a frame."""

    @property
    def frame(self) -> tuple[str, str]:
        """People with the same one stand in one frame."""
        return self.household, self.home


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two people, by their keys."""

    one: str
    other: str
    apart: bool = False
    """Broken: they are linked, and do not live together."""


def family_map(key: str, title: str, people: Iterable[Relative], ties: Iterable[Tie]) -> Figure:
    """The map and its table; the household of the first person comes first.

    Raises:
        ValueError: a tie names somebody who is not on the map.

    """
    shown = list(people)
    first = {one.frame: at for at, one in reversed(list(enumerate(shown)))}
    ordered = sorted(shown, key=lambda one: first[one.frame])
    homes = [(name, list(members)) for (name, _), members in groupby(ordered, attrgetter("frame"))]
    root = Tree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    places, size = _draw_homes(root, homes)
    root.set("class", f"gt-family-map gt-family-map--{min(ceil(size[0] / WIDTH_STEP), WIDTH_STEPS)}")
    root.set("viewBox", f"0 0 {size[0]:.0f} {size[1]:.0f}")
    _draw_ties(root, list(ties), places)
    for one in shown:
        _draw_person(root, one, places[one.key])
    described = ". ".join(f"{name}: {', '.join(one.name for one in members)}" for name, members in homes)
    rows = tuple((one.name, one.relation, one.household, one.declared, one.sure) for one in shown)
    return Figure(key, title, image(root, key, title, described), HEAD, rows)


def layers(members: list[Relative]) -> dict[str, Point]:
    """Where each person of one household stands, as (column, row) from the top left; the library centres each row."""
    generations = sorted({one.generation for one in members})
    rows = {at: [one.key for one in members if one.generation == level] for at, level in enumerate(generations)}
    graph = nx.Graph()
    graph.add_nodes_from(one.key for one in members)
    placed = nx.multipartite_layout(graph, subset_key=rows, align="horizontal")
    step = _step([[placed[key] for key in row] for row in rows.values()])
    left, top = min(x for x, _ in placed.values()), min(y for _, y in placed.values())
    return {key: (float(x - left) / step, float(y - top) / step) for key, (x, y) in placed.items()}


def _step(rows: list[list[Point]]) -> float:
    """What one step of ours is in the layout, which is scaled to fit: between two rows, or two people of one."""
    if len(rows) > 1:
        return float(rows[1][0][1] - rows[0][0][1])
    return float(rows[0][1][0] - rows[0][0][0]) if len(rows[0]) > 1 else 1.0


def _draw_homes(root: Tree.Element, homes: list[tuple[str, list[Relative]]]) -> tuple[dict[str, Point], Point]:
    """Draw the frames side by side; return the middle of each person's box, and the size of the whole."""
    places: dict[str, Point] = {}
    left = height = 1.0
    for at, (name, members) in enumerate(homes):
        steps = layers(members)
        people = max(x for x, _ in steps.values()) * STEP_ACROSS + BOX_WIDTH
        wide = max(people, len(name) * HEADING_LETTER) + 2 * FRAME
        high = max(y for _, y in steps.values()) * STEP_DOWN + BOX_HEIGHT + 2 * FRAME + HEADING
        frame = {"x": left, "y": 1.0, "width": wide, "height": high, "rx": 6.0}
        _draw(root, "rect", frame, "gt-home gt-home--apart" if at else "gt-home")
        _draw(root, "text", {"x": left + FRAME, "y": FRAME + 8.0}, "gt-home__name").text = name
        for key, (x, y) in steps.items():
            across = left + FRAME + BOX_WIDTH / 2 + x * STEP_ACROSS
            places[key] = (across, FRAME + HEADING + BOX_HEIGHT / 2 + y * STEP_DOWN)
        left, height = left + wide + BETWEEN, max(height, high)
    return places, (max(left - BETWEEN, 0) + 1, height + 2)


def _draw_ties(root: Tree.Element, ties: list[Tie], places: Mapping[str, Point]) -> None:
    for tie in ties:
        if tie.one not in places or tie.other not in places:
            raise ValueError("A tie names somebody who is not on the map.")
        line = Tree.SubElement(root, "path", {"d": _way(places[tie.one], places[tie.other])})
        line.set("class", "gt-tie gt-tie--apart" if tie.apart else "gt-tie")


def _way(one: Point, other: Point) -> str:
    """Along the gap above the lower of two rows, or below the row of both: never along a row, behind other people."""
    (x1, y1), (x2, y2) = sorted((one, other), key=lambda point: -point[1])
    if y1 == y2:
        edge = y1 + BOX_HEIGHT / 2
        return f"M{x1:.1f} {edge:.1f}v10H{x2:.1f}v-10"
    gap = y1 - (BOX_HEIGHT / 2 + (STEP_DOWN - BOX_HEIGHT) / 2)
    return f"M{x1:.1f} {y1 - BOX_HEIGHT / 2:.1f}V{gap:.1f}H{x2:.1f}V{y2 + BOX_HEIGHT / 2:.1f}"


def _draw_person(root: Tree.Element, one: Relative, middle: Point) -> None:
    x, y = middle[0] - BOX_WIDTH / 2, middle[1] - BOX_HEIGHT / 2
    asked = " gt-relative--asked" if one.generation == 0 and one.relation.startswith("The person") else ""
    box = {"x": x, "y": y, "width": float(BOX_WIDTH), "height": float(BOX_HEIGHT), "rx": 3.0}
    _draw(root, "rect", box, f"gt-relative{asked}")
    name = textwrap.wrap(one.name, LETTERS, max_lines=2, placeholder="…") or [""]
    relation = textwrap.wrap(one.relation, LETTERS + 4, max_lines=4 - len(name) - 1, placeholder="…")
    for at, line in enumerate((*name, *relation)):
        style = "gt-relative__name" if at < len(name) else "gt-relative__relation"
        across = {"x": middle[0], "y": y + 20 + 17 * at}
        _draw(root, "text", across, style).text = line


def _draw(root: Tree.Element, tag: str, numbers: Mapping[str, float], style: str) -> Tree.Element:
    attributes = {name: f"{value:.1f}" for name, value in numbers.items()}
    return Tree.SubElement(root, tag, {**attributes, "class": style})
