"""One contender on one data set, in a process of its own: `python -m deploy.bench.match.child NAME DATA KEPT OUT`.

The contender is imported only after its data is there, sees no truth, and is measured when it has finished. What it
leaves is numbers: no record, no name.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

import msgspec

from deploy.bench.match import bounds, datasets
from deploy.bench.match.measure import Measured, blocking_recall, measure
from deploy.bench.match.twins import twin_pairs

CONTENDERS = {
    "ours": "deploy.bench.match.ours",
    "splink": "deploy.bench.match.splink_tuned",
    "splink-our-levels": "deploy.bench.match.splink_levels",
    "recordlinkage": "deploy.bench.match.ecm",
}


class Outcome(msgspec.Struct, frozen=True):
    """What a contender made of a data set."""

    contender: str
    data: str
    title: str
    source: str
    records: int
    candidates: int
    blocking_recall: float
    measured: dict[str, Measured]
    """By judgement: `pairs` as scored, `one to one` after competition."""
    wall: dict[str, float]
    cpu: dict[str, float]
    notes: dict[str, Any]


def main(name: str, data: str, kept: Path, out: Path) -> int:
    """Read, let contend, measure, write."""
    bounds.hold()
    try:
        of = datasets.read(data, kept)
    except datasets.NotHere as fault:
        print(fault, file=sys.stderr)
        return 3
    print(f"{name} on {of.material.name}: {len(of.material.records):,} records", file=sys.stderr, flush=True)
    ledger = importlib.import_module(CONTENDERS[name]).contend(of.material)
    twins = twin_pairs(of)
    outcome = Outcome(
        contender=name,
        data=data,
        title=of.material.name,
        source=of.source,
        records=len(of.material.records),
        candidates=len(ledger.candidates.a) if ledger.candidates else 0,
        blocking_recall=blocking_recall(ledger.candidates, of) if ledger.candidates else 0.0,
        measured={how: measure(judged, of, twins) for how, judged in ledger.judgements.items()},
        wall=ledger.wall,
        cpu=ledger.cpu,
        notes=ledger.notes,
    )
    out.write_bytes(msgspec.json.encode(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
