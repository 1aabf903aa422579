"""How `models/fylde-1.json` was made: `python -m service.matching.shipped SHARED_DATA/essnet OUT.json`.

Trains by EM, without labels, on one half of the ESSnet households (by postcode of truth). The labels of that half set
the thresholds; the other half is only measured, and its error rates go beside them. What that data does not have
(middle names, phones, identifiers, people who moved, twins, Jr and Sr) is assumed, and each field of the file says
so.
"""

import csv
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from msgspec.structs import replace

from connectors.records import Address, Name, NominalRecord, PartialDate, Sex
from service.matching import frequencies
from service.matching.assignment import Pairs, contended
from service.matching.blocks import across
from service.matching.comparison import FIELDS
from service.matching.evaluate import Answer, Index, answers, by_group, quality
from service.matching.evaluate_pairs import AtThreshold, age_band, pair_quality, sex_group
from service.matching.evaluate_pairs import by_group as rates_by_group
from service.matching.learning import material_of, trained_on
from service.matching.model import Model, ready
from service.matching.model_file import SCHEMA, FieldWeights, Frequencies, ModelFile, Threshold
from service.matching.normalise import person_from_record
from service.matching.person import Person
from service.matching.tokens import IndexKey
from service.matching.training import Trained

POPULATION: Final = 341_000
"""People of Blackpool, Fylde and Wyre, rounded (ONS mid-year estimates)."""
_SUREST_FLOOR: Final = 8.0
_LIKELY_FLOOR: Final = 3.0
_STRANGERS_AT_HOME: Final = 1.0
"""How many people of no common household have stood at somebody's address: earlier tenants, flats without a number."""
_CENSUS_YEAR: Final = 2011
_HOUSE: Final = 10
"""So many characters of the truth say the household: postcode and house."""
_SAME_OUTWARD: Final = 0.06
"""u of the outward code in an area that has about fifteen; the training data is of all England."""
"""Confirmed never begins below this many bits (250 to 1), however well the training half did."""
_ASSUMED: Final[dict[str, tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]]] = {
    "middle": ((0.80, 0.08, 0.12), (0.06, 0.05, 0.89), (0.03, 0.05, 0.92)),
    "phone": ((0.60, 0.40), (0.35, 0.65), (2e-4, 1 - 2e-4)),
    "nhs": ((0.97, 0.02, 0.01), (0.004, 0.003, 0.993), (1e-6, 1e-5, 1 - 1.1e-5)),
    "pnc": ((0.90, 0.10), (0.001, 0.999), (1e-6, 1 - 1e-6)),
    "cro": ((0.90, 0.10), (0.001, 0.999), (1e-6, 1 - 1e-6)),
    "upn": ((0.92, 0.08), (0.002, 0.998), (1e-6, 1 - 1e-6)),
    "uln": ((0.95, 0.05), (0.002, 0.998), (1e-6, 1 - 1e-6)),
    "crn": ((0.95, 0.05), (0.001, 0.999), (1e-6, 1 - 1e-6)),
    "nino": ((0.95, 0.05), (0.002, 0.998), (1e-6, 1 - 1e-6)),
    "local": ((0.95, 0.05), (0.002, 0.998), (1e-6, 1 - 1e-6)),
}
"""m, h, u of fields that the training data lacks."""
_ALSO_M: Final[dict[str, tuple[float, tuple[float, ...]]]] = {
    "given": (0.2, (0.75, 0.13, 0.03, 0.05, 0.01, 0.01, 0.02)),
    "family": (0.2, (0.80, 0.06, 0.03, 0.05, 0.01, 0.01, 0.04)),
    "birth": (0.2, (0.90, 0.02, 0.03, 0.01, 0.01, 0.015, 0.015)),
    "address": (0.7, (0.58, 0.035, 0.005, 0.12, 0.04, 0.02, 0.065, 0.005, 0.13)),
    "sex": (1.0, (0.95, 0.05)),
}
"""What the training data has not (nicknames, swapped names and dates, people who moved): weight and m."""
_ALSO_H: Final[dict[str, tuple[float, tuple[float, ...]]]] = {
    "given": (0.5, (0.02, 0.01, 0.01, 0.02, 0.02, 0.0002, 0.9198)),
    "family": (0.3, (0.75, 0.03, 0.05, 0.03, 0.01, 0.006, 0.124)),
    "birth": (0.5, (0.008, 0.0002, 0.004, 0.004, 0.001, 0.02, 0.9628)),
    "address": (0.3, (0.75, 0.015, 0.005, 0.10, 0.04, 0.015, 0.02, 0.005, 0.05)),
}
"""The same for households: father and son of one name, twins, siblings with like names."""


