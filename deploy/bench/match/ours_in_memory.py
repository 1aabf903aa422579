"""Our matching on people in memory: what training, tokens, model and competition publish, put together."""

from collections import defaultdict
from typing import Any

import numpy as np

from deploy.bench.match.material import Material
from deploy.bench.match.measure import codes
from deploy.bench.match.scored import Ledger, Scored
from service.matching.competition import Pairs, contended
from service.matching.model import Model, ready, shipped_model
from service.matching.model_file import FieldWeights
from service.matching.normalise import person_from_record
from service.matching.person import Person
from service.matching.tokens import keys_of
from service.matching.training import Trained, blocked, expectation_maximisation, strangers

_SELECTIVE = 256


def people_of(material: Material) -> list[Person]:
    """The records as the matcher sees them."""
    return [person_from_record(record) for record in material.records]


def learnt(material: Material, people: list[Person]) -> tuple[Model, dict[str, Any]]:
    """A model of these people, without labels, and how training went."""
    rows = list(material.sources.values())
    a = [people[row] for row in rows[0]]
    b = [people[row] for row in (rows[-1] if len(rows) > 1 else rows[0])]
    trained = expectation_maximisation(blocked(a, b), strangers(a, b))
    return _model(trained, len(people) / max(1, len(rows))), {
        "household class": trained.household_class,
        "rounds": trained.rounds,
        "pairs": trained.pairs,
    }


def _model(trained: Trained, population: float) -> Model:
    from msgspec.structs import replace

    source = shipped_model().source
    fields = {
        name: FieldWeights(weights.levels, trained.m[name], trained.h[name], trained.u[name], "em")
        for name, weights in source.fields.items()
    }
    return ready(
        replace(source, fields=fields, population=int(population), household_class=trained.household_class), "bench"
    )


def judged(material: Material, people: list[Person], model: Model, ledger: Ledger) -> None:
    """Block, score and compete."""
    with ledger.stage("link"):
        a, b = candidates(material, people)
        bits = np.array([model.score(people[one], people[other]).bits for one, other in zip(a, b, strict=True)])
        ledger.candidates = ledger.judgements["pairs"] = Scored(a, b, bits)
        provider = codes([record.provider for record in material.records])
        repeats = [0] if material.dedupe else []
        ledger.judgements["one to one"] = Scored(a, b, contended(Pairs(a, b, bits), provider, repeats))


def candidates(material: Material, people: list[Person]) -> tuple[Any, Any]:
    """Pairs of rows that share a selective key."""
    holders: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row, person in enumerate(people):
        for key in keys_of(person):
            holders[key].append(row)
    provider = [record.provider for record in material.records]
    pairs = {
        (one, other)
        for rows in holders.values()
        if 1 < len(rows) <= _SELECTIVE
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if material.dedupe or provider[one] != provider[other]
    }
    found = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
