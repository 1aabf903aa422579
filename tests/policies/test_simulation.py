"""A document is changed in one way, and the simulation reports exactly that, by the decisions of the real engine."""

import copy
import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from isa.reading import read_agreement
from isa.signing import VerifiedAgreement
from isa.vocabulary import load_vocabulary
from policies.bundle import build
from policies.drafts import Draft, SimulatedEngine
from policies.layout import Place
from policies.question import Candidate
from policies.simulation import Change, Only, compare
from policies.variations import ATTENDING, NONE, SECOND, Variations, put

WORDS = load_vocabulary()
DAY = date(2026, 11, 20)
SOURCES = Path(__file__).parents[2] / "isa" / "agreements"
Document = dict[str, Any]
SUMMARY = ("categories", "events", "last_contact_month", "subject_role")
R1 = {"family_hub_worker", "family_hub_supervisor", "agency_system"}


def _engine(*documents: Document) -> SimulatedEngine:
    return SimulatedEngine([Draft(read_agreement(json.dumps(one), WORDS)) for one in documents], DAY, WORDS)


def _rule(document: Document, rule_id: str) -> Document:
    found: Document = next(rule for rule in document["rules"] if rule["id"] == rule_id)
    return found


@pytest.fixture(scope="module")
def police_council() -> Document:
    found: Document = json.loads((SOURCES / "lancs-isa-0042-police-council.json").read_text("utf-8"))
    found["rules"] = [rule for rule in found["rules"] if rule["id"] in ("R1", "R2", "R9")]
    used = {purpose for rule in found["rules"] for purpose in rule["purposes"] if purpose != "*"}
    found["purposes"] = [one for one in found["purposes"] if one["code"] in used]
    found["lawful_basis"] = [one for one in found["lawful_basis"] if one["purpose"] in used]
    return found


@pytest.fixture(scope="module")
def before(police_council: Document) -> SimulatedEngine:
    return _engine(police_council)


@pytest.fixture
def changed(police_council: Document, before: SimulatedEngine) -> Callable[..., Any]:
    async def after(change: Callable[[Document], None]) -> tuple[Change, ...]:
        document = copy.deepcopy(police_council)
        document["supersedes"], document["version"] = document["version"], "9.0.0"
        change(document)
        return await compare(before, _engine(document), WORDS)

    return after


def _all(changes: tuple[Change, ...], name: str) -> set[str]:
    return {value for change in changes for value in {**change.where, **change.when}.get(name, ())}


async def test_a_new_version_that_says_the_same_changes_nothing(changed: Callable[..., Any]) -> None:
    def prolong(document: Document) -> None:
        document["effective_to"] = "2028-09-30"

    assert await changed(prolong) == ()


async def test_a_raised_level_opens_its_fields_to_its_roles_and_to_no_others(changed: Callable[..., Any]) -> None:
    changes = await changed(lambda document: _rule(document, "R1").update(max_level=3))
    assert {(one.difference.before, one.difference.after) for one in changes} == {(2, 3)}
    assert {one.difference.opened for one in changes} == {SUMMARY}
    assert not any(one.difference.closes for one in changes)
    assert _all(changes, "role") == R1
    assert _all(changes, "purpose") == set(_rule(json.loads(_text()), "R1")["purposes"])
    assert _all(changes, "sensitivity") == {NONE}, "a class caps it at 1 before and after"


async def test_the_other_way_round_it_closes(police_council: Document, before: SimulatedEngine) -> None:
    lower = copy.deepcopy(police_council)
    _rule(lower, "R1")["max_level"] = 1
    changes = await compare(before, _engine(lower), WORDS)
    assert changes
    assert all(one.difference.closes and not one.difference.opens for one in changes)


async def test_a_role_that_is_added_is_the_only_one_that_sees_more(changed: Callable[..., Any]) -> None:
    changes = await changed(lambda document: _rule(document, "R1")["recipient_roles"].append("social_worker"))
    assert _all(changes, "role") == {"social_worker"}
    assert {one.difference.before for one in changes} == {0}
    assert {one.difference.after for one in changes} == {1, 2}


async def test_a_condition_that_is_dropped_opens_where_it_was_not_met(changed: Callable[..., Any]) -> None:
    def drop(document: Document) -> None:
        _rule(document, "R1")["conditions"].remove("requires_case_ref")

    changes = await changed(drop)
    assert _all(changes, "case_reference") == {"no"}
    assert all(one.difference.opens for one in changes)
    assert _all(changes, "role") == R1


async def test_a_field_that_is_left_out_closes_and_nothing_else(changed: Callable[..., Any]) -> None:
    changes = await changed(lambda document: _rule(document, "R1").update(field_redact=["lead_professional"]))
    assert {one.difference.closed for one in changes} == {("lead_professional",)}
    assert not any(one.difference.opens for one in changes)


async def test_an_obligation_that_changes_is_told_and_opens_nothing(changed: Callable[..., Any]) -> None:
    def tighten(document: Document) -> None:
        duties = _rule(document, "R1")["obligations"]
        duties[duties.index("onward(ask)")] = "onward(deny)"

    changes = await changed(tighten)
    assert {one.difference.duties_dropped for one in changes} == {("onward(ask)",)}
    assert {one.difference.duties_added for one in changes} == {("onward(deny)",)}
    assert not any(one.difference.opens or one.difference.closes for one in changes)


