"""How are a thousand single answers said in a few rows? Cells that differ in one respect only become one.

A box names, for each respect (who, why, about whom…), the values that it stands for. Boxes with one outcome, alike in
all respects but one, are joined; what results covers exactly the cells that went in, and none of them twice.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Outcome = TypeVar("Outcome", bound=Hashable)
Respects = tuple[frozenset[str], ...]
"""For each respect, in the caller's order, the values that a box stands for."""


@dataclass(frozen=True, slots=True)
class Box(Generic[Outcome]):
    """The same outcome for every combination of these values."""

    respects: Respects
    outcome: Outcome


def joined(boxes: Iterable[Box[Outcome]]) -> list[Box[Outcome]]:
    """Fewer boxes that cover the same combinations with the same outcomes. The last respects are joined first."""
    found = list(boxes)
    while True:
        before = len(found)
        for at in reversed(range(len(found[0].respects) if found else 0)):
            found = _joined_in(found, at)
        if len(found) == before:
            return found


def _joined_in(boxes: list[Box[Outcome]], at: int) -> list[Box[Outcome]]:
    groups: dict[tuple[Respects, Outcome], frozenset[str]] = {}
    for box in boxes:
        rest = (*box.respects[:at], *box.respects[at + 1 :])
        key = (rest, box.outcome)
        groups[key] = groups.get(key, frozenset()) | box.respects[at]
    return [Box((*rest[:at], values, *rest[at:]), outcome) for (rest, outcome), values in groups.items()]
