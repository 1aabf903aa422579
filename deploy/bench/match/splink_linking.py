"""What every way of using Splink shares: tables in DuckDB, training in the order that its documentation gives, links.

Splink 5 (Ministry of Justice, MIT licence). Nothing here sees the truth. Imported by a bench's child only: Splink is
no requirement of the service.
"""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from deploy.bench.match.columns import Column
from deploy.bench.match.material import Material
from deploy.bench.match.measure import codes
from deploy.bench.match.scored import NO_PAIRS, Ledger, Scored
from service.matching.closure import closed
from service.matching.competition import Pairs, Real, Whole, contended

MAX_PAIRS = 1e7
"""For u by random sampling: what the documentation calls often adequate; 1e8 does not fit into `BOUNDS`."""
BOUNDS = {"memory_limit": "2GB", "threads": 2, "max_temp_directory_size": "4GB"}
SEED = 1
LEAST_BITS = -10.0
"""log2 odds under which a pair (a chance of 1 in 1,000) is nobody's rival."""
DETERMINISTIC_RECALL = 0.7
"""How much of the true pairs the deterministic rules find: a guess that the documentation asks for."""


def open_duckdb() -> Any:
    """Splink's door to a DuckDB in memory, bounded: it spills up to 4 GB beside the bench, and fails beyond that."""
    import duckdb
    from splink import DuckDBAPI

    place = tempfile.mkdtemp(prefix="golden-thread-duckdb-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return DuckDBAPI(duckdb.connect(config=BOUNDS | {"temp_directory": place}))


def tables(material: Material, columns: dict[str, Column], door: Any) -> list[Any]:
    """The records registered with Splink: one table, or one for each source."""
    import pyarrow

    if material.dedupe:
        return [
            door.register(pyarrow.table(_table(columns, range(len(material.records)))), dataset_display_name="records")
        ]
    return [
        door.register(pyarrow.table(_table(columns, rows)), dataset_display_name=f"source_{at}")
        for at, rows in enumerate(material.sources.values())
    ]


def _table(columns: dict[str, Column], rows: Sequence[int]) -> dict[str, Any]:
    return {"unique_id": list(rows)} | {name: [values[row] for row in rows] for name, values in columns.items()}


def train(
    linker: Any, deterministic: Sequence[Any], em_blocks: Sequence[Any], max_pairs: float = MAX_PAIRS
) -> list[str]:
    """The prior by deterministic rules, u by random sampling, m by EM on each block. Returns what did not converge."""
    training = linker.training
    faults = []
    for recall in (DETERMINISTIC_RECALL, 1.0):
        try:
            training.estimate_probability_two_random_records_match(list(deterministic), recall=recall)
            break
        except ValueError as fault:
            faults.append(str(fault).splitlines()[0])
    training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=SEED)
    for block in em_blocks:
        try:
            training.estimate_parameters_using_expectation_maximisation(block)
        except Exception as fault:
            faults.append(f"EM on one block: {type(fault).__name__}")
    return faults


def predicted(linker: Any, ledger: Ledger, material: Material) -> Any:
    """Every blocked pair with its match weight; and, to be fair, what our competition (or clusters) make of it."""
    with ledger.stage("link"):
        answer = linker.inference.predict(warning_mode="never")
        ledger.candidates = pairs = pairs_of(answer)
    ledger.judgements["pairs"] = pairs
    with ledger.stage("one to one"):
        source = codes([record.provider for record in material.records])
        given = Pairs(pairs.a, pairs.b, pairs.bits)
        if material.dedupe:
            ledger.judgements["one to one"] = Scored(*closed(given, len(material.records)))
        else:
            ledger.judgements["one to one"] = Scored(pairs.a, pairs.b, _contended(given, source))
    return answer


def _contended(pairs: Pairs, source: Whole) -> Real:
    """Only what may be a match competes: at a million records, wide rules tie everybody to everybody by mere chance."""
    bits = pairs.bits.copy()
    likely = np.flatnonzero(bits >= LEAST_BITS)
    bits[likely] = contended(Pairs(pairs.one[likely], pairs.other[likely], bits[likely]), source)
    return bits


def pairs_of(answer: Any) -> Scored:
    """A table of predictions as arrays."""
    found = answer.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_weight").fetchnumpy()
    a, b, bits = found["unique_id_l"], found["unique_id_r"], found["match_weight"]
    return Scored(a.astype(np.int64), b.astype(np.int64), np.asarray(bits, float)) if len(a) else NO_PAIRS
