"""`service match queue`: the pairs that wait for a person: list, claim, show, decide, release; draw a sample.

It asks the running service as yourself, so that each look and each decision stands under your name, and two people are
two people.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console

from service.clerical.sampling import BANDS
from service.clerical.words import GROUNDS, Verdict
from service.cli.as_yourself import AsYourself, add_url
from service.cli.notes import note_from
from service.cli.pair import listed, one_pair

PAIRS = "/v1/match/pairs"


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action with its own."""
    parser = actions.add_parser("queue", help="the pairs of records that wait for a person")
    steps = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    listing = steps.add_parser("list", help="which pairs wait for you, by what a decision is worth")
    listing.add_argument("--limit", type=int, default=50, help="how many to list (50)")
    listing.add_argument("--drawn", action="store_true", help="only those of a sample for a quality check")
    listing.set_defaults(carry_out=_list)
    for name, carry_out, what in (
        ("claim", _claim, "take a pair for half an hour, and see both records"),
        ("show", _show, "see a pair that you have claimed once more"),
        ("release", _release, "give a pair back"),
        ("decide", _decide, "say whether the two records are one person's"),
    ):
        step = steps.add_parser(name, help=what)
        step.add_argument("number", type=int, help="the number of the pair in the list")
        step.set_defaults(carry_out=carry_out)
    _add_verdict(steps.choices["decide"])
    sample = steps.add_parser("sample", help="draw pairs at random for a quality check")
    sample.add_argument("--of", required=True, choices=[band.value for band in BANDS], help="the band to draw from")
    sample.add_argument("--count", type=int, default=50, help="how many, 1 to 500 (50)")
    sample.set_defaults(carry_out=_sample)
    for step in steps.choices.values():
        add_url(step)


def _add_verdict(parser: argparse.ArgumentParser) -> None:
    reasons = "; ".join(f"{verdict}: {', '.join(grounds)}" for verdict, grounds in GROUNDS.items())
    parser.add_argument("--verdict", required=True, choices=[verdict.value for verdict in Verdict])
    parser.add_argument("--reason", required=True, help=f"a code ({reasons})")
    parser.add_argument("--version", type=int, required=True, help="of the pair, as you saw it")
    parser.add_argument("--note-from", type=Path, help="a file with a note, or - to type it; it is sealed")


async def _list(options: argparse.Namespace) -> int:
    query = {"limit": options.limit, "drawn": str(options.drawn).lower()}
    async with AsYourself(options) as service:
        reply = await service.get(PAIRS, **query)
    if options.json:
        return _as_json(reply)
    Console().print(listed(reply["pairs"]))
    print(
        f"{len(reply['pairs']):,} of {reply['waiting']:,} that wait for you. Take one: service match queue claim NUMBER"
    )
    return 0


async def _claim(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        await service.post(f"{PAIRS}/{options.number}/claim")
        reply = await service.get(f"{PAIRS}/{options.number}")
    return _show_pair(reply, options)


async def _show(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        reply = await service.get(f"{PAIRS}/{options.number}")
    return _show_pair(reply, options)


async def _release(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        reply = await service.post(f"{PAIRS}/{options.number}/release")
    return (
        _as_json(reply) if options.json else _say(f"Pair {options.number} is given back: somebody else may claim it.")
    )


async def _decide(options: argparse.Namespace) -> int:
    body = {
        "verdict": options.verdict,
        "reason": options.reason,
        "version": options.version,
        "note": note_from(options.note_from),
    }
    async with AsYourself(options) as service:
        reply = await service.post(f"{PAIRS}/{options.number}/decision", body)
    return _as_json(reply) if options.json else _say(_outcome(reply))


async def _sample(options: argparse.Namespace) -> int:
    async with AsYourself(options) as service:
        reply = await service.post("/v1/match/samples", {"band": options.of, "count": options.count})
    if options.json:
        return _as_json(reply)
    drawn, among = f"{reply['drawn']:,}", f"{reply['among']:,}"
    _say(f"{drawn} pairs of the band {reply['band']} were drawn, from {among} in line. Seed {reply['seed']}.")
    return _say("Work through them: service match queue list --drawn. Then: service match precision")


def _outcome(reply: dict[str, Any]) -> str:
    number = reply["number"]
    return {
        "second": f"Pair {number}: proposed. Another person must now decide it without seeing what you said.",
        "third": f"Pair {number}: the two of you disagree. Both verdicts stand, and a third person decides.",
        "acting": f"Pair {number}: decided ({reply['outcome']}). It will be carried out in a moment.",
    }.get(reply["state"], f"Pair {number}: decided ({reply['outcome']}).")


def _show_pair(reply: dict[str, Any], options: argparse.Namespace) -> int:
    if options.json:
        return _as_json(reply)
    console = Console()
    for part in one_pair(reply):
        console.print(part)
    return 0


def _as_json(reply: object) -> int:
    print(json.dumps(reply, ensure_ascii=False, indent=2))
    return 0


def _say(sentence: str) -> int:
    print(sentence)
    return 0
