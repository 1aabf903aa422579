"""Every section of the navigation, for each kind of person: it opens from there, and holds to the rules.

That each can be gone through by keyboard is in `test_every_page.py`, which goes through all of their pages.
"""

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
