"""Which entries an extract is of: a few plain conditions, which whoever verifies the extract can check again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Members = Mapping[str, object]


class FilterRefused(Exception):
    """The filter asks for something that an extract cannot be filtered by; the message says what it can be."""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Conditions by name, all of which must hold. Texts, but for `since` and `until`: microseconds since 1970, UTC."""

    conditions: Mapping[str, str | int]

    @classmethod
    def of(cls, conditions: Members) -> "EntryFilter":
        """Check the names and types. Raises FilterRefused."""
        found: dict[str, str | int] = {}
        for name, value in conditions.items():
            if (name in TIMES and type(value) is int) or (name in TEXTS and isinstance(value, str)):
                found[name] = value
            else:
                raise FilterRefused(f"An extract is filtered by {', '.join([*TEXTS, *TIMES])}, a text or a time each.")
        return cls(found)

    def matches(self, entry: Members) -> bool:
        """Whether an entry meets every condition."""
        return all(self._meets(entry, name, value) for name, value in self.conditions.items())

    def _meets(self, entry: Members, name: str, value: str | int) -> bool:
        if isinstance(value, str):
            return value in TEXTS[name](entry)
        time = entry.get("time")
        if type(time) is not int:
            return False
        return time >= value if name == "since" else time < value


def _one(name: str) -> Callable[[Members], list[object]]:
    return lambda entry: [entry.get(name)]


def _many(name: str) -> Callable[[Members], list[object]]:
    def values(entry: Members) -> list[object]:
        found = entry.get(name)
        return found if isinstance(found, list) else []

    return values


def _of_the_actor(name: str) -> Callable[[Members], list[object]]:
    def values(entry: Members) -> list[object]:
        actor = entry.get("actor")
        return [actor.get(name)] if isinstance(actor, dict) else []

    return values


def _agreements(entry: Members) -> list[object]:
    return [one.get("id") for one in _many("agreements")(entry) if isinstance(one, dict)]


TIMES = ("since", "until")
"""`since` is the first moment that is in, `until` the first that is out."""
TEXTS: Mapping[str, Callable[[Members], list[object]]] = {
    "type": _one("type"),
    "request": _one("request_id"),
    "staff": _of_the_actor("staff"),
    "agency": _of_the_actor("agency"),
    "subject": _one("subject"),
    "purpose": _one("purpose"),
    "operation": _one("operation"),
    "agreement": _agreements,
    "provider": _many("providers"),
    "recipient": _many("recipients"),
}
"""What each condition looks at in an entry."""
