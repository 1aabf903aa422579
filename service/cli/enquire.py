"""`service enquire`: ask from a terminal, as yourself, over HTTP; the receipt can be saved and checked offline."""

import argparse
import json
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console

from isa.vocabulary import RelationshipKind, load_vocabulary
from service.cli.answer import show_answer
from service.cli.notes import note_from
from service.cli.places import check_writable
from service.errors import (
    GoldenThreadError,
    NotAcceptable,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Overtaken,
    ReasonCode,
    Unavailable,
)
from service.identity.client import person_token
from service.identity.outbound import provider_http
from service.settings import read_settings

_KINDS: Final[dict[int, type[GoldenThreadError]]] = {
    400: NotAcceptable,
    401: NotSignedIn,
    403: NotPermitted,
    404: NotFound,
    409: Overtaken,
    422: NotAcceptable,
}
SCHEMES = ("nhs", "pnc", "cro", "upn", "uln")
"""What `service.api.bodies` takes."""


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("enquire", help="ask who else is working with a family")
    parser.add_argument("--purpose", required=True, help="why, such as early_help_coordination")
    parser.add_argument("--case", default="", help="the reference of your case; needed but in an emergency")
    parser.add_argument("--relationship", default="", help="open_case, referral_received, meeting, visit, emergency")
    parser.add_argument("--family-name", default="")
    parser.add_argument("--given-name", default="")
    parser.add_argument("--born", default="", help="2011-04-02, 2/4/2011 or a year")
    parser.add_argument("--postcode", default="")
    parser.add_argument("--house", default="", help="house number or name")
    parser.add_argument("--identifier", action="append", default=[], help="nhs:9990000018; repeat for more")
    parser.add_argument("--person-only", action="store_true", help="not the family")
    parser.add_argument("--level", type=int, default=2, help="the most to ask for: 1 exists to 4 detail (2)")
    add_emergency(parser)
    parser.add_argument("--url", default="", help="the service; GOLDEN_THREAD_PUBLIC_URL otherwise")
    parser.add_argument("--save-receipt", type=Path, help="write the receipt to this file")
    parser.add_argument("--json", action="store_true", help="print answer and receipt as JSON")
    parser.set_defaults(carry_out=carry_out)


def add_emergency(parser: argparse.ArgumentParser) -> None:
    """The options of an emergency: it is told of at once, and reviewed."""
    grounds = ", ".join(load_vocabulary().break_glass_grounds)
    parser.add_argument("--break-glass", metavar="GROUND", default="", help=f"declare an emergency: {grounds}")
    parser.add_argument("--reason", default="", help="why it is one, without a name: a shell remembers what is typed")
    parser.add_argument("--reason-from", type=Path, help="a file with the reason, or - to type it; it is sealed")


async def carry_out(options: argparse.Namespace) -> int:
    """Sign in by the browser, ask, print."""
    settings = read_settings()
    check_enquiry(options)
    url = options.url or settings.public_url
    await check_answers(url)
    token = await person_token(settings.issuer, settings.cli_client_id, settings.audience, open_browser)
    reply = await ask_over_http(url, token, body_of(options))
    if options.json:
        print(json.dumps(reply, ensure_ascii=False, indent=2))
    else:
        show_answer(reply, Console())
    return _save_receipt(options.save_receipt, reply["receipt"])


def _save_receipt(path: Path | None, receipt: dict[str, Any]) -> int:
    """Write it, after the answer was shown: a full disk takes no answer away. Returns the exit code."""
    if path is None:
        return 0
    try:
        path.write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    except OSError as fault:
        print(f"The receipt could not be written to {path}: {fault.strerror}. The log has it.", file=sys.stderr)
        return 1
    return 0


def check_enquiry(options: argparse.Namespace) -> None:
    """What can be seen to be wrong before anybody signs in.

    Raises:
        NotAcceptable: with each fault once.
    """
    if options.save_receipt:
        check_writable(options.save_receipt)
    faults = []
    if not 1 <= options.level <= 4:
        faults.append("--level must be 1 (exists), 2 (contact), 3 (summary) or 4 (detail).")
    kinds = [kind.value for kind in RelationshipKind]
    faults += _faults_of_emergency(options)
    if not options.case and not options.break_glass:
        faults.append("--case must be given: the reference of the case you are working on.")
    if options.relationship not in kinds and not (options.break_glass and not options.relationship):
        faults.append(f"--relationship must be one of: {', '.join(kinds)}.")
    purposes = load_vocabulary().purposes
    if options.purpose not in purposes:
        faults.append(f"--purpose must be one of: {', '.join(sorted(purposes))}.")
    if any(one["scheme"] not in SCHEMES or not one["value"] for one in _identifiers(options.identifier)):
        faults.append(f"--identifier must be written as SCHEME:NUMBER, with one of: {', '.join(SCHEMES)}.")
    if faults:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "\n".join(faults))


def _faults_of_emergency(options: argparse.Namespace) -> list[str]:
    grounds = load_vocabulary().break_glass_grounds
    if not options.break_glass:
        return ["--break-glass must say on which ground."] if options.reason or options.reason_from else []
    if options.break_glass not in grounds:
        return [f"--break-glass must be one of: {', '.join(grounds)}."]
    return [] if options.reason or options.reason_from else ["--reason or --reason-from must say why it is one."]


async def check_answers(url: str) -> None:
    """Find out that nobody answers before somebody signs in for nothing.

    Raises:
        Unavailable: the service at this address does not answer.
    """
    try:
        async with provider_http() as http:
            alive = (await http.get(f"{url}/healthz", timeout=10)).status_code == 204
    except (httpx.HTTPError, httpx.InvalidURL):
        alive = False
    if not alive:
        raise Unavailable(ReasonCode.STORE_UNAVAILABLE, f"The service at {url} does not answer. Is it running?")


async def open_browser(address: str) -> None:
    """Open the sign-in page, and print its address for a machine without a browser."""
    Console(stderr=True).print("Sign in with your browser:", address, soft_wrap=True)
    webbrowser.open(address)


def body_of(options: argparse.Namespace) -> dict[str, Any]:
    """The enquiry as the JSON interface takes it."""
    emergency = {"ground": options.break_glass, "reason": options.reason or note_from(options.reason_from)}
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
        **({"break_glass": emergency} if options.break_glass else {}),
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
    raise error_of(reply)


def error_of(reply: httpx.Response) -> GoldenThreadError:
    """The service's refusal, with its own advice."""
    problem = reply.json() if "json" in reply.headers.get("content-type", "") else {}
    faults = [f"{one['field']}: {one['advice']}" for one in problem.get("faults", [])]
    detail = problem.get("detail") or f"The service answered {reply.status_code}."
    advice = faults if any(one.endswith(detail) for one in faults) else [detail, *faults]
    kind = _KINDS.get(reply.status_code, Unavailable)
    return kind(ReasonCode.FIELD_INVALID, "\n".join(advice))
