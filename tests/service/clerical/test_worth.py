"""In which order pairs are worked through: by what a decision changes, and never by who the people are."""

import pytest

from isa.vocabulary import load_vocabulary
from service.clerical.worth import Cautions, Side, needs_second, order, side_of, worth
from service.matching.model import shipped_model
from service.store.clerical_rows import Fact, PairState
from service.store.rows import State

MODEL = shipped_model()
CAUTIONS = Cautions.of(load_vocabulary())
NOW = 1_795_176_000
DAY = 86_400


def pair(number: int = 1, bits: float = 0.0, days: float = 0, because: str = "between_bands") -> PairState:
    since = NOW - round(days * DAY)
    return PairState(number, 10, 20, because, round(bits * 1e6), "1" * 15, "model", "possible", since)


def fact(record: int = 10, record_type: str = "familyhub.early_help", **changes: object) -> Fact:
    plain = {"provider": "police:04", "golden": 1, "state": 0, "shielded": 0, "position": 0, "classes": "",
             "subject_role": "service_user", "status": "open"}  # fmt: skip
    return Fact(record=record, record_type=record_type, **(plain | changes))


QUIET = side_of([fact(position=None, record_type="", status="")], CAUTIONS)
BUSY = side_of([fact(position=at) for at in range(4)], CAUTIONS)
IN_CARE = side_of([fact(record_type="social_care.children")], CAUTIONS)
HELD = side_of([fact(state=State.HELD.value, shielded=1)], CAUTIONS)


def value(one: PairState, *sides: Side) -> float:
    return worth(one, sides, MODEL, NOW).value


def in_order(*pairs: tuple[PairState, tuple[Side, Side]]) -> list[int]:
    keys = [(order(one, worth(one, sides, MODEL, NOW), sides), one.id) for one, sides in pairs]
    return [number for _, number in sorted(keys)]


def test_the_order_on_examples() -> None:
    assert in_order(
        (pair(1, bits=0.0), (QUIET, QUIET)),
        (pair(2, bits=0.0), (BUSY, BUSY)),
        (pair(3, bits=6.0), (BUSY, BUSY)),
        (pair(4, bits=-9.0, because="perhaps_shielded"), (HELD, QUIET)),
        (pair(5, bits=0.0), (IN_CARE, BUSY)),
        (pair(6, bits=0.0, days=60), (BUSY, BUSY)),
        (pair(7, bits=0.0, days=1), (QUIET, QUIET)),
    ) == [4, 6, 5, 2, 7, 1, 3]


def test_the_worth_of_one_pair_worked_out_by_hand() -> None:
    found = worth(pair(bits=0.0, days=15), (QUIET, IN_CARE), MODEL, NOW)
    assert (found.doubt, found.care, found.patience) == (1.0, 2.0, 1.5)
    assert found.reach == pytest.approx(0.39231742277876036)  # log2(1 + 0.25 * 1.25)
    assert found.value == pytest.approx((1 + found.reach) * 2 * 1.5)


def test_doubt_is_greatest_where_both_answers_are_as_likely() -> None:
    assert (
        value(pair(bits=0.0), QUIET, QUIET) > value(pair(bits=2.0), QUIET, QUIET) > value(pair(bits=6.0), QUIET, QUIET)
    )
    assert value(pair(bits=2.0), QUIET, QUIET) == pytest.approx(value(pair(bits=-2.0), QUIET, QUIET))


def test_where_a_rule_stands_against_what_the_bits_say_the_probability_is_not_believed() -> None:
    sure = MODEL.thresholds["confirmed"].bits
    assert worth(pair(bits=sure), (QUIET, QUIET), MODEL, NOW).doubt == 1.0
    assert worth(pair(bits=sure - 0.01), (QUIET, QUIET), MODEL, NOW).doubt < 0.1


def test_open_involvements_count_for_more_than_closed_ones() -> None:
    closed = side_of([fact(position=at, status="closed") for at in range(4)], CAUTIONS)
    assert value(pair(), BUSY, BUSY) > value(pair(), closed, BUSY) > value(pair(), QUIET, BUSY)


def test_waiting_adds_worth_up_to_four_times() -> None:
    waits = [value(pair(days=days), QUIET, QUIET) for days in (0, 30, 90, 900)]
    assert waits == sorted(waits)
    assert waits[2] == pytest.approx(4 * waits[0])
    assert waits[3] == waits[2]


def test_equal_worth_goes_to_the_older_ask_and_then_to_the_lower_number() -> None:
    old, young, twin = pair(3, days=200), pair(1, days=100), pair(2, days=100)
    assert in_order(*((one, (QUIET, QUIET)) for one in (young, twin, old))) == [3, 1, 2]


@pytest.mark.parametrize(
    ("side", "because", "second"),
    [
        (QUIET, "between_bands", False),
        (BUSY, "joined", False),
        (IN_CARE, "between_bands", True),
        (side_of([fact(classes="MENTAL_HEALTH")], CAUTIONS), "between_bands", True),
        (side_of([fact(record_type="from.the.future")], CAUTIONS), "between_bands", True),
        (side_of([fact(shielded=1)], CAUTIONS), "between_bands", True),
        (HELD, "joined", True),
        (QUIET, "perhaps_shielded", True),
    ],
)
def test_who_is_shielded_held_in_care_or_in_a_sensitive_class_needs_a_second_person(side, because, second) -> None:
    assert needs_second(pair(because=because), (QUIET, side)) is second
    assert needs_second(pair(because=because), (side, QUIET)) is second


def test_a_child_of_the_household_or_a_victim_adds_worth_though_one_person_may_decide() -> None:
    for role in ("child_in_household", "victim"):
        side = side_of([fact(subject_role=role)], CAUTIONS)
        plain = side_of([fact()], CAUTIONS)
        assert value(pair(), side, QUIET) == 2 * value(pair(), plain, QUIET)
        assert not needs_second(pair(), (side, QUIET))
