"""How fast is everybody linked at once from the sealed store, stage by stage, and how good are the links?

Options: --records 100000  --workers 2  --fresh  --json  --page docs/benchmarks.md
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from deploy.bench.page import Figures, write_into
from deploy.bench.prepared import FILES_ARE_IN, KEPT, LoadFailed, people_for, say
from deploy.bench.processes import ROOT

STAGES = ("read", "pairs", "compare", "settle", "write")
HEADINGS = (
    "records", "linked", "asked", "held", "wall", "processor", "records/s", "memory", "precision", "recall",
    "household false links",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Prepare a store in which everybody waits, link a copy of it in a process of its own, and tell."""
    options = _options(arguments)
    try:
        waiting = _waiting(options.records, fresh=options.fresh, kept=options.kept)
    except LoadFailed as fault:
        print(fault, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(dir=waiting.parent) as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(waiting, copy, ignore=shutil.ignore_patterns("*.lock", FILES_ARE_IN))
        (copy / FILES_ARE_IN).symlink_to(waiting / FILES_ARE_IN)
        found = _run("link", copy, options.workers)
    if found is None:
        return 1
    page = _figures(options.records, found)
    page.show(apart=options.json)
    if options.page:
        write_into(options.page, f"bulk link, {options.records:,}", page.markdown())
    if options.json:
        print(json.dumps(found, indent=1))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench bulk_link", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000, help="how many records wait (100,000)")
    parser.add_argument("--workers", type=int, default=2, help="processes that open records (2)")
    parser.add_argument("--fresh", action="store_true", help="make the store anew")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--page", type=Path, help="a page to write the figures into")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where prepared stores are kept")
    return parser.parse_args(arguments)


def _waiting(records: int, *, fresh: bool, kept: Path) -> Path:
    """A partnership of about so many records, all of which wait; made once."""
    directory = kept / f"waiting-{records}"
    done = directory / "loaded"
    if fresh or not done.exists():
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        say(f"Taking in about {records:,} records, to be linked later")
        if _run("load", directory, people_for(records)) is None:
            raise LoadFailed("The load did not end well. Its own words are above.")
        done.touch()
    return directory


def _run(step: str, directory: Path, number: int) -> dict[str, Any] | None:
    command = [sys.executable, "-m", "deploy.bench.bulk_link_run", step, str(directory.resolve()), str(number)]
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def _figures(records: int, found: dict[str, Any]) -> Figures:
    page = Figures(f"Linking {records:,} records at once")
    tally = found["tally"]
    row = [
        f"{tally['waited']:,}", f"{tally['linked']:,}", f"{tally['asked']:,}", f"{tally['held']:,}",
        f"{found['wall']:.1f} s", f"{found['processor']:.1f} s", f"{tally['waited'] / found['wall']:,.0f}",
        f"{found['memory'] / 2**30:.2f} GiB", f"{100 * found['precision']:.3f} %", f"{100 * found['recall']:.2f} %",
        f"{100 * found['false_within_household'] / max(1, found['links']):.3f} % of links",
    ]  # fmt: skip
    page.table("From the sealed store, to golden nominals that are written", HEADINGS, [row])
    stages = [
        [name, f"{found['stages'].get(name, 0.0):.2f} s", f"{found['stages_processor'].get(name, 0.0):.2f} s"]
        for name in STAGES
    ]
    page.table("By stage", ("stage", "wall", "processor of the linking process"), stages)
    page.sentence(
        f"Of the processor time {found['processor_here']:.1f} s are the linking process's, "
        f"{found['processor_opening']:.1f} s those of the workers that open records and pair postings, and "
        f"{found['processor_judging']:.1f} s those of the copies that judge pairs beside it. Memory is the most that "
        f"each process had, added up, though what they share is then counted more than once; "
        f"{found['memory_here'] / 2**30:.2f} GiB are the linking process's."
    )
    return page
