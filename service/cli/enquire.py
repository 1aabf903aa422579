"""`service enquire`: ask from a terminal, as yourself, over HTTP; the receipt can be saved and checked offline."""

import argparse
import json
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from service.cli.answer import show_answer
from service.errors import NotAcceptable, NotPermitted, NotSignedIn, ReasonCode, Unavailable
from service.identity.client import person_token
from service.identity.outbound import provider_http
from service.settings import read_settings


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("enquire", help="ask who else is working with a family")
    parser.add_argument("--purpose", required=True, help="why, such as early_help_coordination")
    parser.add_argument("--case", required=True, help="the reference of your case")
    parser.add_argument("--relationship", required=True, help="open_case, referral_received, meeting, visit, emergency")
    parser.add_argument("--family-name", default="")
    parser.add_argument("--given-name", default="")
    parser.add_argument("--born", default="", help="2011-04-02, 2/4/2011 or a year")
    parser.add_argument("--postcode", default="")
    parser.add_argument("--house", default="", help="house number or name")
    parser.add_argument("--identifier", action="append", default=[], help="nhs:9990000018; repeat for more")
    parser.add_argument("--person-only", action="store_true", help="not the family")
    parser.add_argument("--level", type=int, default=2, help="the most to ask for: 1 exists to 4 detail (2)")
    parser.add_argument("--url", default="", help="the service; GOLDEN_THREAD_PUBLIC_URL otherwise")
    parser.add_argument("--save-receipt", type=Path, help="write the receipt to this file")
    parser.add_argument("--json", action="store_true", help="print answer and receipt as JSON")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Sign in by the browser, ask, print."""
    settings = read_settings()
    token = await person_token(settings.issuer, settings.cli_client_id, settings.audience, _open_browser)
    reply = await ask_over_http(options.url or settings.public_url, token, body_of(options))
    if options.save_receipt:
        options.save_receipt.write_text(json.dumps(reply["receipt"], ensure_ascii=False), encoding="utf-8")
    if options.json:
        print(json.dumps(reply, ensure_ascii=False, indent=2))
    else:
        show_answer(reply, Console())
    return 0


async def _open_browser(address: str) -> None:
    """Open the sign-in page, and print its address for a machine without a browser."""
    Console(stderr=True).print("Sign in with your browser:", address, soft_wrap=True)
    webbrowser.open(address)


def body_of(options: argparse.Namespace) -> dict[str, Any]:
    """The enquiry as the JSON interface takes it."""
    return {
        "purpose": options.purpose,
        "case_reference": options.case,
        "relationship": options.relationship,
        "scope": "person" if options.person_only else "family",
        "level": options.level,
        "person": {
            "family_name": options.family_name,
            "given_name": options.given_name,
            "date_of_birth": options.born,
            "postcode": options.postcode,
            "house": options.house,
            "identifiers": _identifiers(options.identifier),
        },
    }


def _identifiers(typed: Sequence[str]) -> list[dict[str, str]]:
    pairs = [text.partition(":") for text in typed]
    return [{"scheme": scheme, "value": value} for scheme, _, value in pairs]


async def ask_over_http(url: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post one enquiry.

    Raises:
        NotSignedIn, NotPermitted, NotAcceptable, Unavailable: as the service answered, with its advice.
    """
    try:
        async with provider_http() as http:
            headers = {"Authorization": f"Bearer {token}"}
            reply = await http.post(f"{url}/v1/enquiries", json=body, headers=headers, timeout=30)
    except httpx.HTTPError:
        advice = f"The service at {url} does not answer. Is it running?"
        raise Unavailable(ReasonCode.STORE_UNAVAILABLE, advice) from None
    if reply.status_code == 200:
        found: dict[str, Any] = reply.json()
        return found
    raise _error_of(reply)


def _error_of(reply: httpx.Response) -> Exception:
    problem = reply.json() if "json" in reply.headers.get("content-type", "") else {}
    advice = [problem.get("detail") or f"The service answered {reply.status_code}."]
    advice += [f"{one['field']}: {one['advice']}" for one in problem.get("faults", [])]
    kind = {401: NotSignedIn, 403: NotPermitted, 422: NotAcceptable, 400: NotAcceptable}.get(
        reply.status_code, Unavailable
    )
    return kind(ReasonCode.FIELD_INVALID, "\n".join(advice))
