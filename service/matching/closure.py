"""Every pair that links bring together, for a source that holds people several times: A is B and B is C, so A is C.

Each such pair has the bits of the weakest link on the best way between its two records, which is where single-linkage
clustering would join them. So one threshold gives whole clusters, and pairs that no token brought together have a
score as well.
"""

from typing import Final

import numpy as np

from service.matching.competition import Pairs

LEAST: Final = -10.0
MOST_TOGETHER: Final = 64
"""No cluster grows beyond so many records: a chain of weak links through a crowd is nobody."""


def closed(pairs: Pairs, records: int, *, least: float = LEAST) -> Pairs:
    """The pairs within the clusters that links of at least `least` bits make, none twice, the surest first."""
    together: dict[int, list[int]] = {record: [record] for record in range(records)}
    head = list(range(records))
    found: list[tuple[int, int, float]] = []
    for at in np.argsort(-pairs.bits, kind="stable").tolist():
        bits = float(pairs.bits[at])
        if bits < least:
            break
        near, far = head[pairs.one[at]], head[pairs.other[at]]
        if near == far or len(together[near]) + len(together[far]) > MOST_TOGETHER:
            continue
        mine, theirs = together[near], together.pop(far)
        found += [(min(x, y), max(x, y), bits) for x in mine for y in theirs]
        for record in theirs:
            head[record] = near
        together[near] = mine + theirs
    one, other, bits_of = zip(*found, strict=True) if found else ((), (), ())
    return Pairs(np.array(one, dtype=np.int64), np.array(other, dtype=np.int64), np.array(bits_of, dtype=np.float64))
