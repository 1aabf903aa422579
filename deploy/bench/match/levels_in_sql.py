"""Our comparison levels as Splink can express them: SQL over plain columns made of a Person, for DuckDB and Spark.

What SQL over one value a column cannot say is left out, and such pairs fall to a lower level: aliases and previous
names, several addresses or telephones, parts of double-barrelled names, dates of which only parts are known.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from deploy.bench.match.columns import Column
from service.matching.model_file import ModelFile
from service.matching.nicknames import formal
from service.matching.person import Person
from service.matching.sounds import sound

PLAIN: Final = (
    "forename", "formal", "forename_sound", "middle", "family", "family_sound", "birth", "year", "postcode", "outward",
    "house", "street", "locality", "phone", "sex", "nhs", "upn", "pnc",
)  # fmt: skip
ONE_VALUE: Final = ("phone", "sex", "upn", "pnc")
"""Fields that agree or differ, each a column of its name."""


class Functions(NamedTuple):
    """What a backend calls the two distances."""

    edits: str
    jaro_winkler: str


DUCKDB: Final = Functions("damerau_levenshtein", "jaro_winkler_similarity")
SPARK: Final = Functions("damerau_levenshtein", "jaro_winkler")


def plain(people: Iterable[Person]) -> dict[str, Column]:
    """The columns of `PLAIN`, a value or null for each person. A shielded person's hidden fields are not in them."""
    rows = [_row(person) for person in people]
    return {name: [row[at] or None for row in rows] for at, name in enumerate(PLAIN)}


def _row(person: Person) -> tuple[str, ...]:
    forename = person.forenames[0] if person.forenames else ""
    family = person.families[0] if person.families else ""
    whole = person.year and person.month and person.day and not person.placeholder
    birth = f"{person.year:04}{person.month:02}{person.day:02}" if whole else ""
    outward, inward, house, street, _ = person.places[0] if person.places else ("", "", "", "", "")
    named = {scheme: value for scheme, value, _ in reversed(person.identifiers)}
    return (
        forename, formal(forename), sound(formal(forename)), person.middles[0] if person.middles else "", family,
        sound(family), birth, str(person.year or ""), outward + inward if inward else "", outward, house, street,
        person.localities[0] if person.localities else "", person.phones[0] if person.phones else "", person.sex,
        named.get("nhs", ""), named.get("upn", ""), named.get("pnc", ""),
    )  # fmt: skip


