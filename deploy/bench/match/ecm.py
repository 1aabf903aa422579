"""`recordlinkage` (de Bruin): its unsupervised classifier, ECM, on its own index, comparisons as in its FEBRL examples.

The classifier takes yes or no for each field, so similarities are cut where its documentation cuts them. Blocks: on
date of birth, surname, and forename, each alone, where that brings few enough pairs; sorted neighbourhood on surname.
"""

from typing import Any

import numpy as np

from deploy.bench.match.columns import columns, filled
from deploy.bench.match.material import Material
from deploy.bench.match.scored import Ledger, Scored
from deploy.bench.match.splink_tuned import narrow

_BLOCKS = (("dob",), ("surname", "postcode"), ("forename", "postcode"), ("forename", "surname"), ("house", "postcode"))
_WORDS = {"forename": 0.85, "surname": 0.85, "street": 0.85, "street_2": 0.85, "locality": 0.85, "middle": 0.85}
"""Jaro-Winkler similarity from which two words agree."""
_NEIGHBOURS = 9
"""Window of the sorted neighbourhood, as in the documentation."""


def contend(material: Material) -> Ledger:
    """Index, compare, learn without labels, classify."""
    ledger = Ledger()
    with ledger.stage("read"):
        frame = _frame(material)
    with ledger.stage("link"):
        pairs = _pairs(frame, material)
        vectors = _vectors(frame, pairs)
    with ledger.stage("train"):
        learnt = _learnt(vectors)
    with ledger.stage("link"):
        odds = _log2_odds(learnt, vectors)
    a, b = (pairs.get_level_values(at).to_numpy(np.int64) for at in (0, 1))
    ledger.candidates = ledger.judgements["pairs"] = Scored(a, b, odds)
    ledger.notes = {"blocking": [" and ".join(block) for block in _BLOCKS], "comparisons": list(vectors.columns)}
    return ledger


def _frame(material: Material) -> Any:
    import pandas

    found = columns(material.records)
    held = filled(found)
    frame = pandas.DataFrame({name: values for name, values in found.items() if name in held}, dtype=object)
    frame["source"] = [record.provider for record in material.records]
    return frame


def _pairs(frame: Any, material: Material) -> Any:
    """Candidate pairs of rows by `recordlinkage`'s own index, across sources unless there is one."""
    import pandas
    import recordlinkage

    index = recordlinkage.Index()
    for block in _BLOCKS:
        known = {name: [value or None for value in frame[name]] for name in block if name in frame}
        if len(known) == len(block) and narrow(known, block):
            index.block(list(block))
    index.sortedneighbourhood("surname", window=_NEIGHBOURS, block_on=["dob"])
    if material.dedupe:
        return index.index(frame).unique()
    rows = [frame.iloc[rows] for rows in material.sources.values()]
    found = [index.index(one, other) for at, one in enumerate(rows) for other in rows[at + 1 :]]
    return pandas.MultiIndex.from_tuples([pair for pairs in found for pair in pairs]).unique()


def _vectors(frame: Any, pairs: Any) -> Any:
    import recordlinkage

    comparing = recordlinkage.Compare()
    for name in frame.columns:
        if name in _WORDS:
            comparing.string(name, name, method="jarowinkler", threshold=_WORDS[name], label=name)
        elif name == "nhs":
            comparing.string(name, name, method="levenshtein", threshold=0.85, label=name)
        elif name not in ("source", "full_name"):
            comparing.exact(name, name, label=name)
    return comparing.compute(pairs, frame).fillna(0).astype(int)


def _learnt(vectors: Any) -> Any:
    import recordlinkage

    classifier = recordlinkage.ECMClassifier()
    classifier.fit(vectors)
    return classifier


def _log2_odds(classifier: Any, vectors: Any) -> Any:
    """The classifier's probability as log2 odds, by each pattern of agreement once."""
    unique = vectors.drop_duplicates()
    chance = np.clip(classifier.prob(unique).to_numpy(float), 1e-12, 1 - 1e-12)
    known = dict(zip(map(tuple, unique.to_numpy()), np.log2(chance / (1 - chance)), strict=True))
    return np.array([known[tuple(row)] for row in vectors.to_numpy()])
