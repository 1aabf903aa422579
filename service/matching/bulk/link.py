"""Bulk linking from end to end, pure: columns and shared tokens in, everybody's place out."""

from collections.abc import Iterable, Sequence

import numpy as np

from service.matching.bulk.beside import beside_shielded, hidden, judged_again
from service.matching.bulk.columns import Columns, of_persons
from service.matching.bulk.judged import Judge, Progress
from service.matching.bulk.pairs import Shared, of_tokens
from service.matching.bulk.settled import Settled, Settling
from service.matching.bulk.terms import Terms
from service.matching.model import Model
from service.matching.person import Person


def linked(
    columns: Columns,
    shared: Shared,
    model: Model,
    terms: Terms | None = None,
    progress: Progress | None = None,
    processes: int = 1,
) -> Settled:
    """Settle where records belong.

    What turns out to be a shielded person's is settled again without the address that its own source did not hide.

    Args:
        columns: the records, by number.
        shared: pairs of records that share a selective token.
        model: scaled to the population that the records are drawn from (`Model.scaled`).
        terms: who keeps which golden nominal, and what a person has decided; without it all records are free, which
            is relinking from nothing.
        progress: told how many pairs are judged.
        processes: how many judge them at once.
    """
    terms = terms or Terms(np.zeros(columns.size, dtype=np.int64))
    columns = hidden(columns, beside_shielded(terms.fixed, columns.shielded))
    judge = Judge(columns, model)
    judged = judge.judged(shared, progress, processes)
    while True:
        settled = Settling(columns, judge.banded, model, terms).settle(judged)
        found = beside_shielded(settled.cluster + 1, columns.shielded)
        if not found.any():
            return settled
        # Each round hides somebody more, and what it hides stays hidden: so there is a last one.
        columns = hidden(columns, found)
        judged = judged_again(judged, shared, columns, model, found)


def linked_persons(
    persons: Sequence[Person],
    tokens: Iterable[Iterable[int]],
    model: Model,
    terms: Terms | None = None,
    progress: Progress | None = None,
) -> Settled:
    """`linked` for persons in memory, with the tokens of each."""
    return linked(of_persons(persons), of_tokens(tokens), model, terms, progress)
