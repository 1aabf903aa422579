"""Every page that links lead each kind of person to, held to the rules of every page, and gone through by keyboard.

Whoever adds a page that a link leads to has it walked here without writing a test: wide with scripts, and narrow
without. What a page does is in the walks of its own.
"""

import re
from urllib.parse import urljoin, urlsplit

import pytest
import pytest_asyncio

from service.web.navigation import SECTIONS

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = ("social-worker", "police-officer", "team-manager", "ig-lead")
SECTION_PAGES = {one.href for one in SECTIONS}
MOST = 60
OPAQUE = re.compile(r"(?<=/)(?=[^/]*\d)[^/]+")
"""A step of an address that names one thing."""
NOT_PAGES = ("/static/", "/v1/", "/openapi", "/confirm", "/sign-")
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important }
    * { word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const cut = [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
    const style = getComputedStyle(one);
    const hidden = style.clip !== 'auto' || style.clipPath !== 'none' || one.closest('.govuk-visually-hidden, svg');
    const clips = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
    const over = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    return !hidden && clips && one.clientWidth && over && one.tagName !== 'INPUT'; // a long value scrolls in its box
  }).map(one => one.outerHTML.slice(0, 120));
  const wide = document.documentElement.scrollWidth;
  document.adoptedStyleSheets = [];
  return {cut, wide};
}"""
"""WCAG 1.4.12: with text spaced as it says, nothing is cut off and nothing scrolls sideways."""
SMALL = """() => {
  const inLine = one => {
    const box = one.closest('p, li, td, th, dd, dt, caption, legend, label, .govuk-hint, .govuk-body');
    return box && box.innerText.trim() !== one.innerText.trim();
  };
  const boxes = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility() && !one.closest('.govuk-visually-hidden, svg'))
    .filter(one => !(one.className || '').includes('skip-link'))
    .map(one => {
      const label = one.labels && one.labels[0] && ['radio', 'checkbox'].includes(one.type) ? one.labels[0] : one;
      return {one, box: one.getBoundingClientRect(), also: label.getBoundingClientRect()};
    }).filter(({box}) => box.width && box.height);
  const middle = box => [box.x + box.width / 2, box.y + box.height / 2];
  const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  return boxes.filter(({one, box, also}) => {
    if (Math.max(box.width, also.width) >= 24 && Math.max(box.height, also.height) >= 24 || inLine(one)) return false;
    return boxes.some(other => other.one !== one && apart(middle(box), middle(other.box)) < 24);
  }).map(({one}) => one.outerHTML.slice(0, 120));
}"""
"""WCAG 2.5.8: targets under 24 by 24 pixels that are neither in a sentence nor 24 pixels from the next."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asked(site) -> None:
    """Something has happened, so that lists are not empty: an answer, and an emergency with its notices and review."""
    await site.house.ask("social-worker")
    emergency = {
        "purpose": "child_protection_s47", "case_reference": None, "relationship": None, "scope": "person", "level": 3,
        "break_glass": {"ground": "s47_immediate", "reason": "A child was seen hurt, and nobody answers the door."},
    }  # fmt: skip
    await site.house.ask("social-worker", **emergency)


def shape(path: str) -> str:
    """The address with what names one thing left out."""
    address = urlsplit(path)
    return OPAQUE.sub("#", address.path) + "?" + "&".join(sorted(re.findall(r"([^&=]+)=", address.query)))


async def leads(visitor) -> list[str]:
    """Where the links of this page lead within the service, downloads and other hosts left out."""
    found = await visitor.page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.getAttribute('href'))"
    )
    ours = [urlsplit(urljoin(visitor.page.url, link)) for link in found]
    return [
        one.path + (f"?{one.query}" if one.query else "")
        for one in ours
        if f"{one.scheme}://{one.netloc}" == visitor.site.url and not one.path.startswith(NOT_PAGES)
    ]


async def is_page(visitor, path: str) -> bool:
    """Whether a browser would show it, rather than save it."""
    head = await visitor.page.request.get(visitor.site.url + path)
    kind = head.headers.get("content-type", "")
    return kind.startswith("text/html") and "attachment" not in head.headers.get("content-disposition", "")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)], ids=["desktop", "phone without scripts"])
@pytest.mark.parametrize("who", PEOPLE)
async def test_every_page_holds_to_the_rules(visitors, asked, who: str, width: int, scripts: bool) -> None:
    async with visitors(who, width=width, scripts=scripts) as visitor:
        if who != "ig-lead":
            await visitor.say_why("Safeguard or promote")
            await visitor.ask_about("Synth", "Jordan", "2011-04-02", "FY1 3XX")
        waiting, known, small, cut = ["/home", *await leads(visitor)], set[str](), {}, {}
        while waiting and len(known) < MOST:
            path = waiting.pop(0)
            if shape(path) in known:
                continue
            known.add(shape(path))
            if not await is_page(visitor, path):
                continue
            await visitor.open(path)
            waiting += await leads(visitor)
            spaced = await visitor.page.evaluate(SPACED)
            cut |= {path: spaced} if spaced["cut"] or spaced["wide"] > width else {}
            targets = await visitor.page.evaluate(SMALL)
            small |= {path: targets} if targets else {}
            if width == 1280:
                names = await visitor.tabs()
                assert names[0] == "Skip to main content", path
                assert "Sign out" in names or path not in SECTION_PAGES, path
        assert not waiting or len(known) < MOST, "there are more pages than this walk goes through: raise MOST"
        assert (small, cut) == ({}, {})
        assert len(known) >= 5, known
