"""What check digits promise, for every number: one wrong digit, or two neighbours swapped, never passes."""

from hypothesis import assume, given
from hypothesis import strategies as st

from connectors.faults import FaultCode
from connectors.identifiers import IdentifierFault, nhs, pnc, uln, upn
from connectors.sandbox.numbers import NhsNumbers
from connectors.sandbox.numbers import pnc as made_pnc
from connectors.sandbox.numbers import upn as made_upn


def passes(rule: object, text: str) -> bool:
    """Tell whether a rule accepts a text, and that it refuses with its own error only."""
    try:
        rule(text)  # type: ignore[operator]
    except IdentifierFault:
        return False
    return True


def nhs_number(body: int) -> str | None:
    """Return a valid NHS number by the rule as the data dictionary words it, or None where there is none."""
    check = 11 - sum((10 - place) * int(digit) for place, digit in enumerate(f"{body:09}")) % 11
    return None if check == 10 else f"{body:09}{0 if check == 11 else check}"


@given(st.integers(0, 999_999_999), st.integers(0, 9), st.integers(1, 9))
def test_one_changed_digit_of_an_nhs_number_is_always_refused(body: int, place: int, change: int) -> None:
    number = nhs_number(body)
    assume(number is not None and len(set(number)) > 1)
    assert number is not None
    assert passes(nhs, number)
    changed = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert not passes(nhs, changed)


@given(st.integers(0, 999_999_999), st.integers(0, 8))
def test_two_swapped_neighbours_of_an_nhs_number_are_always_refused(body: int, place: int) -> None:
    number = nhs_number(body)
    assume(number is not None and number[place] != number[place + 1])
    assert number is not None
    assert not passes(nhs, number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(st.integers(0, 999_999_999))
def test_a_body_whose_check_would_be_ten_has_no_number(body: int) -> None:
    valid = [digit for digit in range(10) if passes(nhs, f"{body:09}{digit}")]
    number = nhs_number(body)
    assert valid == ([] if number is None or len(set(number)) == 1 else [int(number[9])])


@given(st.integers(1950, 2026), st.integers(1, 9_999_999), st.integers(0, 22))
def test_only_one_letter_of_a_pnc_passes(year: int, serial: int, other: int) -> None:
    number = made_pnc(year, serial)
    letter = "ZABCDEFGHJKLMNPQRTUVWXY"[other]
    assert passes(pnc, number)
    assert passes(pnc, number[:-1] + letter) == (letter == number[-1])
    assert pnc(f"{year}/{serial}{number[-1]}").value == number


@given(st.integers(2000, 2026), st.integers(0, 5_000_000), st.integers(1, 12), st.integers(1, 9))
def test_one_changed_digit_of_a_upn_is_always_refused(year: int, serial: int, place: int, change: int) -> None:
    number = made_upn(year, serial)
    assert passes(upn, number)
    changed = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert not passes(upn, changed)


@given(st.integers(100_000_000, 999_999_999))
def test_at_most_one_last_digit_of_a_uln_passes(body: int) -> None:
    assert sum(passes(uln, f"{body}{digit}") for digit in range(10)) <= 1


@given(st.text(max_size=20))
def test_any_text_at_all_is_accepted_or_refused_and_never_quoted(text: str) -> None:
    for rule in (nhs, pnc, upn, uln):
        try:
            rule(text)
        except IdentifierFault as fault:
            assert fault.code in FaultCode
            assert len(text) < 4 or text not in str(fault)


def test_the_sandbox_never_gives_a_number_twice() -> None:
    numbers = NhsNumbers(200)
    drawn = [numbers.next() for _ in range(20_000)]
    assert len(set(drawn)) == 20_000
    assert all(number.startswith("999") and passes(nhs, number) for number in drawn)
