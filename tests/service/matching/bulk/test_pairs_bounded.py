"""Pairs stay bounded: a token of half a population says nothing, and one name for everybody makes no one of anybody."""

from collections.abc import Callable

import numpy as np

from service.matching.blocks import SELECTIVE
from service.matching.bulk.link import linked_persons
from service.matching.bulk.pairs import of_tokens
from service.matching.model import Model
from service.matching.person import Person
from service.matching.tokens import IndexKey, tokens_of

KEY = IndexKey(b"k" * 32, 1)


def namesake(number: int, provider: str) -> Person:
    """One of very many of one name, each with a date of birth and an address of their own."""
    return Person(
        forenames=("jordan",),
        families=("smith",),
        year=1940 + number % 70,
        month=1 + number // 70 % 12,
        day=1 + number // 840 % 28,
        sex="m",
        places=((f"FY{1 + number % 9}", f"{number % 10}X{chr(65 + number // 9 % 26)}", str(number), "highst", ""),),
        provider=provider,
    )


def test_a_token_that_half_the_population_has_makes_no_pairs_and_the_others_make_theirs() -> None:
    population = 4_000
    tokens = [{number // 2 + 10} | ({1} if number % 2 else set()) for number in range(population)]
    found = of_tokens(tokens)
    assert found.one.tolist() == list(range(0, population, 2))
    assert (found.other - found.one).tolist() == [1] * (population // 2)


def test_a_token_is_used_up_to_the_very_number_of_records_that_it_may_have() -> None:
    assert of_tokens([{7}] * SELECTIVE).one.size == SELECTIVE * (SELECTIVE - 1) // 2
    assert of_tokens([{7}] * (SELECTIVE + 1)).one.size == 0


def test_one_name_repeated_by_everyone_leaves_few_pairs_and_links_each_with_themselves_alone(
    the_model: Callable[[], Model],
) -> None:
    count = 3_000
    people = [namesake(number, provider) for provider in ("police:04", "ods:RXL") for number in range(count)]
    tokens = [set(tokens_of(person, KEY)) for person in people]
    assert of_tokens(tokens).one.size < SELECTIVE // 2 * len(people)
    settled = linked_persons(people, tokens, the_model().scaled(2 * count))
    assert settled.cluster[:count].tolist() == list(range(count))
    joined = settled.cluster[count:] != np.arange(count, 2 * count)
    assert (settled.cluster[count:][joined] == np.flatnonzero(joined)).all(), "somebody came to a namesake"
    assert joined.mean() > 0.95
