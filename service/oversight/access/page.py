"""A released pack as one page of HTML that needs nothing else, for a person to read or to print."""

from collections.abc import Sequence
from html import escape

import msgspec

from service.oversight.access.releasing import Disclosure, Pack, Recipient

_STYLE = (
    "body{font:1.1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;border-bottom:1px solid #b1b4b6;padding:.4rem}"
    "section{border-top:2px solid #0b0c0c;margin-top:2rem}pre{white-space:pre-wrap;font-size:.8rem}"
)


def page_of(released: bytes) -> str:
    """The page of a pack that was released as JSON. Everything in it is escaped."""
    pack = msgspec.json.decode(released, type=Pack)
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Who was told about you</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>Who was told about you</h1>"
        f"<p>Request {pack.request}, received {_e(pack.received)}, answered {_e(pack.released)}.</p>"
        f"{_recipients(pack.recipients)}{_withheld(pack)}"
        f"{''.join(_disclosure(one) for one in pack.disclosures)}"
        f"<h2>What this does not say</h2><p>{_e(pack.limits)}</p>"
        f"<h2>How to check it</h2><p>{_e(pack.check)}</p></main></body></html>"
    )


def _recipients(recipients: Sequence[Recipient]) -> str:
    if not recipients:
        return "<p>There is nothing that we can tell you.</p>"
    rows = "".join(
        f"<tr><td>{_e(one.agency)}</td><td>{one.times}</td><td>{_e(one.first)}</td><td>{_e(one.last)}</td>"
        f"<td>{one.highest_level}</td></tr>"
        for one in recipients
    )
    head = "".join(f'<th scope="col">{one}</th>' for one in ("Agency", "Times", "First", "Last", "Highest level"))
    return f"<h2>Agencies that were told</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _withheld(pack: Pack) -> str:
    if pack.withheld is None:
        return ""
    why = "".join(f"<li>{_e(one)}</li>" for one in pack.withheld.exemptions)
    return f"<h2>Left out</h2><p>Something is left out, because of:</p><ul>{why}</ul>"


def _disclosure(one: Disclosure) -> str:
    content = one.content
    facts = {
        "To": f"{content.agency} ({content.role})",
        "For": content.purpose,
        "Because of": content.relationship,
        "About": "you" if content.told_as == "subject" else "a relative of yours; you were mentioned",
        "Level": str(content.level),
        "Services": "; ".join(content.services),
        "Agreements": "; ".join(content.agreements),
        "Lawful basis": "; ".join(content.lawful_basis),
        "Emergency": "yes" if content.emergency else "",
    }
    rows = "".join(f"<tr><th scope='row'>{name}</th><td>{_e(said)}</td></tr>" for name, said in facts.items() if said)
    receipt = msgspec.json.format(msgspec.json.encode(one.receipt), indent=1).decode() if one.receipt else ""
    proof = f"<details><summary>Receipt of entry {one.entry}</summary><pre>{_e(receipt)}</pre></details>"
    return f"<section><h2>{_e(content.at)} (UTC)</h2><table>{rows}</table>{proof if receipt else ''}</section>"


def _e(text: str) -> str:
    return escape(text, quote=True)