async def test_a_denial_that_is_dropped_opens_for_those_whom_it_protected(changed: Callable[..., Any]) -> None:
    def drop(document: Document) -> None:
        document["rules"] = [rule for rule in document["rules"] if rule["effect"] == "allow"]

    changes = await changed(drop)
    assert _all(changes, "age_band") == {"under18", "unknown"}
    assert _all(changes, "subject_role") == {"suspect", "convicted"}
    assert all(one.difference.opens for one in changes)


async def test_what_is_not_asked_for_is_not_looked_at(police_council: Document, before: SimulatedEngine) -> None:
    sees = await compare(_engine(), before, WORDS, Only(role="social_worker", purpose="safeguard_child"))
    assert _all(sees, "role") == {"social_worker"}
    assert _all(sees, "purpose") == {"safeguard_child"}
    assert all(one.difference.before == 0 and one.difference.opens for one in sees)


async def test_drawn_at_random_the_rows_say_what_the_whole_engine_decides(
    police_council: Document, before: SimulatedEngine
) -> None:
    """Rows against decisions of the unpruned engines, with words of each respect that no variation was asked about."""
    document = copy.deepcopy(police_council)
    _rule(document, "R1")["max_level"] = 4
    _rule(document, "R2")["conditions"] = ["requires_case_ref", "min_assurance(mfa|key)"]
    _rule(document, "R2")["recipient_roles"].append("family_hub_worker")
    after = _engine(document)
    changes = await compare(before, after, WORDS)
    drawn = random.Random(4)
    everywhere = sorted({*before.layout.places, *after.layout.places})
    changing = [
        one for one in everywhere if any(all(getattr(one, k) in v for k, v in row.where.items()) for row in changes)
    ]
    seen = 0
    for _ in range(150):
        place = drawn.choice(drawn.choice([everywhere, changing, changing, changing]))
        values, question = _drawn(place, drawn)
        (was,), (will_be,) = (await before.decide(question)).rulings, (await after.decide(question)).rulings
        rows = [one for one in changes if _covers(one, place, values)]
        differs = (was.level, was.fields, was.obligations) != (will_be.level, will_be.fields, will_be.obligations)
        assert len(rows) == differs
        for row in rows:
            seen += 1
            assert (row.difference.before, row.difference.after) == (was.level, will_be.level)
            assert set(row.difference.opened) == set(will_be.fields) - set(was.fields)
    assert seen > 15


def _drawn(place: Place, drawn: random.Random) -> tuple[dict[str, str], Any]:
    asked = {
        "act": drawn.choice(["find", "fetch", "find", "fetch", "export"]),
        "relationship": drawn.choice(WORDS.choices("relationships")),
        "case_reference": drawn.choice(["no", "yes", "yes"]),
        "assurance": drawn.choice(["mfa", "mfa", "key", "password"]),
        "training": "",
        "forum": "",
        "emergency": "",
    }
    held = {
        "regime": drawn.choice(["part3"] * 5 + ["part2"]),
        "sensitivity": drawn.choice([NONE] * 12 + [name.value for name in WORDS.sensitivities]),
        "subject_role": drawn.choice(WORDS.choices("subject_roles")),
        "age_band": drawn.choice(WORDS.age_bands),
        "area": drawn.choice([NONE, *WORDS.jurisdictions]),
    }
    asker = next(Variations(place, [], (DAY - date(1970, 1, 1)).days, WORDS).askers())
    question = put(asker, [])
    changes = {name: asked[name] for name in ("act", "relationship", "assurance")}
    classes = (held["sensitivity"],) if held["sensitivity"] else ()
    candidate = Candidate(
        place.provider, place.record_type, held["regime"], classes, held["subject_role"], held["age_band"], held["area"]
    )
    return {**asked, **held}, msgspec.structs.replace(
        question, **changes, case_reference=asked["case_reference"] == "yes", candidates=(candidate,)
    )


def _covers(change: Change, place: Place, values: dict[str, str]) -> bool:
    where = all(getattr(place, name) in found for name, found in change.where.items())
    return where and all(values[name] in found for name, found in change.when.items())


def test_a_draft_reaches_no_engine_that_decides(police_council: Document) -> None:
    draft = Draft(read_agreement(json.dumps(police_council), WORDS))
    assert not isinstance(draft, VerifiedAgreement)
    with pytest.raises(TypeError, match="verified agreements alone"):
        build([draft], (), DAY, WORDS)  # type: ignore[list-item]


async def test_what_a_draft_decides_is_marked_as_such(before: SimulatedEngine) -> None:
    place = sorted(before.layout.places)[0]
    variations = Variations(place, [], before.day, WORDS)
    decision = await before.decide(put(next(variations.askers()), variations.held()))
    assert decision.bundle.startswith("draft:sha256:")
    assert all(one.agreement_digest.startswith("draft:") for one in decision.rulings if one.effect == "allow")


def test_only_drafts_build_for_simulation() -> None:
    root = Path(__file__).parents[2]
    sources = [path for part in ("isa", "policies", "service", "deploy") for path in (root / part).rglob("*.py")]
    calling = {str(path.relative_to(root)) for path in sources if "build_for_simulation" in path.read_text("utf-8")}
    assert calling == {"policies/bundle.py", "policies/drafts.py"}


def test_marks_of_attendance_and_of_a_second_person_are_no_words() -> None:
    assert not {ATTENDING, SECOND} & {*WORDS.forums, *WORDS.break_glass_grounds}


def _text() -> str:
    return (SOURCES / "lancs-isa-0042-police-council.json").read_text("utf-8")