def conditions(call: Functions) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each field its levels in the order in which they are tried: our name of the level, and the SQL."""
    same = {name: ((name_exact := f"{name}_l = {name}_r"), ("exact", name_exact))[1] for name in ONE_VALUE}
    crossed = "forename_l = family_r and forename_r = family_l and forename_l <> forename_r"
    return {
        "given": (
            ("swapped", crossed),
            ("exact", "forename_l = forename_r"),
            ("initial", f"(length(forename_l) = 1 or length(forename_r) = 1) and {_starts('forename')}"),
            ("other", "formal_l = formal_r"),
            ("close", _close("forename", "forename_sound", call)),
            ("similar", _similar("forename", call)),
        ),
        "family": (
            ("swapped", crossed),
            ("exact", "family_l = family_r"),
            ("close", _close("family", "family_sound", call)),
            ("similar", _similar("family", call)),
        ),
        "middle": (
            ("exact", "middle_l = middle_r"),
            ("close", f"{_starts('middle')} or {call.edits}(middle_l, middle_r) <= 1"),
        ),
        "birth": _births(call),
        "address": _addresses(call),
        "nhs": (("exact", "nhs_l = nhs_r"), ("close", f"{call.edits}(nhs_l, nhs_r) <= 1")),
        **{name: (level,) for name, level in same.items()},
    }


def missing(field: str) -> str:
    """Where a field says nothing of a pair."""
    if field == "address":
        return " and ".join(f"({name}_l is null or {name}_r is null)" for name in ("outward", "street", "locality"))
    column = {"given": "forename"}.get(field, field)
    return f"{column}_l is null or {column}_r is null"


def _starts(name: str) -> str:
    return f"substr({name}_l, 1, 1) = substr({name}_r, 1, 1)"


def _shortest(name: str, least: int) -> str:
    return f"length({name}_l) >= {least} and length({name}_r) >= {least}"


def _close(name: str, sounds: str, call: Functions) -> str:
    edits, pair = f"{call.edits}({name}_l, {name}_r)", f"({name}_l, {name}_r)"
    return (
        f"({edits} <= 1 and {_shortest(name, 3)}) or ({edits} <= 2 and {_shortest(name, 7)})"
        f" or ({sounds}_l = {sounds}_r and length({sounds}_l) >= 3 and {_shortest(name, 4)})"
        f" or ({call.jaro_winkler}{pair} >= 0.93 and {_shortest(name, 5)})"
    )


def _similar(name: str, call: Functions) -> str:
    edits = f"{call.edits}({name}_l, {name}_r)"
    return f"({edits} <= 2 and {_shortest(name, 4)}) or ({edits} <= 3 and {_shortest(name, 7)})"


def _births(call: Functions) -> tuple[tuple[str, str], ...]:
    year, month, day = ((f"substr(birth_{{}}, {at}, {size})") for at, size in ((1, 4), (5, 2), (7, 2)))
    agree = {part: f"{part.format('l')} = {part.format('r')}" for part in (year, month, day)}
    crossed = f"{month.format('l')} = {day.format('r')} and {day.format('l')} = {month.format('r')}"
    two = " or ".join(f"({agree[one]} and {agree[other]})" for one, other in ((year, month), (year, day), (month, day)))
    return (
        ("exact", "birth_l = birth_r"),
        ("swapped", f"{agree[year]} and {crossed}"),
        ("one_digit", f"{call.edits}(birth_l, birth_r) <= 1"),
        ("two_parts", two),
        ("year", agree[year]),
    )


def _addresses(call: Functions) -> tuple[tuple[str, str], ...]:
    near = f"(outward_l = outward_r or locality_l = locality_r or {call.edits}(postcode_l, postcode_r) <= 2)"
    like = f"(street_l = street_r or {call.jaro_winkler}(street_l, street_r) >= 0.9)"
    unknown = "((outward_l is null or outward_r is null) and (locality_l is null or locality_r is null))"
    return (
        ("house", "postcode_l = postcode_r and house_l = house_r"),
        ("street", f"house_l = house_r and street_l = street_r and ({near} or {unknown})"),
        ("misspelt", f"house_l = house_r and {like} and {near}"),
        ("postcode", "postcode_l = postcode_r and (house_l is null or house_r is null)"),
        ("neighbour", "postcode_l = postcode_r"),
        ("road", f"{like} and {near}"),
        ("outward", "outward_l = outward_r or locality_l = locality_r"),
        ("nearby", near),
    )


TF: Final = {"given": "forename", "family": "family"}
"""Fields of which an exact agreement weighs by how common the name is, and their columns."""


def comparisons(fields: Sequence[str], call: Functions, shares: ModelFile | None = None) -> list[dict[str, Any]]:
    """Splink comparisons of these fields; with the m and u of a model, if one is given, else to be trained."""
    every = conditions(call)
    return [_comparison(field, every[field], shares) for field in fields]


def _comparison(field: str, tried: Sequence[tuple[str, str]], shares: ModelFile | None) -> dict[str, Any]:
    weigh = _weights(field, [name for name, _ in tried], shares)
    levels: list[dict[str, Any]] = [
        {"sql_condition": missing(field), "label_for_charts": "missing", "is_null_level": True}
    ]
    for name, sql in tried:
        level = {"sql_condition": sql, "label_for_charts": name, **weigh(name)}
        levels.append(level | ({"tf_adjustment_column": TF[field]} if name == "exact" and field in TF else {}))
    levels.append({"sql_condition": "ELSE", "label_for_charts": "differs", **weigh("differs")})
    return {"output_column_name": field, "comparison_levels": levels}


def _weights(field: str, tried: Sequence[str], shares: ModelFile | None) -> Callable[[str], dict[str, float]]:
    """m and u by level; what is not tried is added to `differs`, so that each still sums to one."""
    if shares is None:
        return lambda name: {}
    known = shares.fields[field]
    table: dict[str, list[float]] = {name: [0.0, 0.0] for name in (*tried, "differs")}
    for name, m, u in zip(known.levels, known.m, known.u, strict=True):
        into = table[name if name in table else "differs"]
        into[0], into[1] = into[0] + m, into[1] + u
    return lambda name: {"m_probability": table[name][0], "u_probability": table[name][1]}
