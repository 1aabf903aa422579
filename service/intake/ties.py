"""What may stand in the clear of a declared relationship: a code, whether they live together, and a month."""

from typing import Final

from connectors.records import Tie

_BY_CHOICE: Final = frozenset({"partner", "former_partner", "carer", "step_parent", "step_child"})
"""Relationships that begin on a day of their own. Those of blood begin at a birth, and a birthday is somebody's."""


def since(tie: Tie) -> str:
    """From when a relationship is, as `YYYY-MM`, or nothing where the source does not say or it would tell a birth.

    >>> from datetime import date
    >>> since(Tie("1", "partner", since=date(2019, 6, 12))), since(Tie("1", "parent", since=date(2011, 4, 2)))
    ('2019-06', '')
    """
    return f"{tie.since:%Y-%m}" if tie.since is not None and tie.kind in _BY_CHOICE else ""
