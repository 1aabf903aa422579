"""Past one machine: the link step on Spark, through Splink, fed by our blind-token blocking and our model's weights.

What leaves the store is opened columns (`levels_in_sql.PLAIN`) and pairs of numbers, in the memory of the cluster; what
Spark spills or shuffles is encrypted (`spark.io.encryption`), and nothing is checkpointed in plain. Splink's two
classes have no household, so its answer is candidates for our competition, not links. Run it alone, in Spark's local
mode: `.venv-spark/bin/python -m deploy.bench.match.spark sandbox-2000 KEPT`.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from deploy.bench.match import datasets
from deploy.bench.match.columns import filled
from deploy.bench.match.levels_in_sql import SPARK, comparisons, conditions, plain
from deploy.bench.match.measure import codes, curve, true_pairs
from deploy.bench.match.ours import blocked, trained
from deploy.bench.match.scored import Scored
from service.matching.bulk.pairs import Shared
from service.matching.competition import Pairs, contended
from service.matching.model_file import ModelFile
from service.matching.normalise import person_from_record
from service.matching.person import Person

_COLUMN = {"given": "forename", "address": "street"}
MEMORY = "1g"


def main(data: str, kept: Path) -> int:
    """Link a data set in local mode and say how well."""
    of = datasets.read(data, kept)
    people = [person_from_record(record) for record in of.material.records]
    model, _ = trained(of.material, people)
    shared = blocked(of.material, people)
    with session() as spark:
        scored = link(spark, people, shared, model.source)
    source = codes([record.provider for record in of.material.records])
    left = contended(Pairs(scored.a, scored.b, scored.bits), source, [0] if of.material.dedupe else [])
    person = codes(of.truth.person)
    recall, precision, _ = curve(left, person[scored.a] == person[scored.b], true_pairs(of.material, of.truth))
    both = 2 * recall * precision / np.maximum(recall + precision, 1e-9)
    print(f"{len(scored.a):,} pairs scored on Spark; best F1 after competition {both.max(initial=0):.4f}")
    return 0


@contextmanager
def session(master: str = "local[2]") -> Iterator[Any]:
    """A Spark session that keeps what it spills encrypted and in a folder of its own, until the block ends."""
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with TemporaryDirectory(prefix="golden-thread-spark-") as place:
        settings = {
            "spark.jars": similarity_jar_location(),
            "spark.driver.memory": MEMORY,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.io.encryption.enabled": "true",
            "spark.local.dir": place,
            "spark.sql.warehouse.dir": f"{place}/warehouse",
            "spark.sql.shuffle.partitions": "4",
            "spark.default.parallelism": "4",
            "spark.driver.extraJavaOptions": f"-Dderby.system.home={place}",
        }
        builder = SparkSession.builder.master(master).appName("golden-thread-link")
        for name, value in settings.items():
            builder = builder.config(name, value)
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        try:
            yield spark
        finally:
            spark.stop()


def link(spark: Any, people: Sequence[Person], shared: Shared, model: ModelFile) -> Scored:
    """The pairs that share a token with their two-class weights, worked out by the cluster.

    Levels that SQL cannot express fall to lower ones (`levels_in_sql`); the weights are the model's m and u.
    """
    from splink import Linker, SparkAPI

    columns = plain(people)
    held = filled(columns)
    fields = [field for field in conditions(SPARK) if _COLUMN.get(field, field) in held]
    door = SparkAPI(spark_session=spark, break_lineage_method="persist")
    linker = Linker(door.register(_people(spark, columns)), settings(fields, model), log_level="ERROR")
    pairs = spark.createDataFrame(
        [("0", int(a), int(b)) for a, b in zip(shared.one, shared.other, strict=True)],
        "match_key string, join_key_l long, join_key_r long",
    )
    linker.table_management.register_blocked_pairs_for_predict(door.register(pairs))
    answer = linker.inference.predict(warning_mode="never").as_spark_dataframe()
    rows = answer.select("unique_id_l", "unique_id_r", "match_weight").collect()
    found = np.array(rows, dtype=float).reshape(len(rows), 3)
    return Scored(found[:, 0].astype(np.int64), found[:, 1].astype(np.int64), found[:, 2])


def settings(fields: Sequence[str], model: ModelFile) -> dict[str, Any]:
    """Our model as Splink settings: our levels, its m and u, its prior."""
    return {
        "link_type": "dedupe_only",
        "comparisons": comparisons(fields, SPARK, model),
        "blocking_rules_to_generate_predictions": [],
        "probability_two_random_records_match": model.coverage / model.population,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def _people(spark: Any, columns: dict[str, list[str | None]]) -> Any:
    schema = ", ".join(["unique_id long", *(f"{name} string" for name in columns)])
    rows = zip(range(len(next(iter(columns.values())))), *columns.values(), strict=True)
    return spark.createDataFrame(list(rows), schema)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
