"""Splink as tuned, and its own one-to-one clustering (`cluster_using_single_best_links`) instead of our competition.

A contender of its own, and only when asked for by name: its clustering goes in rounds, each of which joins at most one
record to a cluster, and may outlast the time limit where many pairs tie.
"""

from typing import Any

import numpy as np

from deploy.bench.match import splink_tuned
from deploy.bench.match.material import Material
from deploy.bench.match.scored import Ledger, Scored


def contend(material: Material) -> Ledger:
    """Train, link, cluster."""
    ledger = Ledger()
    linker, answer = splink_tuned.linked(material, ledger)
    with ledger.stage("one to one"):
        ledger.judgements["one to one"] = one_to_one(linker, answer, ledger.judgements["pairs"], material)
    return ledger


def one_to_one(linker: Any, answer: Any, pairs: Scored, material: Material) -> Scored:
    """The pairs that Splink leaves together when it lets each source have a person once (probability 0.5 and above)."""
    sources = [f"source_{at}" for at in range(len(material.sources))]
    clusters = linker.clustering.cluster_using_single_best_links(
        answer, duplicate_free_datasets=sources, threshold_match_probability=0.5
    )
    found = clusters.as_duckdbpyrelation().select("unique_id, cluster_id").fetchnumpy()
    cluster = np.zeros(len(material.records), np.int64)
    _, numbered = np.unique(found["cluster_id"].astype(str), return_inverse=True)
    cluster[found["unique_id"].astype(np.int64)] = numbered
    return pairs.kept((cluster[pairs.a] == cluster[pairs.b]) & (pairs.bits >= 0))
