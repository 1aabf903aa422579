"""Acceptance 16: the vectors of the identifier rules pass and fail exactly."""

import pytest

from connectors.faults import FaultCode
from connectors.identifiers import BY_SCHEME, IdentifierFault

VALID = [
    ("nhs", "9990000018", "9990000018"),
    ("nhs", "9990000026", "9990000026"),
    ("nhs", "943 476 5919", "9434765919"),
    ("nhs", "943-476-5919", "9434765919"),
    ("pnc", "2002/0073319Z", "2002/0073319Z"),
    ("pnc", "1979/0163001B", "1979/0163001B"),
    ("pnc", "1981/0000034U", "1981/0000034U"),
    ("pnc", "81/34U", "1981/0000034U"),
    ("pnc", "2019/0048213u", "2019/0048213U"),
    ("pnc", "190048213U", "2019/0048213U"),
    ("pnc", "20190048213U", "2019/0048213U"),
    ("cro", "065656/91H", "065656/91H"),
    ("cro", "65656/91H", "065656/91H"),
    ("cro", "SF05/482703J", "SF05/482703J"),
    ("cro", "SF83/50058Z", "SF83/50058Z"),
    ("cro", "048213/19D", "048213/19D"),
    ("cro", "sf19/48213x", "SF19/48213X"),
    ("upn", "H801200001001", "H801200001001"),
    ("upn", "N890400019017", "N890400019017"),
    ("upn", "P89040001901A", "P89040001901A"),
    ("uln", "1000000019", "1000000019"),
    ("uln", "2000000028", "2000000028"),
    ("uln", "3000000037", "3000000037"),
    ("uprn", "100010780001", "100010780001"),
    ("uprn", "000010780001", "10780001"),
    ("crn", "x123456", "X123456"),
    ("nino", "AB 12 34 56 C", "AB123456C"),
]

INVALID = [
    *(("nhs", f"999123456{digit}", FaultCode.IDENTIFIER_CHECK) for digit in range(10)),
    ("nhs", "999000001", FaultCode.IDENTIFIER_FORMAT),
    ("nhs", "99900000180", FaultCode.IDENTIFIER_FORMAT),
    ("nhs", "999000001X", FaultCode.IDENTIFIER_FORMAT),
    ("nhs", "٩٩٩٠٠٠٠٠١٨", FaultCode.IDENTIFIER_FORMAT),
    ("nhs", "0000000000", FaultCode.IDENTIFIER_PLACEHOLDER),
    ("nhs", "1111111111", FaultCode.IDENTIFIER_PLACEHOLDER),
    ("pnc", "2001/0171310S", FaultCode.IDENTIFIER_CHECK),
    ("pnc", "2003/0011985Z", FaultCode.IDENTIFIER_CHECK),
    ("pnc", "2001/01713101W", FaultCode.IDENTIFIER_FORMAT),
    ("pnc", "0171310", FaultCode.IDENTIFIER_FORMAT),
    ("cro", "85227/65G", FaultCode.IDENTIFIER_CHECK),
    ("cro", "SF05/0482703J", FaultCode.IDENTIFIER_FORMAT),
    ("cro", "SF83/050058Z1", FaultCode.IDENTIFIER_FORMAT),
    ("upn", "A801200001001", FaultCode.IDENTIFIER_CHECK),
    ("upn", "I801200001001", FaultCode.IDENTIFIER_FORMAT),
    ("upn", "P89040001901S", FaultCode.IDENTIFIER_FORMAT),
    ("upn", "P89040001901B", FaultCode.IDENTIFIER_CHECK),
    ("upn", "UN1", FaultCode.IDENTIFIER_PLACEHOLDER),
    ("upn", "UN5", FaultCode.IDENTIFIER_PLACEHOLDER),
    ("uln", "1000000018", FaultCode.IDENTIFIER_CHECK),
    ("uln", "0999999999", FaultCode.IDENTIFIER_FORMAT),
    ("uln", "9999999999", FaultCode.IDENTIFIER_PLACEHOLDER),
    ("uprn", "1000107800012", FaultCode.IDENTIFIER_FORMAT),
    ("uprn", "0000", FaultCode.IDENTIFIER_PLACEHOLDER),
    ("crn", "1123456", FaultCode.IDENTIFIER_FORMAT),
    *(("nino", f"{prefix}123456A", FaultCode.IDENTIFIER_FORMAT) for prefix in ("QQ", "BG", "GB", "NK", "ZZ", "DA")),
    ("nino", "AB123456E", FaultCode.IDENTIFIER_FORMAT),
]


@pytest.mark.parametrize(("scheme", "written", "canonical"), VALID)
def test_a_valid_number_comes_out_in_its_canonical_form(scheme: str, written: str, canonical: str) -> None:
    identifier = BY_SCHEME[scheme](written, "stated")
    assert (identifier.scheme, identifier.value) == (scheme, canonical)


@pytest.mark.parametrize(("scheme", "written", "code"), INVALID)
def test_an_invalid_number_is_refused_with_its_reason_and_without_its_value(
    scheme: str, written: str, code: FaultCode
) -> None:
    with pytest.raises(IdentifierFault) as refused:
        BY_SCHEME[scheme](written, "stated")
    assert refused.value.code is code
    assert written not in str(refused.value) + repr(refused.value)
    assert refused.value.__context__ is None


def test_a_two_digit_year_of_a_pnc_is_never_in_the_future() -> None:
    assert BY_SCHEME["pnc"](f"99/34{_letter('99', 34)}", "stated").value.startswith("1999/")
    assert BY_SCHEME["pnc"](f"05/34{_letter('05', 34)}", "stated").value.startswith("2005/")


def test_a_number_keeps_the_status_that_the_source_gives_it() -> None:
    assert BY_SCHEME["nhs"]("9990000018", "verified_pds").status == "verified_pds"


def _letter(year: str, serial: int) -> str:
    return "ZABCDEFGHJKLMNPQRTUVWXY"[int(f"{year}{serial:07}") % 23]
