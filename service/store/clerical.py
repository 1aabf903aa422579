"""Reading and writing the clerical queue: pairs, verdicts, samples. Inside a transaction it sees its own writes."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from service.store import changes
from service.store import clerical_statements as statements
from service.store.clerical_rows import Counted, DrawRow, EdgeRow, Fact, NewAsk, PairState, VerdictRow
from service.store.database import Reader, Row, Transaction
from service.store.rows import SealedPerson
from service.store.statement import Family

PAGE: Final = 2_000


async def pair_of(reader: Reader, number: int) -> PairState | None:
    """One pair, whatever its state."""
    rows = await reader.rows(statements.PAIR, (number,))
    return PairState._make(rows[0]) if rows else None


async def waiting_pairs(reader: Reader) -> list[PairState]:
    """Every pair that waits for a person, by number."""
    found: list[PairState] = []
    after = 0
    while True:
        rows = await reader.rows(statements.WAITING_PAIRS, (after, PAGE))
        found += [PairState._make(row) for row in rows]
        if len(rows) < PAGE:
            return found
        after = int(rows[-1][0])


async def acting_pairs(reader: Reader) -> list[PairState]:
    """Pairs that are decided, but whose decision may not have been carried out."""
    return [PairState._make(row) for row in await reader.rows(statements.ACTING_PAIRS)]


async def confirming_pairs(reader: Reader) -> list[PairState]:
    """Pairs that wait for a second or third person, or to be carried out: few at any time."""
    return [PairState._make(row) for row in await reader.rows(statements.CONFIRMING_PAIRS)]


async def still_here(reader: Reader, number: int) -> bool:
    """Whether the ask or edge of a pair stands as it was, and its records as they were then."""
    return bool(await reader.rows(statements.HERE, (number,)))


async def is_so(reader: Reader, pair: PairState) -> bool:
    """Whether the records of a decided pair stand as it was decided."""
    return bool(await reader.rows(statements.IS_SO, (pair.id,)))


async def decided_by(reader: Reader, staff: str) -> set[int]:
    """The pairs that wait for another person than this one, who has given a verdict already."""
    return {row[0] for row in await reader.rows(statements.DECIDED_BY, (staff,))}


async def verdicts_of(reader: Reader, pair: int) -> list[VerdictRow]:
    """All verdicts on a pair, in their order."""
    return [VerdictRow._make(row) for row in await reader.rows(statements.VERDICTS, (pair,))]


async def new_asks(reader: Reader, after: tuple[int, int], most: int) -> list[NewAsk]:
    """Asks of the matcher that have no number yet, in the order of their records, beyond those two records."""
    rows = await reader.rows(statements.NEW_ASKS, (*after, most))
    return [NewAsk._make(row) for row in rows]


async def seen_before(reader: Reader, records: Sequence[int]) -> set[tuple[int, int, str]]:
    """(lower record, higher record, what was seen of them) of which nobody could tell, among these records."""
    rows = await _in(reader, statements.UNTOLD, records)
    return {(min(row[0], row[1]), max(row[0], row[1]), row[2]) for row in rows}


async def people_of(reader: Reader, records: Sequence[int]) -> dict[int, SealedPerson]:
    """The sealed people of these records, live or held."""
    return {row[0]: SealedPerson(*row) for row in await _in(reader, statements.PEOPLE, records)}


async def facts_of_records(reader: Reader, records: Sequence[int]) -> list[Fact]:
    """What is known in the clear of these records, live or held."""
    return [Fact._make(row) for row in await _in(reader, statements.FACTS_BY_RECORD, records)]


async def facts_of_goldens(reader: Reader, goldens: Sequence[int]) -> list[Fact]:
    """What is known in the clear of every live record of these golden nominals."""
    return [Fact._make(row) for row in await _in(reader, statements.FACTS_BY_GOLDEN, goldens)]


async def goldens_held(reader: Reader) -> int:
    """How many golden nominals there are: the population that the model is scaled to."""
    return int((await reader.rows(statements.GOLDENS))[0][0])


async def edges_after(reader: Reader, model: str, record: int, other: int) -> list[EdgeRow]:
    """The next edges that this model made, in the order of their records."""
    rows = await reader.rows(statements.EDGES, (model, record, other, PAGE))
    return [EdgeRow._make(row) for row in rows]


async def joined_pairs(reader: Reader) -> set[tuple[int, int, int]]:
    """(record, other, since) of the edges that were drawn already."""
    return {(row[0], row[1], row[2]) for row in await reader.rows(statements.JOINED_PAIRS)}


async def asked_pairs(reader: Reader, band: str, model: str) -> list[PairState]:
    """Pairs of a band that the matcher asked about, nobody has begun to decide, and no sample holds."""
    return [PairState._make(row) for row in await reader.rows(statements.ASKED_PAIRS, (band, model))]


async def drawn_pairs(reader: Reader) -> set[int]:
    """The numbers of all pairs that a sample holds."""
    return {row[0] for row in await reader.rows(statements.DRAWN_PAIRS)}


async def draws(reader: Reader) -> list[DrawRow]:
    """All samples that were drawn, in their order."""
    return [DrawRow._make(row) for row in await reader.rows(statements.DRAWS)]


async def counted(reader: Reader) -> list[Counted]:
    """How many pairs came to which outcome, by model, band and whether a sample holds them."""
    rows = await reader.rows(statements.COUNTED)
    return [Counted(model, band, bool(drawn), state, outcome, n) for model, band, drawn, state, outcome, n in rows]


async def let_go(transaction: Transaction, number: int | None = None) -> int:
    """Let pairs leave whose records changed, were shredded, or were linked or parted meanwhile. Returns how many.

    With a number, only that pair is looked at.
    """
    if number is not None:
        return await transaction.run(statements.LEAVE_ONE, (number,))
    await transaction.run(statements.SHRED_NOTES)
    return await transaction.run(statements.LEAVE)


async def add_pairs(transaction: Transaction, pairs: Iterable[PairState]) -> list[PairState]:
    """Number and write new pairs; the `id` that they come with does not count."""
    first = await _next(transaction, statements.LARGEST_PAIR)
    numbered = [pair._replace(id=first + at) for at, pair in enumerate(pairs)]
    await transaction.run_many(statements.ADD_PAIR, numbered)
    return numbered


async def change_pair(transaction: Transaction, before: PairState, after: PairState) -> bool:
    """Write a pair anew; False where somebody else was first, and nothing was written."""
    values = [getattr(after, name) for name in statements.CHANGED]
    return await transaction.run(statements.CHANGE_PAIR, (*values, before.id, before.version)) == 1


async def add_verdict(transaction: Transaction, verdict: VerdictRow) -> None:
    """Keep what one person decided."""
    await transaction.run(statements.ADD_VERDICT, verdict)


async def drop_ask(transaction: Transaction, pair: PairState) -> None:
    """The matcher's question is answered, whichever way round it was asked."""
    await transaction.run(changes.DROP_ASK, (pair.record, pair.other))
    await transaction.run(changes.DROP_ASK, (pair.other, pair.record))


async def add_draw(transaction: Transaction, draw: DrawRow, pairs: Sequence[int]) -> DrawRow:
    """Number and keep a sample with its pairs."""
    numbered = draw._replace(id=await _next(transaction, statements.LARGEST_DRAW))
    await transaction.run(statements.ADD_DRAW, numbered)
    await transaction.run_many(statements.ADD_DRAWN, [(numbered.id, pair) for pair in pairs])
    return numbered


async def _next(transaction: Transaction, largest: Any) -> int:
    return int((await transaction.rows(largest))[0][0]) + 1


async def _in(reader: Reader, family: Family, values: Sequence[int]) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(values), family.largest):
        statement, padded = family.fit(values[start : start + family.largest])
        rows += await reader.rows(statement, padded)
    return rows
