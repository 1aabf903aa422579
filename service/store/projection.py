"""Reading and writing the projection of the log: where in it to look. Within a transaction it sees its own writes."""

from collections.abc import Iterable, Sequence
from typing import Final

from service.store import projection_statements as said
from service.store.database import Reader, Row, Transaction
from service.store.oversight_statements import ADD_FACT, FACT, SET_FACT
from service.store.projection_rows import EMERGENCY, About, AboutRow, Found, IndexRow, Wanted
from service.store.projection_statements import Criterion

LOOKED_AT: Final = 5000
"""Entries that one search looks at, at most, for those that meet every filter."""
FIRST_LOOK: Final = 1000
"""Entries that it looks at first: most searches find enough among them."""
_SIZE: Final = "projection_size"
_WORDS: Final = frozenset(at for at, kind in enumerate(IndexRow.__annotations__.values()) if kind is str)
"""Which columns of an entry hold the number of a word."""


async def find(reader: Reader, wanted: Wanted, below: int, limit: int, looked_at: int = LOOKED_AT) -> Found:
    """The newest entries below one that meet every filter.

    At most `looked_at` entries are looked at, so that a search is quick whatever it is for. `Found.next` says whence
    to go on, even where nothing was found so far.
    """
    criteria = await _criteria(reader, wanted)
    if criteria is None:
        return Found([], None)
    leading, others = (criteria[0] if criteria else None), criteria[1:]
    left, found = looked_at if others else limit, list[IndexRow]()
    window = min(FIRST_LOOK, left)
    while True:
        search = said.search(leading, others, below, wanted.start, window, limit - len(found))
        found += await _in_words(reader, await reader.rows(search.rows, search.with_rows))
        if len(found) == limit:
            return Found(found, found[-1].entry)
        looked, lowest = (await reader.rows(search.reach, search.with_reach))[0]
        if looked < window:
            return Found(found, None)
        left -= looked
        if not left:
            return Found(found, lowest)
        below, window = lowest, left


async def rows(reader: Reader, start: int, end: int) -> list[IndexRow]:
    """The entries from `start` up to but not `end`, oldest first."""
    return await _in_words(reader, await reader.rows(said.ROWS, (start, end)))


async def abouts(reader: Reader, start: int, end: int) -> list[AboutRow]:
    """What the entries from `start` up to but not `end` are about."""
    found = await reader.rows(said.ABOUTS, (start, end))
    words = await words_by(reader, {row[1] for row in found})
    return [AboutRow(kind, words[value], entry, level) for kind, value, entry, level in found]


async def entries_about(reader: Reader, kind: About, value: str, start: int = 0) -> list[tuple[int, int]]:
    """(entry, level) of every entry from `start` on that is about something, oldest first."""
    number = (await _numbers(reader, [value])).get(value)
    if number is None:
        return []
    return [(row[0], row[1]) for row in await reader.rows(said.ABOUT_ONE, (int(kind), number, start))]


async def first_since(reader: Reader, micros: int) -> int:
    """The number of the first entry at or after a time: since the log's clock never goes back, all that follow are."""
    found = await reader.rows(said.SINCE, (micros,))
    return int(found[0][0]) if found else await size(reader)


async def last_of_each(reader: Reader) -> list[IndexRow]:
    """The last entry of every person and system that stands in the log, in no order."""
    return await _in_words(reader, await reader.rows(said.LAST_OF_EACH))


async def count_types(reader: Reader, start: int, end: int) -> dict[str, int]:
    """How many entries of each type there are from `start` up to but not `end`."""
    counted: dict[int, int] = dict(await reader.rows(said.COUNT_TYPES, (start, end)))
    words = await words_by(reader, counted)
    return {words[number]: count for number, count in counted.items()}


async def size(reader: Reader) -> int:
    """Up to which entry, without it, the log has been taken in."""
    held = await reader.rows(FACT, (_SIZE,))
    return int.from_bytes(bytes(held[0][0]), "big") if held else 0


async def set_size(transaction: Transaction, entries: int) -> None:
    """Keep up to which entry, without it, the log has been taken in."""
    value = entries.to_bytes(8, "big")
    if not await transaction.run(SET_FACT, (value, _SIZE)):
        await transaction.run(ADD_FACT, (_SIZE, value))


