"""How much memory a contender may take: one that needs more fails, and the machine and its neighbours do not."""

import resource

MOST_BYTES = 4 * 2**30
"""Address space, which is always more than what is resident."""


def hold(most: int = MOST_BYTES) -> None:
    """Bound this process and every process that it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
