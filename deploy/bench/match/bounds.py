"""How much memory a contender may take: one that needs more fails, and the machine and its neighbours do not."""

import os
import resource

VARIABLE = "GOLDEN_THREAD_BENCH_MEMORY"
"""Names the bound in GiB to the processes that contend: a million records need more of it than a hundred thousand."""
USUAL_GIB = 4.0
_GIB = 2**30


def hold(most: int | None = None) -> None:
    """Bound this process and every process that it starts, in bytes of address space: always more than is resident."""
    most = int(float(os.environ.get(VARIABLE, USUAL_GIB)) * _GIB) if most is None else most
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
