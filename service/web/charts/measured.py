"""Bar and line charts of figures that were counted: leather lays them out, the stylesheet colours them.

    bars("volume", Measured("Answers by month", "…", ("May 2026", "June 2026"), (Series("Answers", (12, 40)),)))

Decision record 0018 says why leather. A number stands at each bar, and each line bears its name: nothing has to be read
off an axis, and no colour has to be told from another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Tree

import leather

from service.web import content
from service.web.charts.figure import Figure, image

WIDTH, HEIGHT = 640, 300
ROW = 40
"""Height of one bar that lies across."""
ROOM = 70
"""For the number at a bar that goes to the end of its axis."""
LONGEST_LABEL = 30
Writes = Callable[[list[Tree.Element]], None]
"""Writes texts into the groups of the series."""
LOOKS = ("fill", "stroke", "stroke-width", "font-family", "font-size")
"""What leather writes into its elements, and our stylesheet says instead."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers from 0 up, as many as there are labels; None where nothing was counted."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a chart shows: `described` says in a sentence what there is to see in it."""

    title: str
    described: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    about: str = "Group"
    """What the labels are, for the head of the table: `Month`, `Agency`."""
    most: int | None = None
    """Where the axis ends, for what cannot be more, such as 100 for a share in %; else at a round number above all."""
    without: str = "not counted"
    """What is said in the place of a number that is None."""


def bars(key: str, measured: Measured) -> Figure:
    """Bars that stand, of one series: for a handful of short labels, such as months."""
    labels, values = _only_series(measured)
    if not labels:
        return _nothing(key, measured)
    chart = _chart(values, "y", measured.most)
    chart.add_columns([(label, value or 0) for label, value in zip(labels, values, strict=True)])
    return _figure(key, measured, drawing_of(chart, HEIGHT), _above_columns(values, measured.without))


def bars_across(key: str, measured: Measured) -> Figure:
    """Bars that lie, of one series: for long labels, such as agencies and purposes."""
    labels, values = _only_series(measured)
    if not labels:
        return _nothing(key, measured)
    chart = _chart(values, "x", measured.most)
    chart.add_bars([(value or 0, label) for label, value in zip(labels, values, strict=True)])
    drawing = drawing_of(chart, 100 + ROW * len(labels), ROOM if measured.most else 0)
    return _figure(key, measured, drawing, _beside_bars(values[::-1], measured.without))


def lines(key: str, measured: Measured) -> Figure:
    """Lines over time, one for each series: one point for each label."""
    _check(measured)
    drawn = [one for one in measured.series if any(value is not None for value in one.values)]
    if not drawn:
        return _nothing(key, measured)
    chart = _chart([value for one in drawn for value in one.values], "y", measured.most)
    last = len(measured.labels) - 1
    chart.add_x_scale(0, max(last, 1))
    chart.add_x_axis(ticks=range(last + 1), tick_formatter=lambda at, *_: _short(measured.labels[int(at)]))
    for one in drawn:
        points = list(enumerate(one.values))
        chart.add_line(points)
        chart.add_dots(points)
    return _figure(key, measured, drawing_of(chart, HEIGHT), _names([one.name for one in drawn]))


def _only_series(measured: Measured) -> tuple[list[str], list[float | None]]:
    _check(measured)
    if len(measured.series) != 1:
        raise ValueError("Bars show one series. Draw lines, or one figure for each.")
    labels = [_short(label) for label in measured.labels]
    doubled = [f"{label} ({at + 1})" if labels.count(label) > 1 else label for at, label in enumerate(labels)]
    return doubled, list(measured.series[0].values)


def _check(measured: Measured) -> None:
    if any(len(one.values) != len(measured.labels) for one in measured.series):
        raise ValueError("Each series has one value for each label.")


def _chart(values: list[float | None], counted: str, end: int | None) -> Any:
    """A chart whose numbers begin at 0 and end at a round one, on the axis where they are counted."""
    most = max((value or 0 for value in values), default=0)
    chart = leather.Chart()
    add_scale, add_axis = (getattr(chart, f"add_{counted}_{part}") for part in ("scale", "axis"))
    top = end or _round_above(most)
    add_scale(0, top)
    add_axis(ticks=[0, top / 2, top] if top % 2 == 0 else [0, top], tick_formatter=lambda value, *_: _written(value))
    return chart


def _round_above(most: float) -> int:
    """The next of 2, 4, 6, 8, 10, 20, 40, … that leaves room for what is written at the longest bar."""
    step = 1
    while True:
        for first in (2, 4, 6, 8):
            if first * step >= most * 1.05:
                return first * step
        step *= 10


def drawing_of(chart: Any, height: int, room: int = 0) -> Tree.Element:
    """What leather lays out, without its looks, its background and its legend; `room` is left at its right."""
    root = Tree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH + room} {height}"})
    group: Tree.Element = chart.to_svg_group(WIDTH, height)
    background, margin = group
    group.remove(background)
    margin[0].clear()  # leather's legend: each line bears its name instead
    root.append(group)
    for element in group.iter():
        for name in LOOKS:
            element.attrib.pop(name, None)
    return root


def _above_columns(values: list[float | None], without: str) -> Writes:
    def write(series: list[Tree.Element]) -> None:
        for one in series:
            for bar, value in zip(list(one), values, strict=True):
                middle = float(bar.attrib["x"]) + float(bar.attrib["width"]) / 2
                _write(one, _written(value, without), middle, float(bar.attrib["y"]) - 6, "middle")

    return write


def _beside_bars(values: list[float | None], without: str) -> Writes:
    def write(series: list[Tree.Element]) -> None:
        for one in series:
            for bar, value in zip(list(one), values, strict=True):
                end = float(bar.attrib["x"]) + float(bar.attrib["width"]) + 6
                _write(
                    one,
                    _written(value, without),
                    end,
                    float(bar.attrib["y"]) + float(bar.attrib["height"]) / 2 + 5,
                    "start",
                )

    return write


def _names(names: list[str]) -> Writes:
    def write(series: list[Tree.Element]) -> None:
        for at, one in enumerate(series):
            one.set("class", f"{one.get('class')} gt-series-{at // 2 % 4}")
            if "dots" in one.get("class", ""):
                last = list(one)[-1]
                x, y = float(last.attrib["cx"]), float(last.attrib["cy"])
                _write(one, _short(names[at // 2]), x, y - 10, "end")

    return write


def _write(parent: Tree.Element, text: str, x: float, y: float, anchor: str) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "class": "gt-value"}
    Tree.SubElement(parent, "text", place).text = text


def _nothing(key: str, measured: Measured) -> Figure:
    """Without a number there is a sentence to draw."""
    drawing = Tree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} 60"})
    _write(drawing, "Nothing was counted", 0, 35, "start")
    return _figure(key, measured, drawing, lambda series: None)


def _figure(key: str, measured: Measured, drawing: Tree.Element, write: Writes) -> Figure:
    """The drawing with what is written at its bars and lines, and the table."""
    write([one for one in drawing.iter("g") if one.get("class", "").startswith("series ")])
    rows = tuple(
        (label, *(_written(one.values[at], measured.without) for one in measured.series))
        for at, label in enumerate(measured.labels)
    )
    head = (measured.about, *(one.name for one in measured.series))
    return Figure(key, measured.title, image(drawing, key, measured.title, measured.described), head, rows)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _written(value: float | None, without: str = "") -> str:
    if value is None:
        return without
    return content.number(int(value) if float(value).is_integer() else round(value, 1))