def main(folder: Path, out: Path) -> None:
    """Train, calibrate, measure, write."""
    cis, census = read(folder / "cis.csv"), read(folder / "census.csv")
    a, b = [p for who, p in cis if not _aside(who)], [p for who, p in census if not _aside(who)]
    trained = trained_on(material_of([a, b]), report=_progress)
    model = _model(trained, _digest(folder), len(b))
    learnt = _ask(model, [q for q in cis if not _aside(q[0])], [r for r in census if not _aside(r[0])])
    model = _model(trained, _digest(folder), len(b), bits=_calibrated(learnt))
    measured = _ask(model, [q for q in cis if _aside(q[0])], [r for r in census if _aside(r[0])])
    aside = [[one for one in source if _aside(one[0])] for source in (cis, census)]
    source = _with_errors(model.source, measured, measured_pairs(model, *aside))
    out.write_bytes(msgspec.json.format(msgspec.json.encode(source), indent=1) + b"\n")
    sys.stdout.write(f"{quality(measured)}\n")


def read(path: Path) -> list[tuple[str, Person]]:
    """An ESSnet file as (truth, person); truth is kept apart and never compared."""
    with path.open(encoding="utf-8-sig", newline="") as rows:
        return [(row["person_id"], person_from_record(_record(row, path.stem))) for row in csv.DictReader(rows)]


def _record(row: dict[str, str], source: str) -> NominalRecord:
    year, month, day = (int(float(row[k])) if row[k] else None for k in ("dob_year", "dob_mon", "dob_day"))
    house, _, street = row["enumcap"].partition(" ")
    sexes: dict[str, Sex] = {"M": "male", "F": "female"}
    return NominalRecord(
        provider=source,
        ref=row[f"{source}_id"],
        regime="part2",
        as_of=0,
        names=(Name(row["pername2"], (row["pername1"],) if row["pername1"] else ()),),
        dob=PartialDate(year, month, day) if year or month or day else None,
        sex=sexes.get(row["sex"], "unknown"),
        addresses=(Address(postcode=row["enumpc"], house=house, street=street),),
    )


def _aside(who: str) -> bool:
    """Which half of the postcodes is measured and not learnt from."""
    return bool(sha256(who[:7].encode()).digest()[0] & 1)


def _ask(model: Model, queries: Sequence[tuple[str, Person]], records: Sequence[tuple[str, Person]]) -> list[Answer]:
    model = model.scaled(len(records))
    index = Index(IndexKey(bytes(32)))
    for at, (_, person) in enumerate(records):
        index.add(str(at), person)
    truth = {str(at): who for at, (who, _) in enumerate(records)}
    return answers([(who, person, _group(person)) for who, person in queries], index, truth, model)


def _group(person: Person) -> str:
    return f"{sex_group(person.sex)}, {age_band(person.year, _CENSUS_YEAR)}"


def measured_pairs(model: Model, a: Sequence[tuple[str, Person]], b: Sequence[tuple[str, Person]]) -> dict[str, Any]:
    """Links between two sources after competition, where confirmed begins: as a whole, and by sex and age."""
    model = model.scaled(len(b))
    found = list(across([person for _, person in a], [person for _, person in b]))
    one, other = (np.array(ends, dtype=np.int64) for ends in zip(*found, strict=True))
    bits = np.array([model.score(a[at][1], b[to][1]).bits for at, to in found])
    left = contended(Pairs(one, other + len(a), bits), np.repeat([0, 1], (len(a), len(b))))
    truth = np.array([a[at][0] == b[to][0] for at, to in found])
    home = np.array([a[at][0][:_HOUSE] == b[to][0][:_HOUSE] for at, to in found])
    known = {who for who, _ in b}
    groups = [_group(a[at][1]) for at, _ in found]
    totals = Counter(_group(person) for who, person in a if who in known)
    least = model.thresholds["confirmed"].bits
    return {
        "pairs": _told(pair_quality(left, truth, totals.total(), home)._asdict()),
        "pairs_by_sex_and_age": _told(rates_by_group(left, truth, groups, totals, least)),
        "by_name_origin": "not measured: the data does not say where a name is from",
    }


def _told(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one._asdict() if isinstance(one, AtThreshold) else one for name, one in figures.items()}


def _calibrated(learnt: Sequence[Answer]) -> dict[str, float]:
    """Least bits at which first answers of the learning half were wrong 1 in 2,000 (confirmed), 1 in 100 (likely)."""
    ordered = sorted(learnt, key=lambda one: -one.bits)
    return {
        "confirmed": max(_SUREST_FLOOR, _least(ordered, 0.0005)),
        "likely": max(_LIKELY_FLOOR, _least(ordered, 0.01)),
    }


