"""A loaded partnership of a wanted size, made once and kept under `.golden-thread/bench/`, and how fast it loaded.

The load runs in a process of its own, so that what it leaves in memory burdens no measurement after it.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.sandbox.partnership import SMALLEST, write_partnership
from deploy.bench.asking import demo_at
from deploy.bench.processes import ROOT
from deploy.demo.partnership import SEED, Demo, set_up
from service.cli.progress import Progress
from service.settings import Settings

KEPT = ROOT / ".golden-thread" / "bench"
FILES_ARE_IN = "agency-files"
RECORDS_PER_PERSON = 1.446
"""How many records the sandbox's three agencies hold of a person, on average (measured at 5,000 people)."""


class LoadFailed(Exception):
    """The load did not end well; its own words were printed."""


@dataclass(frozen=True)
class Prepared:
    """A partnership that is loaded: where, how to run it, and the figures of its load."""

    demo: Demo
    settings: Settings
    load: dict[str, Any]

    @property
    def records(self) -> int:
        """How many records were read."""
        return sum(one["read"] for one in self.load["files"])

    @property
    def truth(self) -> Path:
        """Who is who."""
        return self.demo.files / "truth.csv"


def prepare(name: str, people: int, *, fresh: bool, kept: Path = KEPT) -> Prepared:
    """Set a partnership up and load it, or take the one that is there whole.

    Raises:
        LoadFailed: a file was refused, or the store or the log did not take it.
    """
    directory = kept / name
    figures = directory / "load.json"
    if fresh or not figures.exists():
        _clear(directory, but="" if fresh else FILES_ARE_IN)
    directory.mkdir(parents=True, exist_ok=True)
    demo = demo_at(directory, people)
    _write_files(demo)
    settings = set_up(demo, say)
    if not figures.exists():
        say(f"Loading {people:,} people's records into {directory}")
        loading = [sys.executable, "-m", "deploy.bench.loading", str(directory), str(people)]
        if subprocess.run(loading, cwd=ROOT, check=False).returncode != 0:
            raise LoadFailed("The load did not end well. Its own words are above.")
    return Prepared(demo, settings, json.loads(figures.read_text(encoding="utf-8")))


def _clear(directory: Path, but: str) -> None:
    """Take away what an earlier run left, `but` one folder: a load that was cut short has no figures worth keeping."""
    for path in directory.iterdir() if directory.exists() else ():
        if path.is_dir() and path.name != but:
            shutil.rmtree(path)
        elif not path.is_dir():
            path.unlink()


def _write_files(demo: Demo) -> None:
    """Write the agencies' files beside their place and move them there whole, so that a run cut short leaves none."""
    if demo.files.exists():
        return
    say(f"Writing the files of three simulated agencies: {demo.people:,} people")
    new = demo.files.with_suffix(".new")
    with Progress("people") as progress:
        write_partnership(new, demo.people, SEED, progress.advance)
    new.replace(demo.files)


def bare(name: str, *, fresh: bool, kept: Path = KEPT) -> tuple[Demo, Settings]:
    """A partnership with keys and signed agreements, into which a bench loads files of its own."""
    directory = kept / name
    if fresh and directory.exists():
        shutil.rmtree(directory)
    directory.mkdir(parents=True, exist_ok=True)
    demo = demo_at(directory, SMALLEST)
    _write_files(demo)
    return demo, set_up(demo, say)


def people_for(records: int) -> int:
    """How many people have about this many records."""
    return max(SMALLEST, round(records / RECORDS_PER_PERSON))


def say(line: str) -> None:
    """One line of progress; standard output is for the figures."""
    print(line, file=sys.stderr, flush=True)
