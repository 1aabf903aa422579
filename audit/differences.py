"""Says what happened to a run of entries: altered, deleted, repeated, inserted, swapped, put in another order, cut off.

It compares the leaf hashes that were signed with those of the entries that are there. The first index it names is
always the first place at which the two differ.
"""

from collections import Counter
from collections.abc import Iterator

Named = tuple[int, str]
MOST_NAMED = 100
"""Beyond this many single alterations the rest are told as one range."""


def name_differences(was: list[bytes], now: list[bytes], start: int, signed: dict[bytes, int]) -> list[Named]:
    """The differences, each with the index at which it begins.

    `start` is the index of the first entry of both; `signed` gives the index of each hash that the log signed.
    """
    first = next((i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    tail = _alike_at_the_end(was, now, first)
    gone, there = was[first : len(was) - tail], now[first : len(now) - tail]
    return list(_name(gone, there, start + first, signed))


def _alike_at_the_end(was: list[bytes], now: list[bytes], first: int) -> int:
    most = min(len(was), len(now)) - first
    return next((i for i in range(most) if was[-1 - i] != now[-1 - i]), most)


def _name(was: list[bytes], now: list[bytes], start: int, signed: dict[bytes, int]) -> Iterator[Named]:
    if not now:
        yield start, f"{_entries(start, len(was), 'is', 'are')} missing."
    elif not was:
        yield start, _added(now, start, signed)
    elif Counter(was) == Counter(now):
        yield start, _moved(was, now, start)
    elif len(was) == len(now):
        yield from _one_by_one(was, now, start, signed)
    elif len(now) < len(was) and _within(now, was):
        yield start, f"{len(was) - len(now)} of entries {start} to {start + len(was) - 1} are missing."
    elif len(now) > len(was) and _within(was, now):
        yield start, f"{len(now) - len(was)} entries were put in between entries {start} and {start + len(was)}."
    else:
        place = f"From entry {start} on, {len(was)} entries were signed and {len(now)} others are there"
        yield start, f"{place}: entries were altered, and some taken out or put in."


def _added(now: list[bytes], start: int, signed: dict[bytes, int]) -> str:
    copy = signed.get(now[0])
    if copy is not None:
        return f"Entry {copy} is there again before entry {start}."
    what = "1 entry that the log did not sign was" if len(now) == 1 else f"{len(now)} entries that it did not sign were"
    return f"{what} put in before entry {start}."


def _moved(was: list[bytes], now: list[bytes], start: int) -> str:
    differing = [start + i for i, (a, b) in enumerate(zip(was, now, strict=True)) if a != b]
    if len(differing) == 2:
        return f"Entries {differing[0]} and {differing[1]} were swapped."
    return f"Entries {differing[0]} to {differing[-1]} stand in another order than the log signed."


def _one_by_one(was: list[bytes], now: list[bytes], start: int, signed: dict[bytes, int]) -> Iterator[Named]:
    differing = [i for i, (a, b) in enumerate(zip(was, now, strict=True)) if a != b]
    for i in differing[:MOST_NAMED]:
        copy = signed.get(now[i])
        what = "was altered: it is not" if copy is None else f"was replaced by entry {copy}: it is not"
        yield start + i, f"Entry {start + i} {what} what the log signed."
    if len(differing) > MOST_NAMED:
        first = start + differing[MOST_NAMED]
        count = len(differing) - MOST_NAMED
        yield first, f"{count} more of entries {first} to {start + differing[-1]} were altered."


def _within(some: list[bytes], all_of_them: list[bytes]) -> bool:
    """Whether the first list is the second with some left out."""
    rest = iter(all_of_them)
    return all(one in rest for one in some)


def _entries(start: int, count: int, one: str, many: str) -> str:
    return f"Entry {start} {one}" if count == 1 else f"Entries {start} to {start + count - 1} {many}"
