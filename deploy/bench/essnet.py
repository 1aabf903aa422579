"""How well are people of real-format data found: ONS ESSnet households as police and health, and the NHS's own samples?

Reads `../shared/data` (or GOLDEN_THREAD_SHARED). Options: --people 1000  --fresh  --json  --page docs/evaluation.md
"""

import argparse
import asyncio
import csv
import json
import os
import random
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from connectors.catalogue import connector
from connectors.connector import Good, read
from connectors.manifest import without_manifest
from deploy.bench import fhir_pds
from deploy.bench.asking import Asker, asker
from deploy.bench.held import Held, linkage, read_held
from deploy.bench.judging import FOUND_HEADINGS, Judged, found_row, judge
from deploy.bench.page import Figures, write_into
from deploy.bench.people import Sought, Truth, as_typed
from deploy.bench.prepared import KEPT, bare, say
from deploy.bench.processes import ROOT, DidNotStart
from deploy.bench.sandbox import LINK_HEADINGS, link_row, pairs
from service.errors import GoldenThreadError
from service.intake.arrival import load_file
from service.matching import shipped

SEED = 74
MAPPINGS = ROOT / "connectors" / "mappings"
ABSENT = (
    "The data of this bench is not here: {folder} has no {name}. It comes from outside and is no part of the "
    "repository. Put it beside the checkout as ../shared, or say where it is with GOLDEN_THREAD_SHARED. "
    "`python3 -m deploy bench sandbox` shows the same figures with files that the sandbox writes."
)
HALVES = {"thresholds were set on": False, "set aside": True}
"""Which half of the postcodes the shipped model's thresholds come from, and which was only measured."""


class Source(NamedTuple):
    """One of the two ESSnet files, and as whose records it is loaded."""

    name: str
    file: str
    provider: str
    ref: str

    @property
    def mapping(self) -> Path:
        """Which column is what."""
        return MAPPINGS / f"essnet-{self.name}.json"


CIS = Source("cis", "cis.csv", "police:04", "cis_id")
CENSUS = Source("census", "census.csv", "ods:RXL", "census_id")


def main(arguments: list[str]) -> int:
    """Load, ask both ways and judge; 1 when something refuses or the data is not there."""
    options = _options(arguments)
    shared = shared_folder()
    for name in ("data/essnet/cis.csv", "data/essnet/census.csv", "data/fhir-pds/Sensitive_Patient.json"):
        if not (shared / name).exists():
            print(ABSENT.format(folder=shared, name=name), file=sys.stderr)
            return 1
    try:
        found = asyncio.run(_evaluate(shared / "data", options))
    except (GoldenThreadError, DidNotStart) as fault:
        print(getattr(fault, "advice", "") or fault, file=sys.stderr)
        return 1
    page, summary = found
    page.show(apart=options.json)
    write_into(options.page, "essnet", page.markdown())
    if options.json:
        print(json.dumps(summary, indent=1))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench essnet", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1000, help="how many of each source are asked about (1000)")
    parser.add_argument("--fresh", action="store_true", help="load anew")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "evaluation.md", help="the page to write into")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where loaded partnerships are kept")
    return parser.parse_args(arguments)


def shared_folder() -> Path:
    """Where data from outside is: GOLDEN_THREAD_SHARED, or `shared` beside the checkout."""
    return Path(os.environ.get("GOLDEN_THREAD_SHARED") or ROOT.parent / "shared")


async def _evaluate(data: Path, options: argparse.Namespace) -> tuple[Figures, dict[str, Any]]:
    page, summary = Figures("ONS ESSnet households, and the NHS's sample patients"), dict[str, Any]()
    judged: dict[str, dict[str, list[Judged]]] = {}
    for name, sources in (("both", (CIS, CENSUS)), ("only census", (CENSUS,)), ("only cis", (CIS,))):
        truth = _truth(data / "essnet", (CIS, CENSUS))
        async with _loaded(data / "essnet", name, sources, options) as asking:
            held = await read_held(asking.runtime, truth)
            judged[name] = {
                source.name: await _ask(asking, held, truth, data / "essnet", source, options.people)
                for source in (CIS, CENSUS)
                if name == "both" or source not in sources
            }
        if name == "both":
            summary["pairs"] = _add_links(page, held)
    summary["asked"] = _add_found(page, judged)
    page.sentence(_EXPLAINED)
    summary["fhir_pds"] = await fhir_pds.evaluate(data / "fhir-pds", options.kept, page)
    return page, summary


