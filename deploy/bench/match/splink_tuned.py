"""Splink 5 on DuckDB, set up as its documentation advises for data of this kind, by nobody who saw the labels.

Predefined comparisons with term frequencies (forename and surname, date of birth, postcode), several narrow blocking
rules, u by random sampling, EM on two blocks. Columns that the data set lacks are left out; a postcode that is none
of the United Kingdom's is compared by Levenshtein distance, as in the documentation's FEBRL example.
"""

import re
from collections.abc import Callable
from typing import Any

from deploy.bench.match.columns import Column, columns, filled
from deploy.bench.match.material import Material
from deploy.bench.match.scored import Ledger
from deploy.bench.match.splink_linking import MAX_PAIRS, open_duckdb, predicted, tables, train

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")
_RULES: tuple[tuple[str, ...], ...] = (
    ("forename", "surname"),
    ("forename", "dob"),
    ("surname", "dob"),
    ("dob", "postcode"),
    ("surname", "postcode"),
    ("forename", "postcode"),
    ("house", "postcode"),
    ("dob",),
    ("house", "street"),
    ("surname", "house"),
    ("forename", "house"),
    ("surname", "street"),
    ("forename", "street"),
    ("nhs",),
    ("phone",),
)
"""Blocking rules for predictions: pairs of fields, so that a slip in one field leaves others."""
_NARROW = 20
"""A rule may bring this many pairs a record, on average, at most; a wider one is left out."""


def contend(material: Material) -> Ledger:
    """Train and link."""
    ledger = Ledger()
    linked(material, ledger)
    return ledger


def linked(material: Material, ledger: Ledger) -> tuple[Any, Any]:
    """Train and link; the linker and its predictions, for whoever goes on from there."""
    from splink import Linker, block_on

    with ledger.stage("read"):
        found = columns(material.records)
        held = filled(found)
        found = {name: values for name, values in found.items() if name in held}
    rules = [rule for rule in _RULES if held.issuperset(rule) and narrow(found, rule)]
    with ledger.stage("train"):
        door = open_duckdb()
        linker = Linker(tables(material, found, door), settings(material, found, rules), log_level="ERROR")
        exact = [block_on("forename", "surname", "dob")]
        blocks = [block_on("forename", "surname"), block_on("dob")]
        faults = train(linker, exact, blocks)
    ledger.notes = {
        "blocking": [" and ".join(rule) for rule in rules],
        "training": f"u of at most {MAX_PAIRS:g} random pairs; EM on forename and surname, and on date of birth",
        "faults": faults,
    }
    return linker, predicted(linker, ledger, material)


def settings(material: Material, found: dict[str, Column], rules: list[tuple[str, ...]]) -> Any:
    """Splink's settings for the columns that there are."""
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only" if material.dedupe else "link_only",
        comparisons=comparisons(found),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        max_iterations=50,
    )


def comparisons(found: dict[str, Column]) -> list[Any]:
    """The library's own comparison for each kind of column."""
    import splink.comparison_library as cl

    made: list[Any] = [
        cl.ForenameSurnameComparison("forename", "surname", forename_surname_concat_col_name="full_name"),
        cl.DateOfBirthComparison("dob", input_is_string=True, datetime_format="%Y-%m-%d"),
    ]
    kinds: dict[str, Callable[[], Any]] = {
        "middle": lambda: cl.JaroWinklerAtThresholds("middle", [0.9]),
        "sex": lambda: cl.ExactMatch("sex"),
        "house": lambda: cl.ExactMatch("house").configure(term_frequency_adjustments=True),
        "street": lambda: cl.JaroWinklerAtThresholds("street", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        "street_2": lambda: cl.JaroWinklerAtThresholds("street_2", [0.9, 0.8]),
        "locality": lambda: cl.LevenshteinAtThresholds("locality", [1, 2]).configure(term_frequency_adjustments=True),
        "postcode": lambda: _postcode(found["postcode"]),
        "phone": lambda: cl.ExactMatch("phone"),
        "nhs": lambda: cl.LevenshteinAtThresholds("nhs", [1]),
    }
    return made + [make() for name, make in kinds.items() if name in found]


def _postcode(values: Column) -> Any:
    import splink.comparison_library as cl

    known = [value for value in values if value]
    british = sum(bool(_POSTCODE.fullmatch(value)) for value in known)
    if 2 * british > len(known):
        return cl.PostcodeComparison("postcode", invalid_postcodes_as_null=True)
    return cl.LevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True)


def narrow(found: dict[str, Column], rule: tuple[str, ...]) -> bool:
    """Whether a rule brings few enough pairs to score: an analyst would count them first, and so does this."""
    counts: dict[tuple[str | None, ...], int] = {}
    for key in zip(*(found[name] for name in rule), strict=True):
        if None not in key:
            counts[key] = counts.get(key, 0) + 1
    pairs = sum(count * (count - 1) // 2 for count in counts.values())
    return pairs <= _NARROW * len(found[rule[0]])
