"""What a lawyer would look for in each document of the demo partnership, and whether the table of them is true."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from isa.agreement import Agreement
from isa.reading import read_agreement
from isa.tiers import chains
from isa.vocabulary import Seat, Vocabulary

REPOSITORY = Path(__file__).parents[2]
SOURCES = sorted((REPOSITORY / "isa" / "agreements").glob("*.json"))
SHOWN = sorted((REPOSITORY / "deploy" / "demo" / "agreements").glob("*.json"))
PAGE = REPOSITORY / "docs" / "partnership.md"
DELIVERED = {"police.family_involvement", "familyhub.early_help", "social_care.children", "health.service_involvement"}
"""The record types that a connector delivers today."""

each = pytest.mark.parametrize("source", [*SOURCES, *SHOWN], ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def documents(vocabulary: Vocabulary) -> dict[str, Agreement]:
    read = (read_agreement(path.read_bytes(), vocabulary) for path in [*SOURCES, *SHOWN])
    return {one.isa_id: one for one in read}


def _text(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _text(one)


@each
def test_every_section_of_the_field_table_is_there(source: Path) -> None:
    document = json.loads(source.read_text("utf-8"))
    wanted = {"external_ref", "sensitivity", "retention", "security", "subject_rights", "suspension", "incident"}
    assert (wanted | {"quality", "audit", "jurisdiction", "dpia", "onward_sharing"}) - set(document) == set()
    assert {"archive_rule", "deletion_proof"} <= set(document["retention"])
    assert {one["party"] for one in document["incident"]["contacts"]} == {one["org_id"] for one in document["parties"]}


@each
def test_what_a_lawyer_must_settle_is_marked(source: Path) -> None:
    document = json.loads(source.read_text("utf-8"))
    assert "[LEGAL]" in document["legal_review"]
    assert not re.search(r"\[(?!LEGAL\])[A-Z]+\]", " ".join(_text(document)))


@each
def test_telephone_numbers_are_of_the_range_kept_for_invented_ones(source: Path) -> None:
    numbers = re.findall(r"\b0\d{4} \d{6}\b", source.read_text("utf-8"))
    assert numbers and all(number.startswith("01632 960") for number in numbers)


def test_no_two_agreements_say_the_same_of_why(documents: dict[str, Agreement]) -> None:
    said: dict[str, str] = {}
    for one in documents.values():
        for purpose in one.purposes if one.tier != "flow" else ():
            for text in (purpose.necessity_statement, purpose.proportionality_statement):
                assert said.setdefault(text, one.isa_id + purpose.code) == one.isa_id + purpose.code
                assert len(text) > 80


def test_a_purpose_of_a_meeting_is_asked_only_for_that_meeting(documents: dict[str, Agreement]) -> None:
    checked = 0
    for one in documents.values():
        meetings = {purpose.code: purpose.forum_id for purpose in one.purposes if purpose.forum_id is not None}
        for rule in one.rules:
            for code in set(rule.purposes) & set(meetings) if rule.effect == "allow" else ():
                assert f"requires_forum_membership({meetings[code]})" in rule.conditions
                assert {"during(forum)", "during(push)"} & set(rule.conditions)
                checked += 1
    assert checked >= 20


def test_whoever_a_rule_admits_to_a_meeting_is_one_of_its_members(
    documents: dict[str, Agreement], vocabulary: Vocabulary
) -> None:
    named = re.compile(r"requires_forum_membership\((\w+)\)")
    seated: set[str] = set()
    for one in documents.values():
        for rule in one.rules:
            for forum in named.findall(" ".join(rule.conditions)):
                seats = {Seat(agency=org, role=role) for org in rule.recipient for role in rule.recipient_roles}
                assert seats - set(vocabulary.forums[forum].members) == set(), (one.isa_id, rule.id)
                seated.add(forum)
    assert seated == set(vocabulary.forums)


def test_every_forum_has_its_chair_among_its_members_and_every_member_is_a_party(
    documents: dict[str, Agreement], vocabulary: Vocabulary
) -> None:
    parties = {party.org_id for one in documents.values() for party in one.parties}
    for forum in vocabulary.forums.values():
        assert forum.chair in forum.members
        assert {seat.agency for seat in forum.members} <= parties
        assert {seat.role for seat in forum.members} <= set(vocabulary.roles)


def test_every_role_and_record_type_of_the_vocabulary_is_used(
    documents: dict[str, Agreement], vocabulary: Vocabulary
) -> None:
    rules = [rule for one in documents.values() for rule in one.rules]
    assert set(vocabulary.record_types) == {name for rule in rules for name in rule.record_types}
    used = {role for rule in rules for role in rule.recipient_roles if role != "*"}
    assert set(vocabulary.roles) - used == {"ig_lead"}
    assert set(vocabulary.record_types) >= DELIVERED


def test_emergencies_are_for_three_agreements_and_never_open_the_never_list(
    documents: dict[str, Agreement], vocabulary: Vocabulary
) -> None:
    opened = {one.isa_id: one.break_glass for one in documents.values() if one.break_glass is not None}
    assert set(opened) == {"LANCS-ISA-0042", "LANCS-ISA-0057", "LANCS-ISA-0063"}
    for terms in opened.values():
        assert {*vocabulary.never, "DA_REFUGE"} <= set(terms.excluded_classes)
        assert terms.max_minutes <= 60 and terms.review_within_h <= 24


def test_every_party_is_a_member_of_the_charter(documents: dict[str, Agreement]) -> None:
    (charter,) = (one for one in documents.values() if one.tier == "charter")
    members = {party.org_id for party in charter.parties}
    assert {party.org_id for one in documents.values() for party in one.parties} == members
    assert len(charter.principles) >= 8


def test_every_chain_of_charter_agreement_and_flow_stands(
    documents: dict[str, Agreement], vocabulary: Vocabulary
) -> None:
    found = chains(documents.values(), vocabulary)
    assert dict(found.broken) == {}
    flows = [one for one in documents.values() if one.tier == "flow"]
    assert {documents[str(one.parent_isa)].opens_by for one in flows} == {"flows"}


def test_what_an_agreement_bounds_its_flows_open_whole(documents: dict[str, Agreement]) -> None:
    """A rule that no flow takes up would look agreed and never open."""
    for parent in (one for one in documents.values() if one.opens_by == "flows"):
        taken = {rule.id for one in documents.values() if one.parent_isa == parent.isa_id for rule in one.rules}
        assert {rule.id for rule in parent.rules} == taken


@each
def test_the_table_of_the_partnership_names_it_with_its_version_and_gateways(source: Path) -> None:
    document = json.loads(source.read_text("utf-8"))
    (row,) = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| {document['isa_id']} ")]
    assert document["version"] in row
    gateways = {code for basis in document["lawful_basis"] for code in basis["gateway_codes"]}
    assert {code for code in gateways if f"`{code}`" not in row} == set()
