"""Every section of the navigation, for each kind of person: it opens, holds to the rules, and can be reached by Tab."""

import pytest

from service.identity.principal import PrincipalKind
from service.web.navigation import SECTIONS

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = {
    "social-worker": PrincipalKind.PRACTITIONER,
    "team-manager": PrincipalKind.SUPERVISOR,
    "ig-lead": PrincipalKind.IG_LEAD,
}


@pytest.mark.parametrize("who", PEOPLE)
async def test_every_section_opens_from_the_navigation(visitors, who: str, width: int, scripts: bool) -> None:
    async with visitors(who, width=width, scripts=scripts) as visitor:
        for section in SECTIONS:
            if PEOPLE[who] in section.shown_to:
                await visitor.open("/home")
                await visitor.follow(section.text)
                assert visitor.page.url == visitor.site.url + section.href


@pytest.mark.parametrize("who", PEOPLE)
async def test_every_section_can_be_gone_through_by_keyboard(visitors, who: str) -> None:
    async with visitors(who) as visitor:
        for section in SECTIONS:
            if PEOPLE[who] in section.shown_to:
                await visitor.open(section.href)
                names = await visitor.tabs()
                assert names[0] == "Skip to main content"
                assert "Sign out" in names
