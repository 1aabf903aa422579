"""How good are the records that answers rest on: how fresh, of whom, what was not taken, how often the matcher errs?

For IG leads. Counts are told of every agency; the rows that were not taken only of the lead's own, who can mend them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.errors import NotFound, ReasonCode
from service.identity.principal import Principal
from service.oversight.leads import check_lead
from service.runtime import Runtime
from service.store.quarantined import Quarantined, QuarantinedRow, by_reason, of_reason
from service.store.rows import SourceState

SHARES = ("confirmed_right", "shown_right", "confirmed_wrong", "shown_wrong")


@dataclass(frozen=True, slots=True)
class GroupErrors:
    """How often the matcher was right and wrong about people of one group; shares from 0 to 1."""

    group: str
    queries: int
    confirmed_right: float
    shown_right: float
    confirmed_wrong: float
    shown_wrong: float


@dataclass(frozen=True, slots=True)
class MatchErrors:
    """The evaluation that is kept with the matching model; no groups where there is none."""

    model: str
    digest: str
    measured_on: str
    groups: tuple[GroupErrors, ...]
    """Everybody first."""
    not_measured: tuple[str, ...]
    """Groups of which the evaluation says that it did not measure them, and why."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Every source, what is in quarantine, and the matcher's errors."""

    sources: tuple[SourceState, ...]
    quarantined: tuple[Quarantined, ...]
    errors: MatchErrors


async def source_health(principal: Principal, runtime: Runtime) -> SourceHealth:
    """The state of all sources as of now.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: the store does not answer.
    """
    check_lead(principal)
    return SourceHealth(
        sources=tuple(await runtime.store.sources()),
        quarantined=tuple(await by_reason(runtime.store.database)),
        errors=match_errors(runtime),
    )


async def own_quarantine(
    code: str, limit: int, skip: int, principal: Principal, runtime: Runtime
) -> Sequence[QuarantinedRow]:
    """The rows of the lead's own agency that were not taken for one reason, those of the latest load first.

    Raises:
        NotPermitted, Unavailable: as `source_health`.
        NotFound: nothing of theirs is in quarantine for this reason.
    """
    check_lead(principal)
    rows = await of_reason(runtime.store.database, principal.agency, code, limit, skip)
    if not rows:
        raise NotFound(ReasonCode.NOT_FOUND, "Your agency has no rows in quarantine here. Go back to source health.")
    return rows


def match_errors(runtime: Runtime) -> MatchErrors:
    """What the model file says that was measured."""
    source = runtime.model.source
    threshold = source.thresholds.get("confirmed")
    return MatchErrors(
        model=source.name,
        digest=runtime.model.digest,
        measured_on=threshold.measured_on if threshold else "",
        groups=tuple(_groups(source.errors)),
        not_measured=tuple(str(said) for said in source.errors.values() if isinstance(said, str)),
    )


def _groups(errors: dict[str, Any]) -> Iterator[GroupErrors]:
    """A model may be of a partnership's own making: a group without every figure is left out."""
    by_group = errors.get("by_sex_and_age")
    named = {"everybody": errors.get("all"), **(by_group if isinstance(by_group, dict) else {})}
    for group, found in named.items():
        if isinstance(found, dict) and all(isinstance(found.get(share), (int, float)) for share in SHARES):
            yield GroupErrors(group, int(found.get("queries", 0)), *(float(found[share]) for share in SHARES))
