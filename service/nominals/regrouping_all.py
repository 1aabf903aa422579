"""Who is one person under a model, from nothing and all at once: bulk linking with everybody free."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from service.matching.bulk.link import linked_persons
from service.matching.bulk.terms import Terms
from service.matching.model import Model
from service.matching.tokens import IndexKey, tokens_of
from service.nominals.regrouping import Couples, Freed, Progress, Regrouped, Why


def all_together(
    freed: Sequence[Freed], never: Couples, always: Couples, model: Model, key: IndexKey, progress: Progress
) -> Regrouped:
    """See `regrouping.Regroup`. Decided by the same levels, weights and bands as one by one, without an order."""
    if not freed:
        return Regrouped()
    place = {one.record: at for at, one in enumerate(freed)}
    terms = Terms(np.zeros(len(freed), dtype=np.int64), never=_places(never, place), always=_places(always, place))
    tokens = (tokens_of(one.person, key) for one in freed)
    settled = linked_persons([one.person for one in freed], tokens, model, terms, progress)
    groups: dict[int, list[int]] = defaultdict(list)
    for at, (cluster, held) in enumerate(zip(settled.cluster.tolist(), settled.held.tolist(), strict=True)):
        if not held:
            groups[cluster].append(freed[at].record)
    edges = settled.edges
    rows = zip(edges.one.tolist(), edges.other.tolist(), edges.bits.tolist(), edges.levels.tolist(), strict=True)
    return Regrouped(
        [sorted(group) for group in groups.values()],
        [freed[at].record for at in np.flatnonzero(settled.held).tolist()],
        [
            Why(freed[one].record, freed[other].record, round(bits * 1_000_000), "".join(map(str, levels)))
            for one, other, bits, levels in rows
        ],
    )


def _places(couples: Couples, place: dict[int, int]) -> list[tuple[int, int]]:
    return [(place[one], place[other]) for one, other in couples if one in place and other in place]
