"""The public entry says what the public may ask of an agreement, and names no person."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from isa.protocol.edition import Edition
from isa.protocol.page import render_entry, write_entry
from isa.protocol.register_entry import UNSETTLED, as_json, register_entry


def people(edition: Edition) -> set[str]:
    agreement = edition.agreement
    return {one.person for one in agreement.signatories} | {agreement.dpia.approved_by} | {
        one.ref for one in agreement.dpo_advice
    }  # fmt: skip


def test_no_entry_names_anybody_who_signed_or_approved(editions: Mapping[str, Edition]) -> None:
    for edition in editions.values():
        written = as_json(edition) + render_entry(edition)
        assert people(edition)
        assert [one for one in people(edition) if one in written] == []


def test_an_entry_says_who_why_by_which_law_what_and_how_long(
    editions: Mapping[str, Edition], structure: Callable[[str], Any]
) -> None:
    for edition in editions.values():
        agreement, words = edition.agreement, edition.words
        entry = json.loads(as_json(edition))
        assert entry["digest"] == edition.digest
        assert [one["id"] for one in entry["parties"]] == [party.org_id for party in agreement.parties]
        assert [one["why"] for one in entry["purposes"]] == [one.necessity_statement for one in agreement.purposes]
        named = {words.gateways[code].title for basis in agreement.lawful_basis for code in basis.gateway_codes}
        assert {one["title"] for one in entry["legal_gateways"]} == named
        assert sum(len(one["data"]) for one in entry["kinds_of_data"]) == sum(
            len(one.names) for one in agreement.data_sets
        )
        page = structure(render_entry(edition)).text
        for shown in (agreement.title, agreement.isa_id, agreement.retention.recipient_max[1:], *named):
            assert " ".join(shown.split()) in page


def test_the_contact_is_the_documents_own_or_said_to_be_unsettled(editions: Mapping[str, Edition]) -> None:
    edition = next(one for one in editions.values() if one.agreement.subject_rights is not None)
    assert edition.agreement.subject_rights is not None
    assert register_entry(edition)["contact"] == edition.agreement.subject_rights.single_contact
    bare = replace(edition, agreement=edition.agreement.model_copy(update={"subject_rights": None}))
    assert register_entry(bare)["contact"] == UNSETTLED


def test_a_file_that_is_called_json_holds_json_and_any_other_a_page(
    editions: Mapping[str, Edition], tmp_path: Path
) -> None:
    edition = next(iter(editions.values()))
    write_entry(edition, tmp_path / "entry.json")
    write_entry(edition, tmp_path / "entry.html")
    assert json.loads((tmp_path / "entry.json").read_text("utf-8"))["id"] == edition.agreement.isa_id
    assert (tmp_path / "entry.html").read_text("utf-8").startswith("<!DOCTYPE html>")
