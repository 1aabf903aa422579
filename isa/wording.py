"""What does a document say differently from another, part by part? Every change of the text, with its place in words.

Lists are compared by what their entries are about (a party by its id, a rule by its id), so that moving an entry is no
change of meaning, and no change of meaning is lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from isa.agreement import Agreement

_NAMED_BY = (
    ("purpose", "side", "party"),
    ("party", "office"),
    ("org_id",),
    ("record_type",),
    ("code",),
    ("id",),
    ("name",),
    ("party",),
)
"""What tells one entry of a list from another, by the first that all of them have."""
LONGEST = 160
"""How much of a long text is quoted before it is cut."""


@dataclass(frozen=True)
class Reworded:
    """One place whose text differs. Empty `before`: it is new; empty `after`: it is gone."""

    section: str
    place: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.place}: new: {_cut(self.after)}"
        if not self.after:
            return f"{self.place}: no longer: {_cut(self.before)}"
        return f"{self.place}: was {_cut(self.before)}; becomes {_cut(self.after)}"


def reworded(old: Agreement, new: Agreement) -> tuple[Reworded, ...]:
    """Every place where two documents differ, in the order of the sections."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(
        found for section in after for found in _differ(section, _plain(section), before.get(section), after[section])
    )


def _differ(section: str, place: str, old: object, new: object) -> Iterator[Reworded]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys([*old, *new]):
            yield from _differ(section, f"{place}, {_plain(name)}", old.get(name), new.get(name))
    elif _is_list(old) and _is_list(new):
        yield from _lists(section, place, old, new)
    else:
        yield Reworded(section, place, _said(old), _said(new))


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple))


def _lists(section: str, place: str, old: object, new: object) -> Iterator[Reworded]:
    before, after = _entries(old), _entries(new)
    by = _named_by([*before, *after])
    if by:
        yield from _named(section, place, _by_name(before, by), _by_name(after, by))
        return
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    if gone or come:
        yield Reworded(section, place, _list(gone), _list(come))
    else:
        yield Reworded(section, f"{place} (in another order)", _list(before), _list(after))


def _named(
    section: str, place: str, before: Mapping[str, Sequence[object]], after: Mapping[str, Sequence[object]]
) -> Iterator[Reworded]:
    moved = True
    for name in dict.fromkeys([*before, *after]):
        olds, news = before.get(name, ()), after.get(name, ())
        for at in range(max(len(olds), len(news))):
            old = olds[at] if at < len(olds) else None
            new = news[at] if at < len(news) else None
            for found in _differ(section, f"{place} {name}", old, new):
                moved = False
                yield found
    if moved:
        yield Reworded(section, f"{place} (in another order)", ", ".join(before), ", ".join(after))


def _entries(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _named_by(entries: Sequence[object]) -> tuple[str, ...]:
    if not entries or not all(isinstance(one, Mapping) for one in entries):
        return ()
    return next(
        (by for by in _NAMED_BY if all(isinstance(one, Mapping) and set(by) <= set(one) for one in entries)), ()
    )


def _by_name(entries: Sequence[object], by: tuple[str, ...]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for one in entries:
        if isinstance(one, Mapping):
            found.setdefault(" ".join(str(one[part]) for part in by if one[part] is not None), []).append(one)
    return found


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _said(value: object) -> str:
    """A value in words; nothing at all is empty."""
    if value is None or value in ([], {}, ""):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{_plain(str(name))} {_said(one)}" for name, one in value.items() if _said(one))
    return _list(value) if isinstance(value, (list, tuple)) else str(value)


def _list(values: Sequence[object]) -> str:
    return ", ".join(_said(one) for one in values)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
