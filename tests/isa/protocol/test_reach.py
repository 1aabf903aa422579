"""A rule reaches no further than its lawful basis, and opens nothing that a gateway bars."""

from collections.abc import Mapping

from isa.protocol.edition import Edition
from isa.protocol.reach import openings


def test_a_basis_in_confidence_holds_a_rule_to_its_level(editions: Mapping[str, Edition]) -> None:
    edition = editions["lancs-isa-0042-police-council"]
    agreement = edition.agreement
    bases = tuple(
        one.model_copy(update={"confidentiality_basis": ("none_required_at_L2",)}) for one in agreement.lawful_basis
    )
    held = agreement.model_copy(update={"lawful_basis": bases})
    levels = {one.rule: one.level for one in openings(agreement, edition.words) if one.record_type.startswith("police")}
    capped = {one.rule: one.level for one in openings(held, edition.words) if one.record_type.startswith("police")}
    assert max(levels.values()) == 3
    assert capped == {rule: min(level, 2) for rule, level in levels.items()}


def test_the_serious_violence_duty_opens_no_patient_information(editions: Mapping[str, Edition]) -> None:
    edition = editions["lancs-isa-0071-serious-violence"]
    shut = [
        one
        for one in openings(edition.agreement, edition.words)
        if edition.words.record_types[one.record_type].confidential
    ]
    assert shut
    assert all((one.level, one.fields) == (0, ()) and "PCSC.s16" in one.shut_by for one in shut)
