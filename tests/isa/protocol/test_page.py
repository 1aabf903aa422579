"""The page is sound: escaped, the same bytes each time, one heading in order, tables that say what they are."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from isa.protocol.edition import STANDS, Edition, Standing, edition_of_listed, edition_of_source, find_edition
from isa.protocol.page import article, breakable, render, running_header, write
from isa.register import Register, RegisterCode
from isa.vocabulary import Vocabulary

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too' <b>bold</b>"


@pytest.fixture(scope="module")
def edition(editions: Mapping[str, Edition]) -> Edition:
    return editions["lancs-isa-0042-police-council"]


def test_the_digest_on_the_page_is_the_one_that_was_signed(
    register: Register, editions: Mapping[str, Edition], vocabulary: Vocabulary, structure: Callable[[str], Any]
) -> None:
    unsigned = {edition.digest for edition in editions.values()}
    signed = [one for one in register.listed if one.verified is not None]
    assert len(signed) >= 9
    for one in signed:
        found = edition_of_listed(one, vocabulary)
        assert found is not None and found.digest in unsigned
        signatures = render(found).partition('id="signatures"')[2]
        assert found.digest in structure(signatures).text


def test_who_has_signed_is_shown_with_the_day_and_who_has_not_is_awaited(
    register: Register, editions: Mapping[str, Edition], vocabulary: Vocabulary, structure: Callable[[str], Any]
) -> None:
    for one in register.listed:
        found = edition_of_listed(one, vocabulary)
        if found is None:
            continue
        text = structure(render(found)).text
        assert text.count("Signed on ") >= len(found.signed_by) == len(found.agreement.signatories)
        assert "Awaited" not in text
        some = replace(found, signed_by=found.signed_by[1:])
        assert structure(render(some)).text.count("Awaited") == 1
    assert all("Awaited" in render(edition) for edition in editions.values())


def test_the_same_document_gives_the_same_bytes(editions: Mapping[str, Edition], tmp_path: Path) -> None:
    for edition in editions.values():
        once, again = tmp_path / "once.html", tmp_path / "again.html"
        write(edition, once)
        write(edition, again)
        assert once.read_bytes() == again.read_bytes() == render(edition).encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.html", "once.html"]


def test_no_text_of_a_document_becomes_markup(
    sources: Mapping[str, str], vocabulary: Vocabulary, structure: Callable[[str], Any]
) -> None:
    for name, text in sources.items():
        hostile = _with_hostile_prose(json.loads(text))
        page = render(edition_of_source(json.dumps(hostile), vocabulary))
        plain = structure(render(edition_of_source(text, vocabulary)))
        read = structure(page)
        assert [tag for tag, _ in read.tags] == [tag for tag, _ in plain.tags], name
        assert HOSTILE in read.text
        assert "<script" not in page


def _with_hostile_prose(value: Any, name: str = "") -> Any:
    """Prose, wherever the document has it: texts with a space in them."""
    if isinstance(value, dict):
        return {key: _with_hostile_prose(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_hostile_prose(one, name) for one in value]
    return f"{value} {HOSTILE}" if isinstance(value, str) and " " in value else value


def test_the_page_runs_nothing_and_fetches_nothing(
    editions: Mapping[str, Edition], structure: Callable[[str], Any]
) -> None:
    for edition in editions.values():
        page = render(edition)
        read = structure(page)
        assert {tag for tag, _ in read.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
        assert not [one for _, one in read.tags if any(name.startswith("on") or name == "style" for name in one)]
        style = page.partition("<style>")[2].partition("</style>")[0]
        allowed = "sha256-" + b64encode(sha256(style.encode()).digest()).decode()
        (policy,) = [one["content"] for one in read.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
        assert f"default-src 'none'; style-src '{allowed}'" in policy
        assert "url(" not in style and "@import" not in style


def test_headings_are_in_order_below_one_first(
    editions: Mapping[str, Edition], structure: Callable[[str], Any]
) -> None:
    for edition in editions.values():
        levels = [int(tag[1]) for tag, _ in structure(render(edition)).tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_within_the_page_leads_to_one_place(
    editions: Mapping[str, Edition], structure: Callable[[str], Any]
) -> None:
    for edition in editions.values():
        read = structure(render(edition))
        ids = [one["id"] for _, one in read.tags if "id" in one]
        assert len(ids) == len(set(ids))
        within = {one["href"][1:] for one in read.all("a") if one["href"].startswith("#")}
        labels = {one["aria-labelledby"] for _, one in read.tags if "aria-labelledby" in one}
        assert within | labels <= set(ids)
        outside = [one["href"] for one in read.all("a") if not one["href"].startswith("#")]
        assert all(href.startswith("https://") for href in outside)


def test_every_table_has_a_caption_and_every_heading_its_scope(
    editions: Mapping[str, Edition], structure: Callable[[str], Any]
) -> None:
    for edition in editions.values():
        read = structure(render(edition))
        assert len(read.all("table")) == len(read.all("caption")) > 5
        assert all(one["scope"] in {"col", "row"} for one in read.all("th"))


def test_the_margins_of_a_print_name_the_document_and_nothing_can_break_out_of_them(edition: Edition) -> None:
    margins = running_header(edition)
    assert f'content:"{edition.name}"' in margins and edition.digest in margins
    with pytest.raises(ValueError, match="may not hold"):
        running_header(replace(edition, digest='"}body{display:none}'))


def test_what_the_table_requires_and_the_document_leaves_out_is_said(edition: Edition) -> None:
    bare = replace(edition, agreement=edition.agreement.model_copy(update=dict.fromkeys(
        ("security", "subject_rights", "incident", "audit", "quality", "break_glass")
    )))  # fmt: skip
    page = render(bare)
    assert page.count("Not settled in this document.") == 4
    assert "How good the information must be" not in page
    assert "opens nothing beyond its rules" in page
    assert "Not settled in this document." not in render(edition)


def test_how_it_stands_today_is_on_the_page_when_it_is_known(edition: Edition) -> None:
    stopped = replace(edition, standing=Standing(False, "Suspended", "resume it when it may run again"))
    assert "<strong>Suspended</strong>: resume it when it may run again" in article(stopped)
    assert "Suspended" not in article(edition)


def test_a_long_code_may_break_after_a_dot_and_is_escaped() -> None:
    assert breakable("social_care.children<b>") == "social_<wbr>care.<wbr>children&lt;b&gt;"


def test_every_way_to_stand_has_its_words() -> None:
    assert set(STANDS) == set(RegisterCode)


def test_the_version_in_force_is_the_one_to_be_read(register: Register, vocabulary: Vocabulary) -> None:
    (first, *_) = [one for one in register.listed if one.in_force]
    assert first.verified is not None
    agreement = first.verified.agreement
    newest = find_edition(register, agreement.isa_id, "", vocabulary)
    assert newest is not None and newest.standing is not None and newest.standing.in_force
    assert find_edition(register, agreement.isa_id, agreement.version, vocabulary) == newest
    assert find_edition(register, agreement.isa_id, "9999.0.0", vocabulary) is None
    assert find_edition(register, "LANCS-ISA-NONE", "", vocabulary) is None
