"""`service agreements show`: one agreement, whole: how it stands, who signed, who may learn what, what comes next."""

import argparse
import json
from datetime import date
from typing import Any

from rich.markup import escape

from isa.agreement import Agreement
from isa.document.forms import version_number
from isa.register import Listed
from isa.sentences import sentence
from isa.standing import grace_ends, most_level
from isa.vocabulary import Vocabulary, load_vocabulary
from service.agreements import open_agreements
from service.cli.agreements_given import add_action, add_json
from service.cli.agreements_shown import AMBER, GREEN, RED, coloured, table, terminal
from service.clock import SystemClock
from service.errors import NotFound, ReasonCode
from service.settings import read_settings_to_look


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = add_action(actions, "show", "show one agreement, whole", "show LANCS-ISA-0042")
    parser.add_argument("id", help="its id, such as LANCS-ISA-0042")
    parser.add_argument("--version", default="", help="a version; the newest otherwise")
    add_json(parser)
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Show it."""
    settings = read_settings_to_look().model_copy(update={"policy_engine": "embedded"})
    agreements = open_agreements(settings, SystemClock())
    try:
        register = agreements.register
    finally:
        await agreements.close()
    found = _document(_chosen(options, register.listed), register.day, load_vocabulary())
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        _show(found)
    return 0


def _chosen(options: argparse.Namespace, listed: tuple[Listed, ...]) -> Listed:
    """The version that was asked for.

    Raises:
        NotFound: there is none.
    """
    named = {one: one.verified.agreement for one in listed if one.verified is not None}
    versions = {
        one: agreement
        for one, agreement in named.items()
        if agreement.isa_id == options.id and options.version in ("", agreement.version)
    }
    if not versions:
        ids = ", ".join(sorted({agreement.isa_id for agreement in named.values()})) or "none"
        wanted = f"{options.id} {options.version}".strip()
        raise NotFound(ReasonCode.NOT_FOUND, f"There is no agreement {wanted} with good signatures. There are: {ids}.")
    return max(versions, key=lambda one: version_number(versions[one].version))


def _document(one: Listed, day: date, words: Vocabulary) -> dict[str, Any]:
    assert one.verified is not None  # noqa: S101 - only such are chosen
    agreement = one.verified.agreement
    return {
        "id": agreement.isa_id,
        "version": agreement.version,
        "title": agreement.title,
        "tier": agreement.tier,
        "parent": agreement.parent_isa or "",
        "supersedes": agreement.supersedes or "",
        "digest": one.verified.digest,
        "file": one.source,
        "in_force": one.in_force,
        "state": one.code.value,
        "advice": one.advice,
        "most_level": int(most_level(one.verified, day)) if one.in_force else 0,
        "parties": [
            {"id": party.org_id, "name": party.name, "roles": list(party.roles)} for party in agreement.parties
        ],
        "rules": [sentence(agreement, rule.id, words) for rule in agreement.rules],
        "signed_by": [
            {"party": by.party, "office": by.office, "person": by.person, "signed_on": by.signed_on.isoformat()}
            for by in one.verified.signed_by
        ],
        "dates": _dates(agreement),
    }


def _dates(agreement: Agreement) -> dict[str, str]:
    return {
        "in force from": agreement.effective_from,
        "review due": agreement.review_due,
        "shares nothing without its review after": grace_ends(agreement).isoformat(),
        "DPIA expires": agreement.dpia.expires_on,
        "ends": agreement.effective_to,
    }


def _show(found: dict[str, Any]) -> None:
    console = terminal()
    console.print(f"{found['id']} {found['version']}: {found['title']}", markup=False, soft_wrap=True)
    console.print(found["digest"], markup=False)
    stands = coloured("in force", GREEN) if found["in_force"] else coloured("not in force", RED)
    console.print(f"{stands} ({found['state']}): ", end="")
    console.print(found["advice"], markup=False, soft_wrap=True)
    parties = table("Parties", ("id", "name", "takes part as"), whole=("id",))
    for party in found["parties"]:
        parties.add_row(party["id"], escape(party["name"]), ", ".join(party["roles"]))
    signed = table("Signed by", ("party", "office", "person", "on"), whole=("party", "office", "on"))
    for by in found["signed_by"]:
        signed.add_row(by["party"], by["office"], escape(by["person"]), by["signed_on"])
    dates = table("Dates", ("what", "when"), whole=("when",))
    for what, when in found["dates"].items():
        dates.add_row(what, coloured(when, AMBER) if "review" in what else when)
    console.print(parties, signed, dates)
    for rule in found["rules"]:
        console.print(f"  {rule}", markup=False, soft_wrap=True)
