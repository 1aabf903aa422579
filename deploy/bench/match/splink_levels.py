"""Splink 5 on DuckDB with our own levels where it can express them, and our own blocking: what its two classes make
of the same evidence.

The pairs are those that share one of our blind tokens; u by random sampling and m by EM, as for Splink as tuned.
"""

from typing import Any

from deploy.bench.match.columns import filled
from deploy.bench.match.levels_in_sql import DUCKDB, comparisons, conditions, plain
from deploy.bench.match.material import Material
from deploy.bench.match.ours import blocked
from deploy.bench.match.scored import Ledger
from deploy.bench.match.splink_linking import open_duckdb, predicted, tables, train
from service.matching.bulk.pairs import Shared
from service.matching.normalise import person_from_record

MAX_PAIRS = 2e6
"""Of random pairs: these levels cost ten times as much as the predefined ones."""
_COLUMN = {"given": "forename", "address": "street"}
"""Of the fields whose column is not called as they are."""


def contend(material: Material) -> Ledger:
    """Train and link."""
    from splink import Linker, block_on

    ledger = Ledger()
    with ledger.stage("read"):
        people = [person_from_record(record) for record in material.records]
        found = plain(people)
        held = filled(found)
        fields = [field for field in conditions(DUCKDB) if _COLUMN.get(field, field) in held]
    with ledger.stage("train"):
        door = open_duckdb()
        linker = Linker(tables(material, found, door), settings(material, fields), log_level="ERROR")
        blocks = [block_on("forename", "family"), block_on("birth")]
        faults = train(linker, [block_on("forename", "family", "birth")], blocks, MAX_PAIRS)
    with ledger.stage("link"):
        register(linker, door, material, blocked(material, people))
    predicted(linker, ledger, material)
    ledger.notes = {"blocking": "our tokens", "fields": fields, "faults": faults}
    return ledger


def settings(material: Material, fields: list[str]) -> dict[str, Any]:
    """Splink's settings for our levels, to be trained."""
    return {
        "link_type": "dedupe_only" if material.dedupe else "link_only",
        "comparisons": comparisons(fields, DUCKDB),
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 50,
    }


def register(linker: Any, door: Any, material: Material, shared: Shared) -> None:
    """Have Splink score these pairs, in its own form, instead of blocking by rules."""
    import pyarrow

    keys = [""] * len(material.records)
    for at, rows in enumerate(material.sources.values()):
        for row in rows:
            keys[row] = str(row) if material.dedupe else f"source_{at}-__-{row}"
    lower = [(keys[a], keys[b]) if keys[a] < keys[b] else (keys[b], keys[a]) for a, b in zip(*shared[:2], strict=True)]
    sides: list[Any] = [[pair[end] for pair in lower] for end in (0, 1)]
    if material.dedupe:
        sides = [[int(key) for key in side] for side in sides]
    pairs = pyarrow.table({"match_key": ["0"] * len(lower), "join_key_l": sides[0], "join_key_r": sides[1]})
    linker.table_management.register_blocked_pairs_for_predict(door.register(pairs))
