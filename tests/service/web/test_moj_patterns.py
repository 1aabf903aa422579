"""MOJ's patterns as macros: the markup that its stylesheet knows, every text escaped, no script needed."""

from collections.abc import Callable

import pytest

from service.web.ports import Partnership
from service.web.rendering import template_environment
from service.web.static_files import StaticFiles

ATTACK = '"><script>alert(1)</script>'
Render = Callable[..., str]


@pytest.fixture
def render() -> Render:
    environment = template_environment(StaticFiles(), Partnership("P", "desk", ""))

    def rendered(macro: str, params: dict[str, object], inside: str = "") -> str:
        call = (
            "{% call " + macro + "(params) %}" + inside + "{% endcall %}" if inside else "{{ " + macro + "(params) }}"
        )
        return environment.from_string('{% from "moj.html" import ' + macro + " %}" + call).render(params=params)

    return rendered


def test_a_timeline_tells_when_what_and_by_whom(render: Render) -> None:
    item = {"label": {"text": "Early help began"}, "byline": {"text": "Family Hubs"}, "text": "Open"}
    html = render("mojTimeline", {"items": [item | {"datetime": {"timestamp": "2026-09", "text": "September 2026"}}]})
    assert '<h2 class="moj-timeline__title">Early help began</h2>' in html
    assert "by Family Hubs" in html
    assert '<time datetime="2026-09">September 2026</time>' in html


def test_navigation_marks_where_one_is(render: Render) -> None:
    items = [{"text": "Person", "href": "/a", "active": True}, {"text": "Family", "href": "/b"}]
    assert render("mojSubNavigation", {"items": items}).count("aria-current") == 1
    assert render("mojSideNavigation", {"items": items}).count("moj-side-navigation__item--active") == 1
    sections = [{"heading": {"text": "Proof"}, "items": items}, {"heading": {"text": "People"}, "items": items}]
    assert render("mojSideNavigation", {"sections": sections}).count("<ul") == 2


def test_a_filter_is_a_form_that_asks_by_get_and_shows_what_is_chosen(render: Render) -> None:
    chosen = {"clear": "/log", "categories": [{"heading": "Agency", "items": [{"text": "Police", "href": "/log?a=1"}]}]}
    html = render("mojFilter", {"action": "/log", "selected": chosen}, inside='<input name="a">')
    assert 'method="get" action="/log"' in html and '<input name="a">' in html
    assert "Remove this filter</span> Police" in html


@pytest.mark.parametrize(
    ("macro", "params"),
    [
        (
            "mojTimeline",
            {
                "items": [
                    {
                        "label": {"text": ATTACK},
                        "byline": {"text": ATTACK},
                        "text": ATTACK,
                        "datetime": {"timestamp": ATTACK, "text": ATTACK},
                    }
                ]
            },
        ),
        ("mojSubNavigation", {"label": ATTACK, "items": [{"text": ATTACK, "href": ATTACK}]}),
        (
            "mojSideNavigation",
            {"sections": [{"heading": {"text": ATTACK}, "items": [{"text": ATTACK, "href": ATTACK}]}]},
        ),
        ("mojIdentityBar", {"title": {"text": ATTACK}, "classes": ATTACK}),
    ],
)
def test_every_text_is_escaped(render: Render, macro: str, params: dict[str, object]) -> None:
    html = render(macro, params)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_select_of_the_log_is_the_design_systems_own_but_for_its_indentation() -> None:
    environment = template_environment(StaticFiles(), Partnership("P", "desk", ""))
    ours = '{% from "oversight.html" import choose %}{{ choose("agency", "Agency", offered, "b") }}'
    theirs = (
        '{% from "govuk_frontend_jinja/components/select/macro.html" import govukSelect %}{{ govukSelect(params) }}'
    )
    items = [
        {"value": "", "text": "All"},
        {"value": "a", "text": ATTACK},
        {"value": "b", "text": "B", "selected": True},
    ]
    params = {"id": "agency", "name": "agency", "label": {"text": "Agency"}, "items": items}
    offered = [{"code": "a", "label": ATTACK}, {"code": "b", "label": "B"}]
    shown = [environment.from_string(one).render(offered=offered, params=params) for one in (ours, theirs)]
    assert "".join(shown[0].split()) == "".join(shown[1].split())
    assert ATTACK not in shown[0]
