"""Rules leave a stylesheet whole, by the component that their selector names, and nothing else is touched."""

import pytest

from service.web.trimming import only, trimmed, without

CSS = (
    ":root{--a:b}.govuk-link,.govuk-header__link{color:red}.govuk-header{a:b}"
    "@media (min-width:1em){.govuk-header{a:b}.govuk-body{a:b}}@media print{.govuk-header{a:b}}"
    ".govuk-service-header{a:b}p:is(.govuk-header,.x){a:b}.govuk-headers{a:b}.empty{}"
)


def test_a_component_goes_with_all_its_parts_and_groups_that_it_leaves_empty() -> None:
    assert trimmed(CSS, without("govuk-header")) == (
        ":root{--a:b}.govuk-link{color:red}@media (min-width:1em){.govuk-body{a:b}}"
        ".govuk-service-header{a:b}.govuk-headers{a:b}"
    )


def test_only_what_is_named_stays() -> None:
    css = ".moj-timeline__item,.moj-alert{a:b}.js-enabled .moj-timeline{c:d}.moj-timelines{e:f}"
    assert trimmed(css, only("moj-timeline")) == ".moj-timeline__item{a:b}"


@pytest.mark.parametrize("css", ["", "p{a:b}", "@supports (a:b){p{a:b}}"])
def test_what_names_no_component_stays_as_it_is(css: str) -> None:
    assert trimmed(css, without("govuk-header")) == css
