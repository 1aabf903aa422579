"""For which purposes may a declared emergency find anything out? Read from the bundle that decides, not made anew.

`emergency.rego` looks up the same index; what is stopped, told at a meeting only or worth nothing is left out here.
"""

from collections.abc import Iterator

import msgspec

from policies.bundle import Bundle

Opened = dict[tuple[str, str], dict[str, frozenset[str]]]
"""By agency and role: each ground, with the purposes for which it opens anything."""


class _Asking(msgspec.Struct):
    acts: dict[str, bool]
    forums: object = None
    stopped: list[str] = []
    bars: list[str] = []
    carries: list[str] = []
    lifts_confidence: bool = True

    def opens(self) -> bool:
        """Whether asking may find anything: `conditions.rego` and `guards.rego`, for whoever lacks nothing."""
        shut = set(self.bars) & set(self.carries) or not self.lifts_confidence
        return "find" in self.acts and not (self.forums or self.stopped or shut)


class _Rule(msgspec.Struct):
    asking: int
    level: int
    subjects: dict[str, object] = {}


class _Index(msgspec.Struct):
    held: dict[str, dict[str, list[int]]]


class _Agreed(msgspec.Struct):
    """Of what a bundle holds, what this needs."""

    asking: list[_Asking]
    rules: list[_Rule]
    emergencies: dict[str, dict[str, dict[str, dict[str, _Index]]]]
    """By ground, agency, role and purpose."""


def opened_in_emergencies(bundle: Bundle) -> Opened:
    """What each role of each agency may declare an emergency for, under this bundle."""
    agreed = msgspec.json.decode(bundle.agreed, type=_Agreed)
    found: Opened = {}
    for ground, agency, role, purpose, index in _places(agreed):
        if any(_finds(agreed, number) for kinds in index.held.values() for some in kinds.values() for number in some):
            grounds = found.setdefault((agency, role), {})
            grounds[ground] = grounds.get(ground, frozenset()) | {purpose}
    return found


def _places(agreed: _Agreed) -> Iterator[tuple[str, str, str, str, _Index]]:
    for ground, agencies in agreed.emergencies.items():
        for agency, roles in agencies.items():
            for role, purposes in roles.items():
                for purpose, index in purposes.items():
                    yield ground, agency, role, purpose, index


def _finds(agreed: _Agreed, number: int) -> bool:
    rule = agreed.rules[number]
    return rule.level > 0 and bool(rule.subjects) and agreed.asking[rule.asking].opens()
