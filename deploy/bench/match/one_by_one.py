"""A peer that answers for one person at a time: `python -m deploy.bench.match.one_by_one CONTENDER RECORDS KEPT`.

Prints its figures as one line of JSON. Half of the queries are a record as it is held, half the same with one slip.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from math import ceil, log10
from pathlib import Path
from typing import Any

import msgspec

from connectors.sandbox.mistakes import typed_wrong
from deploy.bench.match import bounds, cached_sql, datasets
from deploy.bench.match.latency import Timed
from deploy.bench.match.material import Material
from deploy.bench.match.plain_splink import COLUMNS, TF, plain, trained

TITLES = {
    "cached-sql": "PostgreSQL with cached Splink SQL",
    "splink-duckdb": "Splink 5 on DuckDB (predict_between)",
}
QUERIES = {"cached-sql": 1000, "splink-duckdb": 25}
WARM_UP = 5
SEED = 76
EDGES_A_DECADE = 20


def main(contender: str, records: int, kept: Path) -> int:
    """Fill, warm up, ask, print."""
    bounds.hold()
    of = datasets.read(f"sandbox-{records}", kept)
    columns = plain(of.material)
    linker, shares = trained(of.material, columns)
    opened = _cached_sql if contender == "cached-sql" else _splink
    with opened(linker, of.material, columns, shares) as ask:
        asked = _queries(columns, shares, QUERIES[contender] + WARM_UP)
        taken, right = _timed(ask, asked, of.truth.person)
    print(msgspec.json.encode(_figures(contender, len(of.material.records), taken, right)).decode())
    return 0


@contextmanager
def _cached_sql(
    linker: Any, material: Material, columns: dict[str, list[Any]], shares: dict[str, dict[str, float]]
) -> Iterator[cached_sql.Ask]:
    import psycopg

    settings = linker._settings_obj.as_dict()
    with (
        tempfile.TemporaryDirectory(prefix="golden-thread-bench-") as place,
        cached_sql.server(Path(place)) as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        cached_sql.fill(connection, columns, shares)
        yield cached_sql.asking(connection, cached_sql.sql_of(settings))


@contextmanager
def _splink(
    linker: Any, material: Material, columns: dict[str, list[Any]], shares: dict[str, dict[str, float]]
) -> Iterator[cached_sql.Ask]:
    """Splink 5's own way to match new records with those that it holds."""
    import pyarrow

    door = linker._db_api
    kinds = {"text": pyarrow.string(), "date": pyarrow.date32()}
    schema = pyarrow.schema({"unique_id": pyarrow.int64()} | {name: kinds[kind] for name, kind in COLUMNS.items()})
    held = linker._input_tables_dict["records"]
    numbers = iter(range(10**9))

    def ask(person: dict[str, Any]) -> list[int]:
        row = {"unique_id": [-1], **{name: [person[name]] for name in columns}}
        asked = door.register(pyarrow.table(row, schema=schema), dataset_display_name=f"asked_{next(numbers)}")
        answer = linker.inference.predict_between(held, asked, warning_mode="never")
        found = answer.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_weight").fetchall()
        best = sorted(found, key=lambda pair: -pair[2])[:10]
        return [max(pair[:2]) for pair in best]

    yield ask


def _queries(
    columns: dict[str, list[Any]], shares: dict[str, dict[str, float]], wanted: int
) -> list[tuple[int, dict[str, Any]]]:
    """(row, columns) of people who have a whole name and date of birth; every other one with a slip in the surname."""
    draw = random.Random(SEED)
    found: list[tuple[int, dict[str, Any]]] = []
    while len(found) < wanted:
        row = draw.randrange(len(columns["dob"]))
        person = {name: values[row] for name, values in columns.items()}
        if not (person["full_name"] and isinstance(person["dob"], date)):
            continue
        if len(found) % 2:
            person["surname"] = typed_wrong(person["surname"], draw)
            person["full_name"] = f"{person['forename']} {person['surname']}"
        found.append((row, person | {f"tf_{name}": shares[name].get(person[name]) for name in TF}))
    return found


def _timed(
    ask: Callable[[dict[str, Any]], list[int]], asked: Sequence[tuple[int, dict[str, Any]]], who: Sequence[str]
) -> tuple[list[float], float]:
    """Seconds of each query after the warm-up, and how often the best answer was the person asked about."""
    taken, right = [], 0
    for at, (row, person) in enumerate(asked):
        began = time.perf_counter()
        answer = ask(person)
        if at >= WARM_UP:
            taken.append(time.perf_counter() - began)
            right += bool(answer) and who[answer[0]] == who[row]
    return taken, right / len(taken)


def _figures(contender: str, records: int, taken: list[float], right: float) -> Timed:
    ordered = sorted(taken)
    median, p99, p999 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.99, 0.999))
    return Timed(contender, TITLES[contender], records, median, p99, p999, right, histogram(ordered))


def histogram(taken: Sequence[float]) -> tuple[tuple[float, int], ...]:
    """(upper edge in seconds, how many), 20 edges to a decade.

    >>> [(round(edge, 5), count) for edge, count in histogram([0.001, 0.00102, 0.01])]
    [(0.001, 1), (0.00112, 1), (0.01, 1)]
    """
    counts: dict[int, int] = {}
    for seconds in taken:
        at = ceil(round(EDGES_A_DECADE * log10(seconds), 9))
        counts[at] = counts.get(at, 0) + 1
    return tuple((10 ** (at / EDGES_A_DECADE), counts[at]) for at in sorted(counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
