"""The words of the law are dated and can be looked up, and no list speaks of a word that another has not got."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import isa.vocabulary
from isa.law import Provision
from isa.vocabulary import Vocabulary, load_vocabulary

LAW = (
    "gateways",
    "statutory_bars",
    "break_glass_grounds",
    "article6",
    "article9",
    "schedule1",
    "schedule8",
    "part3_grounds",
    "statutory_lists",
)


@pytest.fixture
def written() -> dict[str, Any]:
    source = Path(isa.vocabulary.__file__).with_name("vocabulary.json")
    found: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", LAW)
def test_every_word_of_the_law_has_a_title_a_source_and_a_day(name: str, vocabulary: Vocabulary) -> None:
    provisions: dict[str, Provision] = getattr(vocabulary, name)
    assert provisions
    for code, provision in provisions.items():
        assert provision.title, code
        assert provision.source.startswith("https://"), code
        dated = provision.commenced_on is not None and provision.commenced_on < date(2026, 11, 1)
        assert dated or not provision.stands_on(date(2099, 1, 1)), code


def test_what_is_never_disclosed_is_lawyers_business(vocabulary: Vocabulary) -> None:
    assert {bar.owner for bar in vocabulary.statutory_bars.values()} == {"Legal"}
    assert set(vocabulary.never) == {"ADOPTION", "GRC", "INTELLIGENCE", "PROTECTED_PERSON", "SEXUAL_OFFENCE"}


def test_a_provision_stands_from_its_day_on_and_a_gateway_only_while_it_is_on(vocabulary: Vocabulary) -> None:
    gateway = vocabulary.gateways["PCSC.s16"]
    assert gateway.commenced_on is not None
    assert gateway.stands_on(gateway.commenced_on)
    assert not gateway.stands_on(date(2023, 1, 30))
    assert not gateway.model_copy(update={"enabled": False}).stands_on(gateway.commenced_on)
    assert not gateway.model_copy(update={"commenced_on": None}).stands_on(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("path", "value", "lost"),
    [
        (("gateways", "PCSC.s16", "purposes"), ["tea"], "tea"),
        (("confidentiality_bases", "statutory_enquiry_s47", "purposes"), ["tea"], "tea"),
        (("schedule1", "18", "serves"), ["9(2)(z)"], "9(2)(z)"),
        (("statutory_bars", "GRA2004.s22", "classes"), [], "a statutory bar for GRC"),
        (("statutory_bars", "GRA2004.s22", "classes"), ["GRC", "MAGIC"], "MAGIC"),
        (("leading_offices",), ["SIRO", "Beadle"], "Beadle"),
        (("forums", "aquazure", "chair", "role"), "wizard", "wizard"),
        (("conditions", "network", "reason"), "", "a reason for network"),
    ],
    ids=str,
)
def test_a_vocabulary_that_speaks_of_what_it_does_not_list_is_refused(
    path: tuple[str, ...], value: object, lost: str, written: dict[str, Any], tmp_path: Path
) -> None:
    part: Any = written
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    (tmp_path / "words.json").write_text(json.dumps(written), "utf-8")
    with pytest.raises(ValidationError) as refused:
        load_vocabulary(tmp_path / "words.json")
    assert f"does not list: {lost}" in str(refused.value)


def test_every_clause_draws_on_words_that_are_there(vocabulary: Vocabulary) -> None:
    for words in (vocabulary.conditions, vocabulary.obligations, vocabulary.exclusions):
        for name, word in words.items():
            assert word.of in (None, "hours") or vocabulary.choices(word.of), name
            assert bool(word.says) == word.enforced, name
