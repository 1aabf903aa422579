"""How often is the right person found among the sandbox's people, and how good are the links, against its truth?

Options: --people 20000  --ask 2000  --fresh  --json  --page docs/evaluation.md
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from connectors.records import NominalRecord
from deploy.bench.asking import asker
from deploy.bench.held import Held, Linkage, linkage, read_held
from deploy.bench.judging import FOUND_HEADINGS, Judged, by_note, found_row, judge, share
from deploy.bench.page import Figures, write_into
from deploy.bench.people import SLIPS, Sought, Truth, as_typed, is_whole, read_truth, records_of
from deploy.bench.prepared import KEPT, LoadFailed, Prepared, prepare, say
from deploy.bench.processes import ROOT, DidNotStart
from deploy.bench.shielded import HEADINGS, ask_about_shielded
from deploy.demo.partnership import FILES
from service.errors import GoldenThreadError

SEED = 73
LINK_HEADINGS = (
    "records", "of them", "golden nominals", "true pairs", "recall", "precision", "false, one household",
    "false, beyond",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Load, link, ask and judge; 1 when something refuses."""
    options = _options(arguments)
    try:
        prepared = prepare(f"people-{options.people}", options.people, fresh=options.fresh, kept=options.kept)
        found = asyncio.run(_evaluate(prepared, options.ask))
    except (GoldenThreadError, LoadFailed, DidNotStart) as fault:
        print(getattr(fault, "advice", "") or fault, file=sys.stderr)
        return 1
    page = _figures(options.people, found)
    page.show(apart=options.json)
    write_into(options.page, "sandbox", page.markdown())
    if options.json:
        print(json.dumps(found["summary"], indent=1))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench sandbox", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=20_000, help="how many people the sandbox invents (20,000)")
    parser.add_argument("--ask", type=int, default=2000, help="how many people are asked about (2000)")
    parser.add_argument("--fresh", action="store_true", help="make and load the partnership anew")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "evaluation.md", help="the page to write into")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where prepared partnerships are kept")
    return parser.parse_args(arguments)


async def _evaluate(prepared: Prepared, wanted: int) -> dict[str, Any]:
    truth = read_truth(prepared.truth)
    async with asker(prepared.demo, prepared.settings) as asking:
        held = await read_held(asking.runtime, truth)
        sample = _sample(prepared.demo.files, truth, wanted)
        say(f"Asking about {len(sample):,} people")
        judged = [await judge(asking, held, sought, truth[sought.provider, sought.ref]) for sought in sample]
        hidden = [sought for sought in sample if "shielded" in truth[sought.provider, sought.ref].notes]
        shielded = await ask_about_shielded(asking, hidden)
    links = linkage(held)
    return {"shielded": shielded, "links": links, "held": held, "judged": judged, "summary": _summary(links, judged)}


def _sample(files: Path, truth: Mapping[tuple[str, str], Truth], wanted: int) -> list[Sought]:
    """People of all three files; everybody about whom the truth has a note, and others up to the number wanted."""
    chance = random.Random(SEED)
    noted: list[Sought] = []
    plain: list[Sought] = []
    for name, file in FILES:
        for record in records_of(name, files / file, 1.0, chance):
            known = truth.get((record.provider, record.ref))
            if known is None or not is_whole(record):
                continue
            _place(record, known, noted, plain, chance)
    chance.shuffle(noted)
    chance.shuffle(plain)
    return [*noted[:wanted], *plain[:wanted]]


def _place(
    record: NominalRecord, known: Truth, noted: list[Sought], plain: list[Sought], chance: random.Random
) -> None:
    """Those with a note are typed as held, so that a table by note shows the note and not the slip."""
    if any(known.notes):
        noted.append(as_typed(record, chance, "as held"))
    else:
        plain.append(as_typed(record, chance))


def _summary(links: Linkage, judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "records": links.records,
        "pairs": pairs(links),
        "asked": len(judged),
        "right": sum(one.own for one in judged),
        "somebody_else": sum(one.stranger for one in judged),
    }  # fmt: skip


def pairs(links: Linkage) -> dict[str, float]:
    """The same as `link_row`, for a program to read."""
    return {
        "recall": links.recall,
        "precision": links.precision,
        "false_within_household": links.false_within,
        "false_beyond_household": links.false_beyond,
    }


def _figures(people: int, found: dict[str, Any]) -> Figures:
    judged: list[Judged] = found["judged"]
    plain = [one for one in judged if not any(one.truth.notes)]
    page = Figures(f"The sandbox, {people:,} people")
    page.table("Links against the truth, as pairs of records", LINK_HEADINGS, _link_rows(found["links"], found["held"]))
    rows = [found_row("everybody without a note", plain)]
    rows += [found_row(f"- {slip}", [one for one in plain if one.slip == slip]) for slip in SLIPS]
    page.table("People without a note, by how they were typed", FOUND_HEADINGS, rows)
    noted = by_note(one for one in judged if any(one.truth.notes))
    rows = [found_row(note, some) for note, some in noted.items() if not note.startswith(("cast:", "never_link"))]
    page.table("People with a note, typed as one agency has them", FOUND_HEADINGS, rows)
    page.table("People whose whereabouts are hidden, asked about with their family", HEADINGS, found["shielded"])
    page.sentence(
        "The right person: the golden nominal that the match found holds a record of the person asked about. "
        "Found, not told: the match was right, and the agreements tell this asker nothing. "
        "Somebody else: that golden nominal also, or only, holds a record of another person."
    )
    return page


def _link_rows(links: Linkage, held: Held) -> list[list[str]]:
    return [link_row("all", links), ["held for review", f"{len(held.loose):,}", "", "", "", "", "", ""]]


def link_row(label: str, links: Linkage) -> list[str]:
    """One row of the table of links."""
    return [
        label, f"{links.records:,}", f"{links.goldens:,}", f"{links.true_pairs:,}",
        share(links.linked_true, links.true_pairs), f"{100 * links.precision:.2f} %", f"{links.false_within:,}",
        f"{links.false_beyond:,}",
    ]  # fmt: skip
