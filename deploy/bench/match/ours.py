"""Ours: the three-class model, trained on the records without labels, blind tokens, bulk scoring, competition.

The path of `service match link`, but for the store: everything is learnt from the material (weights, name frequencies,
prior, thresholds), and nothing of the shipped model is used but its weights for fields that the material lacks.
"""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from deploy.bench.match.material import Material
from deploy.bench.match.measure import codes
from deploy.bench.match.scored import Ledger, Scored
from service.matching.assignment import assigned
from service.matching.bands import RANK, Band
from service.matching.bulk.columns import Columns, of_persons
from service.matching.bulk.judged import Judge, Judged
from service.matching.bulk.pairs import Shared, of_tokens
from service.matching.calibration import calibrated
from service.matching.closure import closed
from service.matching.competition import Pairs
from service.matching.learning import learnt, material_of
from service.matching.model import Model, ready, shipped_model
from service.matching.normalise import person_from_record
from service.matching.person import Person
from service.matching.tokens import IndexKey, tokens_of

SAMPLE = 200_000
"""Records that are learnt from, at most. The prior holds for all: drawing records at random keeps its ratio."""
SEED = 1
LEAST = -20.0
"""Bits down to which pairs are scored, for curves that go below the lowest band."""


def contend(material: Material) -> Ledger:
    """Train, block, score, let rivals compete."""
    ledger = Ledger()
    with ledger.stage("read"):
        people = [person_from_record(record) for record in material.records]
    with ledger.stage("train"):
        model, ledger.notes = trained(material, people)
    with ledger.stage("link"):
        shared = blocked(material, people)
        columns = of_persons(people)
        judged = Judge(columns, model, least=LEAST).judged(shared)
        ledger.judgements = judgements(material, columns, judged, model)
    ledger.candidates = Scored(shared.one.astype(np.int64), shared.other.astype(np.int64), np.zeros(shared.one.size))
    return ledger


def trained(material: Material, people: Sequence[Person]) -> tuple[Model, dict[str, Any]]:
    """A model of these people, without labels, and what training has to say."""
    draw = random.Random(SEED)
    share = min(1.0, SAMPLE / len(people))
    sources = [[people[row] for row in rows if draw.random() < share] for rows in material.sources.values()]
    found = calibrated(learnt(material_of(sources), shipped_model().source, name="bench", about={}))
    told: dict[str, Any] = {
        name: found.training[name]
        for name in ("pairs", "rounds", "converged", "class_shares")
        if name in found.training
    }
    told["household class"] = found.household_class
    told["sample"] = sum(map(len, sources))
    return ready(found, "bench"), told


def blocked(material: Material, people: Sequence[Person]) -> Shared:
    """Pairs that share a selective token; of different sources, unless there is one."""
    key = IndexKey(bytes(32))
    found = of_tokens(tokens_of(person, key) for person in people)
    if material.dedupe:
        return found
    source = codes([record.provider for record in material.records])
    apart = source[found.one] != source[found.other]
    return Shared(found.one[apart], found.other[apart], found.tokens[apart])


def judgements(material: Material, columns: Columns, judged: Judged, model: Model) -> dict[str, Scored]:
    """The pairs as scored; what their rivals leave of them; and the links that would be made by themselves.

    Where one source holds people several times there are no rivals: what links bring together is judged instead.
    """
    a, b = judged.one.astype(np.int64), judged.other.astype(np.int64)
    pairs = Pairs(a, b, judged.bits)
    answer = assigned(
        pairs,
        columns.provider.astype(np.int64),
        may=judged.rank == RANK[Band.CONFIRMED],
        margin=model.thresholds["margin"].bits,
        repeats=[0] if material.dedupe else [],
        sure=judged.sure,
    )
    links = answer.links
    left = Scored(a, b, answer.bits)
    if material.dedupe:
        left = Scored(*closed(Pairs(a, b, answer.bits), len(material.records)))
    return {
        "pairs": Scored(a, b, judged.bits),
        "one to one": left,
        "links": Scored(a[links], b[links], np.maximum(answer.bits[links], 10.0)),
    }
