"""Charts: every number is drawn and said, no script or style comes with them, whatever the labels are."""

import re
import time
from html.parser import HTMLParser
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.web.charts.figure import Figure
from service.web.charts.measured import Measured, Series, bars, bars_across, lines
from service.web.ports import Partnership
from service.web.rendering import template_environment
from service.web.static_files import StaticFiles

ATTACK = "\"'></svg><script>alert(1)</script><style>*{}</style>"
KINDS = pytest.mark.parametrize("draw", [bars, bars_across, lines])
BARS = pytest.mark.parametrize("draw", [bars, bars_across])
ANSWERED, REFUSED = Series("Answered", (12, 300.5, 1240)), Series("Refused", (0, None, 7))


def answers(**changes: object) -> Measured:
    plain = {
        "title": "Answers by month",
        "described": "Answers rose from 12 in May to 1,240 in July.",
        "labels": ("May 2026", "June 2026", "July 2026"),
        "series": (ANSWERED,),
        "about": "Month",
    }
    return Measured(**(plain | changes))


def texts(figure: Figure) -> list[str]:
    return [text.text or "" for text in Tree.fromstring(figure.svg).iter() if text.tag.endswith("text")]


@BARS
def test_every_number_stands_at_its_bar_and_in_the_table(draw) -> None:
    figure = draw("answers", answers())
    assert figure.head == ("Month", "Answered")
    assert figure.rows == (("May 2026", "12"), ("June 2026", "300.5"), ("July 2026", "1,240"))
    for text in ("12", "300.5", "1,240", "May 2026"):
        assert text in texts(figure), text


@BARS
def test_a_number_stands_at_the_bar_of_its_length(draw) -> None:
    svg = Tree.fromstring(draw("answers", answers()).svg)
    series = next(one for one in svg.iter() if one.get("class", "").startswith("series"))
    written = [text.text for text in series if text.tag.endswith("text")]
    lengths = [float(one.get("height" if draw is bars else "width")) for one in series if one.tag.endswith("rect")]
    assert dict(zip(written, lengths, strict=True)) == pytest.approx(
        {"12": lengths[0 if draw is bars else 2], "300.5": lengths[1], "1,240": max(lengths)}
    )
    assert min(lengths) / max(lengths) == pytest.approx(12 / 1240, rel=0.01)


def test_lines_bear_their_names_and_leave_a_gap_where_nothing_was_counted() -> None:
    figure = lines("answers", answers(series=(ANSWERED, REFUSED)))
    assert {"Answered", "Refused", "July 2026"} <= set(texts(figure))
    assert figure.rows[1] == ("June 2026", "300.5", "not counted")
    svg = Tree.fromstring(figure.svg)
    assert sum(one.tag.endswith("circle") for one in svg.iter()) == 5


@BARS
def test_bars_show_one_series(draw) -> None:
    with pytest.raises(ValueError, match="one series"):
        draw("answers", answers(series=(ANSWERED, REFUSED)))


@pytest.mark.parametrize(("most", "top"), [(0, "2"), (1, "2"), (7, "8"), (8, "20"), (1240, "2,000"), (95, "200")])
def test_the_axis_begins_at_nought_and_ends_at_a_round_number(most: int, top: str) -> None:
    figure = bars("answers", answers(labels=("May",), series=(Series("Answered", (most,)),)))
    assert {"0", top} <= set(texts(figure))


@KINDS
def test_it_is_one_image_with_a_name_and_a_description(draw) -> None:
    root = Tree.fromstring(draw("answers", answers()).svg)
    assert root.get("role") == "img"
    title, described = list(root)[:2]
    assert (title.get("id"), described.get("id")) == (root.get("aria-labelledby"), root.get("aria-describedby"))
    assert (title.text, described.text) == ("Answers by month", "Answers rose from 12 in May to 1,240 in July.")
    assert [one.tag for one in root.iter()].count(title.tag) == 1


@KINDS
def test_nothing_in_it_is_styled_or_scripted(draw) -> None:
    svg = draw("answers", answers()).svg
    assert not re.search(r"<style|<script|<defs|\sstyle=|\son\w+=|href=|url\(|http://(?!www\.w3\.org/2000/svg)", svg)
    assert len(svg) < 12_000


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]


@KINDS
@settings(max_examples=25, deadline=None)
@given(label=st.text(min_size=1, max_size=30).map(lambda text: text + ATTACK))
def test_whatever_a_label_is_it_is_text(draw, label: str) -> None:
    measured = answers(title=label, described=label, labels=(label,) * 3, series=(Series(label, (1, 2, 3)),))
    found = Elements()
    found.feed(draw("answers", measured).svg)
    assert not {"script", "style", "image"} & found.tags


@KINDS
@pytest.mark.parametrize("values", [(), (0, 0, 0), (None, None, None), (5,)])
def test_there_may_be_nothing_to_draw(draw, values: tuple[float | None, ...]) -> None:
    figure = draw("answers", answers(labels=("A", "B", "C")[: len(values)], series=(Series("Answered", values),)))
    assert len(figure.rows) == len(values)


def test_a_series_that_does_not_fit_the_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="one value for each label"):
        bars("answers", answers(labels=("May",)))


@pytest.mark.parametrize("key", ["", "A b", '"><script>', "1st"])
def test_a_key_that_cannot_be_an_id_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        bars(key, answers())


def test_a_chart_takes_less_than_ten_milliseconds_of_work() -> None:
    bars("answers", answers())
    began = time.process_time()
    for _ in range(10):
        bars("answers", answers())
    assert (time.process_time() - began) / 10 < 0.010


def test_a_page_shows_the_drawing_and_its_table_with_one_name() -> None:
    environment = template_environment(StaticFiles(), Partnership("P", "desk", ""))
    template = environment.from_string('{% from "figure.html" import figure %}{{ figure(chart) }}')
    html = template.render(chart=bars("answers", answers(title=ATTACK)))
    assert html.count("<svg") == 1 and html.count("<table") == 1
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert 'class="govuk-table__cell govuk-table__cell--numeric">1,240<' in re.sub(r"\s+", " ", html)


def test_an_axis_ends_where_nothing_can_be_more_and_a_full_bar_keeps_its_number() -> None:
    shares = answers(series=(Series("Found, %", (100.0, 98.6, None)),), most=100, without="too few to say")
    figure = bars_across("found", shares)
    assert "100" in texts(figure) and "200" not in texts(figure)
    assert "too few to say" in texts(figure) and figure.rows[2] == ("July 2026", "too few to say")
    drawing = Tree.fromstring(figure.svg)
    room = float(drawing.attrib["viewBox"].split()[2])
    series = next(one for one in drawing.iter() if one.get("class", "").startswith("series"))
    ends = [
        float(one.get("x")) + 9 * len(one.text)
        for one in series
        if one.tag.endswith("text") and one.text != "too few to say"
    ]
    assert max(ends) < room
