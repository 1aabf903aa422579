"""The waterfall of a pair: how each comparison adds to, or takes from, the weight that two records are one person's.

leather lays the steps out on its own scales; the shape of a step, from where the one before it ended, is ours. Whether
a step adds or takes away stands at it with its sign, and again in the table: no colour has to be told from another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Tree

import leather
from leather.shapes.base import Shape

from service.web.charts.figure import Figure, image
from service.web.charts.measured import drawing_of
from service.web.charts.scale import Between

ROW, AROUND = 30, 80
"""Height of one step, and of the axis with what stands round the steps."""
ROOM = 0.14
"""Share of the scale that is left free at either end, for what is written at a step."""
LONGEST_LABEL = 34
HEAD = ("Step", "Adds or takes", "Weight so far")


@dataclass(frozen=True, slots=True)
class Weight:
    """One step, in bits (log2 odds): what it adds, and what there is after it."""

    label: str
    bits: float
    total: float


class Steps(Shape):  # type: ignore[misc] # leather has no types
    """Draws each row (label, from, to) as a bar between two points of the scale."""

    def validate_series(self, series: Any) -> None:
        """Every row is made by `waterfall_figure`."""

    def to_svg(self, width: int, height: int, x_scale: Any, y_scale: Any, series: Any, palette: Any) -> Tree.Element:
        """A group with one bar for each row, and what it adds written at its end."""
        group = Tree.Element("g", {"class": "series steps"})
        for one in series.data():
            _, began, ended, look, written = one.row
            bottom, top = (float(edge) for edge in y_scale.project_interval(one.y, height, 0))
            left, right = sorted(float(x_scale.project(at, 0, width)) for at in (began, ended))
            place = {"x": f"{left:.1f}", "y": f"{top:.1f}", "width": f"{max(right - left, 1):.1f}"}
            Tree.SubElement(group, "rect", place | {"height": f"{bottom - top:.1f}", "class": look})
            beside = {"x": f"{right + 6:.1f}", "y": f"{(bottom + top) / 2 + 5:.1f}", "class": "gt-value"}
            Tree.SubElement(group, "text", beside).text = written
        return group


def waterfall_figure(key: str, title: str, described: str, steps: Sequence[Weight]) -> Figure:
    """The drawing and its table; the last bar is the whole weight, from 0.

    Raises:
        ValueError: there are no steps, or two bear one label.
    """
    if not steps or len({one.label for one in steps}) < len(steps):
        raise ValueError("A waterfall has steps, each with a label of its own.")
    rows = [*(_row(one) for one in steps), _whole(steps[-1].total)]
    chart = leather.Chart()
    low, high = _ends([one[1] for one in rows] + [one[2] for one in rows])
    chart.set_x_scale(Between(low, high))
    chart.add_x_axis(ticks=[round(low), 0, round(high)], tick_formatter=lambda value, *_: signed(value, places=0))
    shown = rows[::-1]  # leather counts from the bottom
    chart.add_series(leather.Series(shown, x=lambda row, _: row[1], y=lambda row, _: row[0]), Steps())
    drawing = drawing_of(chart, AROUND + ROW * len(rows))
    drawing.set("class", "gt-waterfall")
    table = tuple((one.label, signed(one.bits), signed(one.total)) for one in steps)
    return Figure(key, title, image(drawing, key, title, described), HEAD, table)


def signed(value: float, *, places: int = 1) -> str:
    """`+9.1`, `−3.0`, `0`: with a minus sign that is read as one."""
    text = f"{abs(value):.{places}f}"
    if not float(text):
        return "0"
    return f"+{text}" if value > 0 else f"\N{MINUS SIGN}{text}"


def _row(one: Weight) -> tuple[str, float, float, str, str]:
    """Label, where it begins, where it ends, its look, and what is written at it."""
    look = "gt-step gt-step--adds" if one.bits >= 0 else "gt-step gt-step--takes"
    return _short(one.label), one.total - one.bits, one.total, look, signed(one.bits)


def _whole(total: float) -> tuple[str, float, float, str, str]:
    return "Weight of all", 0.0, total, "gt-step gt-step--whole", signed(total)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(0.0, *values), max(0.0, *values)
    room = max(high - low, 1.0) * ROOM
    return low - room, high + room


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
