"""What pages are held to can fail: each rule is broken once, in a page that is sound, and the breach is noticed."""

from itertools import pairwise

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
BREACHES = {
    "a second heading at the top": "document.querySelector('main').append(document.createElement('h1'))",
    "another title": "document.title = 'Why'",
    "a name in the title": "document.title = 'Jordan Synth – Golden Thread'",
    "a sideways scroll": "document.querySelector('main').style.width = '3000px'",
    "a script in line": "document.body.append(Object.assign(document.createElement('script'), {text: 'window.x = 1'}))",
    "a request elsewhere": "fetch('https://elsewhere.example/').catch(() => null)",
}
BREACHES_FOR_AXE = {
    "an input without a label": "document.querySelector('label[for=case-reference]').remove()",
    "an autocomplete that nobody knows": "document.querySelector('#case-reference').autocomplete = 'my-case'",
    "an order of its own": "document.querySelector('#case-reference').tabIndex = 5",
    "a button without a name": "document.querySelector('main button').textContent = ''",
    "text that fades": "document.querySelectorAll('main p, main label').forEach(one => one.style.color = '#ccc')",
}
UNSEEN = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { outline: none !important; box-shadow: none !important; background: none !important }');
  document.adoptedStyleSheets = [sheet];
}"""


async def test_each_rule_can_be_broken(visitors, rules) -> None:
    async with visitors("social-worker") as robin:
        for breach, script in (BREACHES | (BREACHES_FOR_AXE if rules.axe else {})).items():
            await robin.open("/why")
            await robin.page.evaluate(script)
            await robin.page.wait_for_timeout(50)
            with pytest.raises(AssertionError):
                await robin.arrived()
                pytest.fail(f"Nobody noticed {breach}.", pytrace=False)
            robin.complaints.clear()


async def test_a_page_where_focus_is_not_seen_is_noticed(visitors) -> None:
    async with visitors("social-worker") as robin:
        await robin.open("/why")
        await robin.page.evaluate(UNSEEN)
        with pytest.raises(AssertionError, match="does not show that it has focus"):
            await robin.tabs()
        await robin.open("/why")
        await robin.page.evaluate("document.querySelector('main button').textContent = ''")
        with pytest.raises(AssertionError, match="has no name to be read out"):
            await robin.tabs()


async def test_a_page_is_judged_again_when_its_markup_changes_and_not_for_a_number(visitors, rules) -> None:
    if not rules.axe:
        pytest.skip("No axe-core here: set GOLDEN_THREAD_AXE to its axe.min.js.")
    judged = []
    async with visitors("social-worker") as robin:
        for inserted in ("<p>Asked 12 times</p>", "<p>Asked 15 times</p>", "<p>Asked often</p>", "<b>Asked often</b>"):
            await robin.open("/why")
            await robin.page.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', '{inserted}')")
            await robin.arrived()
            judged.append(len(rules.judged))
    assert [after - before for before, after in pairwise(judged)] == [0, 1, 1]
