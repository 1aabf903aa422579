"""No code stands on a page where there are words for it: kinds of entry, kinds of record, details asked for."""

import pytest

from audit.events import EventType
from isa.vocabulary import load_vocabulary
from service.projection.reading import Card
from service.web import content
from service.web.disclosure_log_view import card_words
from service.web.disclosure_log_words import TYPES
from service.web.practice_ports import CardInHand


def test_every_kind_of_entry_has_words_of_its_own() -> None:
    assert {one.code for one in TYPES} == {one.value for one in EventType}
    assert len({one.label for one in TYPES}) == len(TYPES)


def test_a_kind_of_record_is_called_what_its_partners_call_it() -> None:
    kinds = {code: one.title for code, one in load_vocabulary().record_types.items()}
    card = Card("p" * 32, "gss:E06000009", "familyhub.early_help", 2, "")
    assert card_words(card, kinds) == "Family Hub early help: whom to contact"


def test_of_a_service_that_was_not_named_no_kind_is_made_up() -> None:
    assert card_words(Card("p" * 32, "", "", 1, ""), {}) == "A service that was not named: that a service is involved"


def test_a_detail_is_asked_for_in_words() -> None:
    known = {field for kind in load_vocabulary().record_types.values() for field in kind.fields}
    assert set(content.ASKED_FOR) <= known
    assert content.field_name("subject_role").startswith("their part in it")
    assert content.field_name("licence_end_month") == "licence end month"


@pytest.mark.parametrize("page", ["/not-sharing", "/answers/enq_0001/ask/0-0/call-back"])
async def test_what_nobody_typed_stands_empty_in_its_input(walk, made, practice, page: str) -> None:
    card = CardInHand("enq_0001", "0-0", "Jordan Synth", made.police(), made.family_of_seven(), ())
    practice.cards["enq_0001", "0-0"] = card
    shown = (await walk.http.get(page)).text
    assert "</textarea>" in shown
    assert "None</textarea>" not in shown