async def add(transaction: Transaction, entries: Sequence[IndexRow], about: Sequence[AboutRow]) -> None:
    """Take in entries that follow those that are there, and what they are about."""
    texts = {text for row in entries for text in _texts_of(row)} | {row.value for row in about}
    number = await _numbered(transaction, sorted(texts))
    await transaction.run_many(said.ADD_ROW, [_coded(row, number) for row in entries])
    await transaction.run_many(said.ADD_ABOUT, [(row.kind, number[row.value], row.entry, row.level) for row in about])
    await set_size(transaction, entries[-1].entry + 1)


async def replace(transaction: Transaction, entry: IndexRow, about: Sequence[AboutRow]) -> None:
    """An entry that is there comes to something else: what came of it, its payload, and what it is about."""
    await transaction.run(said.CHANGE_ROW, (entry.outcome, entry.sealed, entry.entry))
    await transaction.run(said.FORGET_ABOUT, (entry.entry,))
    number = await _numbered(transaction, sorted({row.value for row in about}))
    await transaction.run_many(said.ADD_ABOUT, [(row.kind, number[row.value], row.entry, row.level) for row in about])


async def clear(transaction: Transaction) -> None:
    """Empty the projection, to make it again from the log."""
    for statement in said.CLEAR:
        await transaction.run(statement)
    await set_size(transaction, 0)


async def _criteria(reader: Reader, wanted: Wanted) -> list[Criterion] | None:
    """The filters, the one that fewest entries meet first; None where no entry holds one of the words."""
    asked: list[tuple[str, int, str]] = [
        ("person", About.PERSON, wanted.person),
        ("sought", About.SOUGHT, wanted.sought),
        ("denied", About.DENIED, wanted.denied_of),
        ("break_glass", About.BREAK_GLASS, EMERGENCY if wanted.break_glass else ""),
        ("staff", 0, wanted.staff),
        ("holder", About.HOLDER, wanted.holder),
        ("provider", About.PROVIDER, wanted.provider),
        ("agreement", About.AGREEMENT, wanted.agreement),
        ("purpose", 0, wanted.purpose),
        ("type", 0, wanted.type),
        ("operation", 0, wanted.operation),
        ("agency", 0, wanted.agency),
    ]
    given = [one for one in asked if one[2]]
    number = await _numbers(reader, sorted({text for _, _, text in given}))
    if any(text not in number for _, _, text in given):
        return None
    level = [Criterion("level", 0, wanted.level)] if wanted.level else []
    return [Criterion(name, int(kind), number[text]) for name, kind, text in given] + level


def _texts_of(row: IndexRow) -> list[str]:
    return [value for value in row if isinstance(value, str)]


def _coded(row: IndexRow, number: dict[str, int]) -> list[int]:
    return [number[value] if isinstance(value, str) else int(value) for value in row]


async def _in_words(reader: Reader, found: Sequence[Row]) -> list[IndexRow]:
    words = await words_by(reader, {row[at] for row in found for at in _WORDS})
    return [IndexRow._make(words[value] if at in _WORDS else value for at, value in enumerate(row)) for row in found]


async def _numbered(transaction: Transaction, texts: Sequence[str]) -> dict[str, int]:
    """The numbers of words; those that are new get one."""
    number = await _numbers(transaction, texts)
    fresh = [text for text in texts if text not in number]
    if fresh:
        last = int((await transaction.rows(said.LAST_WORD))[0][0])
        given = {text: last + 1 + at for at, text in enumerate(fresh)}
        await transaction.run_many(said.ADD_WORD, [(each, text) for text, each in given.items()])
        number |= given
    return number


async def _numbers(reader: Reader, texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for statement, padded in said.WORDS_BY_TEXT.parts(texts):
        found |= dict(await reader.rows(statement, padded))
    return found


async def words_by(reader: Reader, numbers: Iterable[int]) -> dict[int, str]:
    """The words of these numbers."""
    found: dict[int, str] = {}
    for statement, padded in said.WORDS_BY_NUMBER.parts(sorted(numbers)):
        found |= dict(await reader.rows(statement, padded))
    return found
