"""What Splink itself makes of invented people: run with Splink installed, prints settings, frequencies and weights.

    python tests/service/matching/splink/weigh_by_splink.py > tests/service/matching/splink/weighed.json

The comparisons hold every kind of level that `service.matching.splink_file` reads; m and u are set by hand, because
what is tested is how they are used.
"""

import json
import random
import sys

FIRST = (("ann", "smith"), ("smith", "ann"), ("smith", "smith"), ("smyth", "smyth"))
"""The first people, of whom the first two pairs are always printed: names changed about, and both a little alike."""
ROWS = 70
PAIRS = 400
FORENAMES = (
    "josé",
    "jose",
    "catherine",
    "cathrine",
    "kathryn",
    "ann",
    "anne",
    "mohammed",
    "muhammad",
    "smith",
    "o'neil",
)
SURNAMES = ("smith", "smyth", "nowak", "nowacka", "o'neil", "ann", "van der berg", "vanderberg", "garcía")
STREETS = ("windsor road", "windsor raod", "mill lane", "mill lames", "hgih street", "the green")
POSTCODES = ("FY1 3XX", "FY1 3XY", "FY1 4AA", "FY12 8JJ", "PR1 2HE", "nonsense", "M1 1AE")
DATES = ("1984-03-02", "1984-03-04", "1984-02-03", "1984-03-20", "1985-01-01", "1992-03-02", "1984-02-31", "1950-12-31")


def main() -> None:
    """Make the people, let Splink weigh every pair, print a sample."""
    import pyarrow
    from splink import DuckDBAPI, Linker

    rows = people()
    settings = with_shares(settings_of())
    door = DuckDBAPI()
    table = pyarrow.table({name: [row[name] for row in rows] for name in rows[0]})
    linker = Linker(door.register(table), settings, log_level="ERROR")
    answer = linker.inference.predict(warning_mode="never").as_duckdbpyrelation()
    found = answer.select("unique_id_l, unique_id_r, match_weight").order("unique_id_l, unique_id_r").fetchall()
    columns = ("full_name", "forename", "surname", "street")
    frequencies = {
        name: dict(linker.table_management.compute_tf_table(name).as_duckdbpyrelation().fetchall()) for name in columns
    }
    always = [pair for pair in found if pair[:2] in {(0, 1), (2, 3)}]
    picked = always + random.Random(3).sample([pair for pair in found if pair not in always], PAIRS - len(always))
    json.dump(
        {
            "settings": settings,
            "frequencies": {name: dict(sorted(shares.items())) for name, shares in frequencies.items()},
            "rows": rows,
            "pairs": [list(pair) for pair in sorted(picked)],
        },
        sys.stdout,
        indent=0,
        ensure_ascii=False,
    )
    sys.stdout.write("\n")


def people() -> list[dict[str, object]]:
    """Invented people, of whom some lack some fields."""
    draw = random.Random(7)
    rows = []
    for number in range(ROWS):
        forename, surname = draw.choice([*FORENAMES, None]), draw.choice([*SURNAMES, None])
        if number < len(FIRST):
            forename, surname = FIRST[number]
        rows.append(
            {
                "unique_id": number,
                "forename": forename,
                "surname": surname,
                "full_name": f"{forename} {surname}" if forename and surname else None,
                "dob": draw.choice([*DATES, None]),
                "postcode": draw.choice([*POSTCODES, None]),
                "street": draw.choice([*STREETS, None]),
                "house": draw.choice(["1", "12", "21", "", None]),
                "sex": draw.choice(["m", "f", None]),
            }
        )
    return rows


def settings_of() -> dict[str, object]:
    """The library's own comparisons, as Splink writes them down."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import SettingsCreator

    month = cl.CustomComparison(
        output_column_name="dob_parts",
        comparison_levels=[
            cll.NullLevel("dob"),
            cll.CustomLevel("substr(dob_l, 1, 4) = substr(dob_r, 1, 4) and not (dob_l = dob_r)", "same year only"),
            cll.CustomLevel("substr(dob_l, 6, 2) = substr(dob_r, 6, 2) or length(dob_l) <> 10", "same month"),
            cll.ElseLevel(),
        ],
    )
    near = cl.CustomComparison(
        output_column_name="street",
        comparison_levels=[
            cll.NullLevel("street"),
            cll.ExactMatchLevel("street", term_frequency_adjustments=True),
            cll.DamerauLevenshteinLevel("street", 1).configure(
                tf_adjustment_column="street", tf_adjustment_weight=0.5, tf_minimum_u_value=0.2
            ),
            cll.JaroLevel("street", 0.8),
            cll.ElseLevel(),
        ],
    )
    creator = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("forename", "surname", forename_surname_concat_col_name="full_name"),
            cl.DateOfBirthComparison("dob", input_is_string=True, datetime_format="%Y-%m-%d"),
            month,
            cl.PostcodeComparison("postcode", invalid_postcodes_as_null=True),
            near,
            cl.LevenshteinAtThresholds("house", [1]),
            cl.JaroWinklerAtThresholds("forename", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=["1=1"],
        probability_two_random_records_match=0.003,
        retain_matching_columns=False,
    )
    return creator.create_settings_dict("duckdb")


def with_shares(settings: dict[str, object]) -> dict[str, object]:
    """Give every level an m and a u."""
    draw = random.Random(11)
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                level["m_probability"], level["u_probability"] = round(draw.random(), 6), round(draw.random(), 6)
    return settings


if __name__ == "__main__":
    main()
