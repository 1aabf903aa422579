"""A Splink model whose levels are plain SQL, so that one trained on DuckDB weighs on PostgreSQL too.

The PostgreSQL that comes as a wheel has no `fuzzystrmatch`, so there is no edit distance here: that makes a peer's
query faster, not slower.
"""

from datetime import date
from typing import Any

from deploy.bench.match.columns import columns
from deploy.bench.match.material import Material
from deploy.bench.match.splink_linking import open_duckdb, train

COLUMNS = {
    "forename": "text", "surname": "text", "full_name": "text", "dob": "date", "sex": "text", "house": "text",
    "postcode": "text", "sector": "text", "district": "text", "phone": "text", "nhs": "text",
}  # fmt: skip
TF = ("full_name", "forename", "surname", "postcode")
BLOCKS = (
    ("full_name", "dob"), ("forename", "dob"), ("surname", "dob"), ("full_name", "postcode"), ("dob", "postcode"),
    ("house", "postcode"), ("nhs",), ("phone",),
)  # fmt: skip
MAX_PAIRS = 1e7


def plain(material: Material) -> dict[str, list[Any]]:
    """The columns of `COLUMNS`."""
    found: dict[str, list[Any]] = dict(columns(material.records))
    found["dob"] = [date.fromisoformat(value) if _is_date(value) else None for value in found["dob"]]
    found["sector"] = [value[:-2] if value and " " in value else None for value in found["postcode"]]
    found["district"] = [value.split(" ")[0] if value else None for value in found["postcode"]]
    return {name: found[name] for name in COLUMNS}


def _is_date(value: Any) -> bool:
    try:
        return bool(value and date.fromisoformat(value))
    except ValueError:
        return False


def comparisons() -> list[dict[str, Any]]:
    """Names with what is rare in them, date of birth, postcode, and what agrees or differs."""
    names = [
        ("full_name_l = full_name_r", "full_name"),
        ("forename_l = surname_r and surname_l = forename_r", ""),
        ("surname_l = surname_r", "surname"),
        ("forename_l = forename_r", "forename"),
    ]
    dates = [("dob_l = dob_r", ""), ("abs(dob_l - dob_r) <= 31", ""), ("abs(dob_l - dob_r) <= 366", "")]
    places = [
        ("house_l = house_r and postcode_l = postcode_r", ""),
        ("postcode_l = postcode_r", "postcode"),
        ("sector_l = sector_r", ""),
        ("district_l = district_r", ""),
    ]
    return [
        _comparison("name", "full_name_l is null or full_name_r is null", names),
        _comparison("dob", "dob_l is null or dob_r is null", dates),
        _comparison("postcode", "postcode_l is null or postcode_r is null", places),
        *(
            _comparison(name, f"{name}_l is null or {name}_r is null", [(f"{name}_l = {name}_r", "")])
            for name in ("sex", "phone", "nhs")
        ),
    ]


def _comparison(name: str, missing: str, tried: list[tuple[str, str]]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [{"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}]
    for sql, rare in tried:
        levels.append(
            {"sql_condition": sql, "label_for_charts": sql} | ({"tf_adjustment_column": rare} if rare else {})
        )
    return {
        "output_column_name": name,
        "comparison_levels": [*levels, {"sql_condition": "ELSE", "label_for_charts": "else"}],
    }


def trained(material: Material, found: dict[str, list[Any]]) -> tuple[Any, dict[str, dict[str, float]]]:
    """A linker on DuckDB trained on one table of all the records, and the shares of values that weigh by rarity."""
    import pyarrow
    from splink import Linker, block_on

    door = open_duckdb()
    table = pyarrow.table({"unique_id": list(range(len(material.records))), **found})
    settings = {
        "link_type": "dedupe_only",
        "comparisons": comparisons(),
        "blocking_rules_to_generate_predictions": [" and ".join(f"l.{c} = r.{c}" for c in rule) for rule in BLOCKS],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }
    linker = Linker(door.register(table, dataset_display_name="records"), settings, log_level="ERROR")
    train(linker, [block_on("full_name", "dob")], [block_on("full_name"), block_on("dob")], MAX_PAIRS)
    shares = {
        name: dict(linker.table_management.compute_tf_table(name).as_duckdbpyrelation().fetchall()) for name in TF
    }
    return linker, shares
