"""An address that one agency hides counts in nobody's record of that person, whoever sent it."""

from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from service.matching.bulk.beside import beside_shielded, hidden, judged_again
from service.matching.bulk.columns import of_persons
from service.matching.bulk.judged import Judge, Judged
from service.matching.bulk.link import linked_persons
from service.matching.bulk.pairs import of_tokens
from service.matching.bulk.terms import Terms
from service.matching.hiding import as_shielded
from service.matching.model import Model
from service.matching.person import Person

HOME = ("FY1", "3ZZ", "22", "windsorrd", "100010780001")


def jordan(provider: str, given: str = "jordan", **changed: object) -> Person:
    person = Person(
        forenames=(given,),
        families=("kestrelcanary",),
        year=2011,
        month=4,
        day=2,
        places=(HOME,),
        phones=("7700900123",),
        provider=provider,
    )
    return msgspec.structs.replace(person, **changed)


def people(shielded: bool) -> list[Person]:
    """Of one agency shielded, of another with the address; of a third a name that only the address makes the same."""
    first = jordan("gss:E06000009")
    return [as_shielded(first) if shielded else first, jordan("police:04"), jordan("ods:RXL", "jody")]


@pytest.mark.parametrize("fixed", [(0, 0, 0), (7, 7, 0)])
@pytest.mark.parametrize("shielded", [False, True])
def test_a_third_record_comes_by_the_address_only_where_nobody_hides_it(
    the_model: Callable[[], Model], shielded: bool, fixed: tuple[int, ...]
) -> None:
    terms = Terms(np.array(fixed))
    settled = linked_persons(people(shielded), [{1}, {1}, {1}], the_model().scaled(1_000_000), terms)
    assert settled.cluster[1] == settled.cluster[0], "the two whose names and births agree are one person either way"
    assert (settled.cluster[2] == settled.cluster[0]) is not shielded
    assert bool(settled.held[2]) is shielded, "it may be the shielded person: no unshielded shadow of them comes about"


def test_only_unshielded_records_of_a_shielded_person_are_beside_them() -> None:
    person, shielded = np.array([0, 0, 5, 5, 6, 6, 9]), np.array([True, False, True, False, False, False, True])
    assert np.flatnonzero(beside_shielded(person, shielded)).tolist() == [3]


def test_hidden_columns_are_those_of_shielded_people(the_model: Callable[[], Model]) -> None:
    everyone = [*people(True), *people(False), jordan("org:OTHER", places=(), localities=("blackpool",))]
    which = np.array([number % 2 == 1 for number in range(len(everyone))])
    wanted = [as_shielded(one) if hide else one for one, hide in zip(everyone, which, strict=True)]
    shared = of_tokens([{1}] * len(everyone))
    found = Judge(hidden(of_persons(everyone), which), the_model(), least=-1e9).judged(shared)
    _same(found, Judge(of_persons(wanted), the_model(), least=-1e9).judged(shared))
    as_they_were = Judge(of_persons(everyone), the_model(), least=-1e9).judged(shared)
    assert not np.allclose(found.bits, as_they_were.bits), "hiding changed nothing: nothing is shown"


def test_judging_again_what_changed_is_judging_everything_again(the_model: Callable[[], Model]) -> None:
    apart = jordan("org:OTHER", "jody", month=9, places=(("LA1", "1AA", "5", "highst", ""),), phones=("7700900999",))
    everyone = [*people(False), apart, *people(True), jordan("org:MORE", "jordan", phones=())]
    shared = of_tokens([{number % 2, 7} for number in range(len(everyone))])
    columns, model = of_persons(everyone), the_model()
    which = np.array([False, True, False, True, False, False, False, False])
    after = hidden(columns, which)
    again = judged_again(Judge(columns, model).judged(shared), shared, after, model, which)
    _same(again, Judge(after, model).judged(shared))
    assert again.one.size > Judge(columns, model).judged(shared).one.size, (
        "hiding brought no pair near: nothing is shown"
    )


def _same(found: Judged, wanted: Judged) -> None:
    for mine, theirs in zip(found, wanted, strict=True):
        assert np.allclose(mine, theirs)
