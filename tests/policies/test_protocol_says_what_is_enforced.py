"""What partners read in the protocol's matrix is what the engine decides: no more, no less, nobody else."""

from collections.abc import Iterable
from datetime import date
from itertools import product

import pytest
from msgspec.structs import replace

from isa.agreement import Agreement, Rule
from isa.clauses import Clause, read_condition
from isa.effective import age_bands, bases, opens, subject_roles
from isa.protocol.reach import Opening, openings
from isa.register import Register
from isa.signing import VerifiedAgreement
from isa.vocabulary import Vocabulary
from policies.bundle import build
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.question import Candidate, Question

TODAY = date(2026, 11, 20)
DAY = (TODAY - date(1970, 1, 1)).days


def _named(clauses: Iterable[Clause], word: str, otherwise: str = "") -> str:
    """A word that every condition of that kind accepts; `otherwise` where there is none."""
    found = [clause.named for clause in clauses if clause.word == word and clause.named]
    return found[0][0] if found else otherwise


def _asked(agreement: Agreement, rule: Rule, one: Opening, words: Vocabulary) -> Question:
    """The question of somebody who meets every condition of the rule, about somebody whom no deny speaks of."""
    clauses = [read_condition(text, words) for text in rule.conditions]
    regime = bases(agreement, one.purpose, "provider", one.provider)[0].regime.partition("->")[0]
    bands = [
        band for band in ("adult", "under18", "unknown") if band in age_bands(agreement, rule, one.record_type, words)
    ]
    roles = subject_roles(agreement, rule, one.record_type, words)
    candidate = Candidate(
        one.provider,
        one.record_type,
        regime,
        subject_role="service_user" if "service_user" in roles else "victim" if "victim" in roles else roles[0],
        age_band=bands[0],
        area=_named(clauses, "within_area"),
    )
    forum = _named(clauses, "requires_forum_membership") or _named(clauses, "requires_attendance")
    return Question(
        agency=one.recipient,
        role=one.role,
        assurance=_named(clauses, "min_assurance", "mfa"),
        training=tuple(
            sorted({name for clause in clauses if clause.word == "requires_training" for name in clause.named})
        ),
        act=_named(clauses, "during", "find"),
        level=4,
        purpose=one.purpose,
        relationship=_named(clauses, "requires_relationship", "open_case"),
        case_reference=True,
        day=DAY,
        candidates=(candidate,),
        forum=forum,
        attends=bool(forum),
    )


async def _compared(verified: VerifiedAgreement, words: Vocabulary) -> int:
    """Hold every opening of one agreement to the engine, alone; how many were decided under their own rule."""
    engine = EmbeddedEngine(build((verified,), (), TODAY))
    agreement, own = verified.agreement, 0
    rules = {rule.id: rule for rule in agreement.rules}
    for one in openings(agreement, words):
        question = _asked(agreement, rules[one.rule], one, words)
        (ruling,) = (await engine.decide(question)).rulings
        place = (agreement.isa_id, one)
        if one.level == 0 or not opens(agreement, rules[one.rule]):
            assert one.rule not in ruling.rules, place
        elif ruling.rules == (one.rule,):
            own += 1
            assert (ruling.level, set(ruling.fields)) == (one.level, set(one.fields)), place
        else:
            _led_by_another(ruling, one, agreement, words)
    return own


def _led_by_another(ruling: Ruling, one: Opening, agreement: Agreement, words: Vocabulary) -> None:
    """Another rule of the same agreement gives at least as much here."""
    assert ruling.effect == "allow", (agreement.isa_id, one)
    alike = [
        other
        for other in openings(agreement, words)
        if (other.recipient, other.role, other.purpose, other.provider, other.record_type)
        == (one.recipient, one.role, one.purpose, one.provider, one.record_type)
    ]
    (leading,) = [other for other in alike if (other.rule,) == tuple(ruling.rules)]
    assert leading.level >= one.level


async def test_every_cell_of_every_matrix_is_what_the_engine_gives(register: Register, vocabulary: Vocabulary) -> None:
    own = {one.agreement.isa_id: await _compared(one, vocabulary) for one in register.in_force}
    assert sum(own.values()) > 100
    opening = {one.agreement.isa_id for one in register.in_force if one.agreement.opens_by == "rules"}
    assert {name for name, count in own.items() if count == 0}.isdisjoint(opening)


@pytest.mark.parametrize("act", ["find", "forum"])
async def test_nobody_who_is_in_no_row_is_told_anything(register: Register, vocabulary: Vocabulary, act: str) -> None:
    engine = EmbeddedEngine(build(register.in_force, (), TODAY))
    rows = {
        (one.recipient, one.role, one.purpose, one.provider, one.record_type)
        for verified in register.in_force
        for one in openings(verified.agreement, vocabulary)
    }
    parties = sorted({party.org_id for verified in register.in_force for party in verified.agreement.parties})
    kinds = sorted({(place[3], place[4]) for place in rows})
    meetings = sorted(vocabulary.forums) if act == "forum" else [""]
    told = 0
    for agency, role in product(parties, sorted(vocabulary.roles)):
        for purpose, meeting in product(_purposes(agency, role, rows, vocabulary), meetings):
            question = replace(_open_handed(agency, role, purpose, act, kinds, vocabulary), forum=meeting, attends=True)
            rulings = (await engine.decide(question)).rulings
            for (provider, kind, _), ruling in zip(_all(kinds), rulings, strict=True):
                told += ruling.effect == "allow"
                assert ruling.effect == "deny" or (agency, role, purpose, provider, kind) in rows
    assert told >= 5


def _purposes(agency: str, role: str, rows: set[tuple[str, ...]], words: Vocabulary) -> list[str]:
    """Every purpose for whoever stands in some row; for the others two, not the same for all."""
    every = sorted(words.purposes)
    if any(row[:2] == (agency, role) for row in rows):
        return every
    at = sum(map(ord, agency + role)) % len(every)
    return [every[at], every[at - 1]]


def _all(kinds: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(provider, kind, regime) for provider, kind in kinds for regime in ("part2", "part3")]


def _open_handed(
    agency: str, role: str, purpose: str, act: str, kinds: list[tuple[str, str]], words: Vocabulary
) -> Question:
    """Somebody trained in everything, with a case and an emergency, who asks about every kind of record."""
    return Question(
        agency=agency,
        role=role,
        assurance="mfa",
        training=tuple(sorted(words.training)),
        act=act,
        level=4,
        purpose=purpose,
        relationship="meeting",
        case_reference=True,
        day=DAY,
        candidates=tuple(Candidate(*one, age_band="adult", area="BLACKPOOL") for one in _all(kinds)),
        forum=next(iter(words.forums)) if act == "forum" else "",
        attends=act == "forum",
    )