def _least(ordered: Sequence[Answer], rate: float) -> float:
    wrong, least = 0, ordered[0].bits
    for at, one in enumerate(ordered, start=1):
        wrong += not one.right
        if wrong / at <= rate and one.bits > float("-inf"):
            least = one.bits
    return round(least, 1)


def _model(trained: Trained, digest: str, people: int, bits: dict[str, float] | None = None) -> Model:
    bits = bits or {"confirmed": 10.0, "likely": 4.0}
    edges = {**bits, "possible": 0.0, "hold": -10.0, "margin": 3.0}
    source = ModelFile(
        schema=SCHEMA,
        name="fylde-1",
        population=people,
        coverage=0.5,
        household_others=1.4,
        household_class=trained.household_class,
        fields={name: _weights(name, trained, people) for name in FIELDS},
        frequencies={
            "given": _frequencies(frequencies.FORENAMES, frequencies.UNLISTED_FORENAME),
            "family": _frequencies(frequencies.SURNAMES, frequencies.UNLISTED_SURNAME),
        },
        thresholds={edge: Threshold(bits=value, wrong_rate=1.0) for edge, value in edges.items()},
        training=_training(trained, digest),
        errors={},
    )
    return ready(source, "unwritten").scaled(POPULATION)


def _weights(name: str, trained: Trained, people: int) -> FieldWeights:
    known = FIELDS[name][1:]
    if name in _ASSUMED:
        m, h, u = _ASSUMED[name]
        return FieldWeights(known, m, h, u, "assumed: the training data has no such field")
    u = _strange_addresses(trained.u[name], people) if name == "address" else trained.u[name]
    m, blend_m = _blend(trained.m[name], _ALSO_M.get(name))
    h, blend_h = _blend(trained.h[name], _ALSO_H.get(name))
    origin = f"em on ESSnet (unlabelled); assumed share {blend_m:g} of m and {blend_h:g} of h for what it lacks"
    return FieldWeights(known, m, h, u, origin)


def _strange_addresses(u: tuple[float, ...], people: int) -> tuple[float, ...]:
    known = FIELDS["address"][1:]
    found = dict(zip(known, u, strict=True))
    found["house"] = max(found["house"], _STRANGERS_AT_HOME / people)
    found["outward"] = _SAME_OUTWARD
    found["differs"] = 1 - sum(share for level, share in found.items() if level != "differs")
    return tuple(found[level] for level in known)


def _blend(found: tuple[float, ...], also: tuple[float, tuple[float, ...]] | None) -> tuple[tuple[float, ...], float]:
    if also is None:
        return found, 0.0
    share, assumed = also
    return tuple((1 - share) * x + share * y for x, y in zip(found, assumed, strict=True)), share


def _frequencies(table: str, default: float) -> Frequencies:
    return Frequencies(default, frequencies.shares(table), "by hand from general knowledge of published rankings")


def _training(trained: Trained, digest: str) -> dict[str, Any]:
    return {
        "data": "ESSnet data integration training households (ONS, 2011, fictional), half of the postcodes",
        "data_digest": digest,
        "method": "three-class EM over level patterns of blocked pairs, unlabelled; u of random pairs, fixed",
        "pairs": trained.pairs,
        "rounds": trained.rounds,
        "last_change": trained.change,
        "class_shares": trained.classes,
        "limits": "no middle names, phones, identifiers, movers or twins in the data: those weights are assumed;"
        " thresholds come from the labels of the training half; measure again on local data before any display",
    }


def _with_errors(source: ModelFile, measured: Sequence[Answer], pairs: Mapping[str, Any]) -> ModelFile:
    whole = quality(measured)
    on = f"{whole.queries} people of the half set aside, index of the other source"
    thresholds = {
        **source.thresholds,
        "confirmed": Threshold(source.thresholds["confirmed"].bits, round(whole.confirmed_wrong, 5), on),
        "likely": Threshold(
            source.thresholds["likely"].bits, round(whole.shown_wrong, 5), on + "; confirmed or likely"
        ),
    }
    for edge in ("possible", "hold", "margin"):
        thresholds[edge] = Threshold(source.thresholds[edge].bits, None, "set by judgement, not measured")
    errors = {
        "all": msgspec.to_builtins(whole),
        "by_sex_and_age": {group: msgspec.to_builtins(found) for group, found in by_group(measured).items()},
        **pairs,
    }
    return replace(source, thresholds=thresholds, errors=errors)


def _digest(folder: Path) -> str:
    return sha256((folder / "cis.csv").read_bytes() + (folder / "census.csv").read_bytes()).hexdigest()


def _progress(done: int, change: float) -> None:
    if done % 10 == 0:
        sys.stdout.write(f"round {done}: largest change {change:.2e}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
