"""Write a whole simulated partnership: three agencies' files with their manifests, and the truth apart from them.

The same size and seed give the same bytes. Families are made, exported and forgotten one cluster at a time, so that
memory does not grow with the population.
"""

import hashlib
import random
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from connectors.manifest import Coverage, Manifest, beside
from connectors.police import HEADER
from connectors.sandbox import cast_services as cast
from connectors.sandbox import export_family_hubs as hubs
from connectors.sandbox import export_health as health
from connectors.sandbox import export_police as police
from connectors.sandbox.cast import CAST, HOMES, REFUGE
from connectors.sandbox.export import Export
from connectors.sandbox.families import TODAY, Families
from connectors.sandbox.names import Names
from connectors.sandbox.numbers import NhsNumbers
from connectors.sandbox.person import Household, Person

SMALLEST, LARGEST = 200, 5_000_000
FILES = ("police.csv", "family-hubs.jsonl", "health.ndjson")
TRUTH = "truth.csv"
_REPORT_EVERY = 5_000

Progress = Callable[[int, int], None]
"""Told how many people are done, and of how many."""


class Summary(msgspec.Struct, frozen=True):
    """What was written. `faults` are those put in on purpose: file to fault code to how many outcomes it makes."""

    people: int
    households: int
    rows: dict[str, int]
    records: dict[str, int]
    faults: dict[str, dict[str, int]]
    sha256: dict[str, str]


def write_partnership(
    directory: Path, people: int, seed: int, progress: Progress | None = None, exported: date = TODAY
) -> Summary:
    """Write the files of a partnership of at least `people` people into a directory, which is made if need be.

    `exported` is the day that the manifests give; the population itself is always that of `families.TODAY`.

    Raises `ValueError` for a size outside 200 to 5,000,000, and `OSError` where the directory cannot be written.
    """
    if not SMALLEST <= people <= LARGEST:
        raise ValueError(f"A sandbox holds from {SMALLEST:,} to {LARGEST:,} people.")
    directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writing = _Writing(directory, stack, exported)
        writing.cast()
        families = Families(random.Random(seed), Names(), NhsNumbers(people), len(CAST), REFUGE)
        agencies = random.Random(f"agencies {seed}")
        done = reported = len(CAST)
        for cluster in families.clusters():
            done += writing.cluster(cluster, agencies)
            if progress is not None and done - reported >= _REPORT_EVERY:
                reported = done
                progress(min(done, people), people)
            if done >= people:
                break
        summary = writing.finish(done)
    if progress is not None:
        progress(people, people)
    return summary


class _File:
    """A file that counts its rows and digests its bytes as they are written."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path = path
        self.rows = 0
        self._digest = hashlib.sha256()
        self._stream = stack.enter_context(path.open("wb"))
        self._waiting: list[bytes] = []

    def heading(self, line: str) -> None:
        """Write a line that is not a row."""
        self._waiting.append(line.encode())

    def rows_of(self, lines: Iterable[str | bytes]) -> None:
        """Write rows."""
        for line in lines:
            self._waiting.append(line if isinstance(line, bytes) else line.encode())
            self.rows += 1
        if len(self._waiting) > 2000:
            self.flush()

    def flush(self) -> None:
        """Hand what is waiting to the file."""
        self._waiting.append(b"")
        block = b"\n".join(self._waiting)
        self._waiting = []
        self._digest.update(block)
        self._stream.write(block)

    @property
    def sha256(self) -> str:
        """The digest of everything flushed."""
        return self._digest.hexdigest()


_AS_OF: dict[str, tuple[str, Literal["police", "family_hubs", "health"], timedelta]] = {
    "police.csv": (police.PROVIDER, "police", timedelta(hours=6)),
    "family-hubs.jsonl": (hubs.PROVIDER, "family_hubs", timedelta(hours=-4)),
    "health.ndjson": (health.PROVIDER, "health", timedelta(hours=-25)),
}
"""Each file's agency, connector, and when it was exported, from the start of the day of the export."""


class _Writing:
    """One run: the open files, and what has gone into them."""

    def __init__(self, directory: Path, stack: ExitStack, exported: date) -> None:
        self.exported = datetime(exported.year, exported.month, exported.day, tzinfo=UTC)
        self.police, self.hubs, self.health = (_File(directory / name, stack) for name in FILES)
        self.truth = _File(directory / TRUTH, stack)
        self.households = len(HOMES) - 1
        self.records: dict[str, int] = {}
        self.faults: dict[str, dict[str, int]] = {name: {} for name in FILES}

    def cast(self) -> None:
        """Write the headings and the people who are always there."""
        self.police.heading(",".join(HEADER))
        self.truth.heading("provider,ref,person,household,notes")
        self.police.rows_of(cast.police_rows())
        self.hubs.rows_of(cast.hub_lines())
        self.health.rows_of(cast.health_lines())
        homes = list(HOMES)
        for provider, ref, member in cast.records():
            number, home = CAST.index(member) + 1, homes.index(member.household) + 1
            self._true(provider, ref, number, home, [f"cast:{member.key}", *member.notes])

    def cluster(self, households: list[Household], chance: random.Random) -> int:
        """Write what each agency knows of a cluster, and return how many people it has."""
        people = [person for home in households for person in home.people]
        self.households += len(households)
        for person in people:
            if police.is_known(person, chance):
                self._take(self.police, police.export(person, chance), [person])
        known = [(home, hubs.known_of(home, chance)) for home in households]
        also = frozenset([person.number for _, some in known for person in some])
        for home, some in known:
            if some:
                self._take(self.hubs, hubs.export(home, some, also, chance), some)
        patients = [person for person in people if health.is_known(chance)]
        also = frozenset([person.number for person in patients])
        for person in patients:
            self._take(self.health, health.export(person, also, chance), [person])
        return len(people)

    def _take(self, file: _File, export: Export, people: list[Person]) -> None:
        file.rows_of(export.lines)
        for place, (provider, ref) in enumerate(export.records):
            person = people[place] if len(people) > 1 else people[0]
            self._true(provider, ref, person.number, person.home.number, person.notes)
        faults = self.faults[file.path.name]
        for code, times in export.faults.items():
            faults[code.value] = faults.get(code.value, 0) + times

    def _true(self, provider: str, ref: str, person: int, household: int, notes: list[str]) -> None:
        self.truth.rows_of([f"{provider},{ref},P{person:07},H{household:07},{';'.join(dict.fromkeys(notes))}"])
        self.records[provider] = self.records.get(provider, 0) + 1

    def finish(self, people: int) -> Summary:
        """Flush the files, write their manifests, and return what was done."""
        files = (self.police, self.hubs, self.health, self.truth)
        for file in files:
            file.flush()
        for file in files[:3]:
            _write_manifest(file, self.exported)
        return Summary(
            people=people,
            households=self.households,
            rows={file.path.name: file.rows for file in files},
            records=self.records,
            faults=self.faults,
            sha256={file.path.name: file.sha256 for file in files},
        )


def _write_manifest(file: _File, exported: datetime) -> None:
    provider, connector, after = _AS_OF[file.path.name]
    as_of = exported + after
    manifest = Manifest(
        provider=provider,
        as_of=as_of,
        connector=connector,
        file=file.path.name,
        message_id=f"sandbox-{file.sha256[:16]}",
        sequence=1,
        coverage=Coverage(start=date(2024, 1, 1), end=as_of.date(), area="BLACKPOOL"),
        rows=file.rows,
        sha256=file.sha256,
    )
    beside(file.path).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