_EXPLAINED = (
    "Both loaded: the asker's own source is in the index too, so the right person is a golden nominal that holds the "
    "*other* source's record of the same person: finding and linking together. Only the other loaded: the person must "
    "be found by what one source says in the records of the other. Only people whom the other source holds are asked "
    "about. Somebody else: the golden nominal found holds a record of another person. People are asked about as "
    "their source has them, with whatever it lacks; refused are those of whom that is too little to ask."
)


@asynccontextmanager
async def _loaded(
    essnet: Path, name: str, sources: Sequence[Source], options: argparse.Namespace
) -> AsyncIterator[Asker]:
    """An asker over a partnership that holds these sources."""
    demo, settings = bare(f"essnet-{name.replace(' ', '-')}", fresh=options.fresh, kept=options.kept)
    async with asker(demo, settings) as asking:
        for source in sources:
            say(f"ESSnet, {name}: loading {source.file}")
            file = essnet / source.file
            summary = await load_file(asking.runtime, "columns", file, source.mapping, source.provider)
            say("\n".join(summary.lines()))
        yield asking


def _truth(essnet: Path, sources: Sequence[Source]) -> dict[tuple[str, str], Truth]:
    """Who each record is; the household is the person's id without its last three digits."""
    found = {}
    for source in sources:
        with (essnet / source.file).open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                who = row["person_id"]
                found[source.provider, row[source.ref]] = Truth(who, who[:-3], ())
    return found


async def _ask(
    asking: Asker, held: Held, truth: Mapping[tuple[str, str], Truth], essnet: Path, source: Source, wanted: int
) -> list[Judged]:
    """Ask about people of one source whom the other holds too, as their source has them."""
    other = CENSUS if source is CIS else CIS
    chance = random.Random(SEED)
    holding = held.everybody()
    typed = [(one, truth[one.provider, one.ref]) for one in _typed(essnet, source, chance)]
    known = [(one, who) for one, who in typed if other.provider in holding.get(who.person, ())]
    chance.shuffle(known)
    say(f"Asking about {min(wanted, len(known)):,} people of {source.file}")
    return [await judge(asking, held, one, who) for one, who in known[:wanted]]


def _typed(essnet: Path, source: Source, chance: random.Random) -> list[Sought]:
    reader, manifest = connector("columns", source.mapping), without_manifest(source.provider)
    outcomes = read(reader, essnet / source.file, manifest)
    return [as_typed(each.record, chance, "as held") for each in outcomes if isinstance(each, Good)]


def _add_links(page: Figures, held: Held) -> dict[str, Any]:
    """Links of the two sources, whole and by half."""
    rows, summary = [], dict[str, Any]()
    for label, aside in {"all": None, **HALVES}.items():
        links = linkage(held if aside is None else _half(held, aside))
        rows.append(link_row(label if aside is None else f"postcodes {label}", links))
        summary[label] = pairs(links)
    page.table("Links between the two sources against the truth, as pairs of records", LINK_HEADINGS, rows)
    return summary


def _half(held: Held, aside: bool) -> Held:
    """The golden nominals that hold a record of this half of the postcodes."""
    goldens = {
        golden: records
        for golden, records in held.goldens.items()
        if any(is_aside(record.truth) is aside for record in records)
    }
    loose = [record for record in held.loose if is_aside(record.truth) is aside]
    return Held(goldens, held.by_pseudonym, loose, 0)


def is_aside(truth: Truth) -> bool:
    """Whether a person's postcode is in the half that the shipped model neither learnt nor was calibrated on."""
    return shipped._aside(truth.person)


def _add_found(page: Figures, judged: Mapping[str, Mapping[str, Sequence[Judged]]]) -> dict[str, Any]:
    summary: dict[str, Any] = {}
    for name, by_source in judged.items():
        rows = []
        for source, some in by_source.items():
            other = CENSUS.provider if source == CIS.name else CIS.provider
            label = f"{source}, asked of {'both' if name == 'both' else name}"
            rows.append(found_row(label, some, other))
            for half, aside in HALVES.items():
                rows.append(found_row(f"- postcodes {half}", [o for o in some if is_aside(o.truth) is aside], other))
            summary[label] = {"asked": len(some), "right": sum(o.own and other in o.others for o in some),
                              "somebody_else": sum(o.stranger for o in some)}  # fmt: skip
        page.table(f"Who is found, {'both sources' if name == 'both' else name} loaded", FOUND_HEADINGS, rows)
    return summary
