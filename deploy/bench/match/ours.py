"""Ours: the three-class model trained on the records themselves without labels, blind tokens, competition.

Everything is learnt from the material: weights, name frequencies, prior. No threshold of the shipped model is used;
what counts is the probability after competition.
"""

from deploy.bench.match.material import Material
from deploy.bench.match.ours_in_memory import judged, learnt, people_of
from deploy.bench.match.scored import Ledger


def contend(material: Material) -> Ledger:
    """Train, block, score, let rivals compete."""
    ledger = Ledger()
    with ledger.stage("read"):
        people = people_of(material)
    with ledger.stage("train"):
        model, ledger.notes = learnt(material, people)
    judged(material, people, model, ledger)
    return ledger
