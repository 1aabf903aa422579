"""Does a flow's rule stay within a rule of the agreement above it? The first thing in which it is wider, in words.

A flow may take away (levels, fields, roles, ages, acts) and ask for more (conditions, obligations); never the reverse.
"""

from collections.abc import Iterator

from isa.clauses import read_condition, strictness
from isa.document.duties import BreakGlass
from isa.document.rules import Rule
from isa.document.whole import Agreement
from isa.effective import ORDINARY_ACTS, age_bands, agreed_fields, bases, closed_classes, subject_roles
from isa.vocabulary import Vocabulary

Place = tuple[str, str, str, str, str]
"""Recipient, role, purpose, provider, record type."""

ALL_OF = ("requires_training",)
"""Conditions that ask for every word that they name; the others accept any."""


def covers(above: Rule, place: Place) -> bool:
    """Whether an allow rule speaks of a place at all."""
    recipient, role, purpose, provider, record_type = place
    named = (above.recipient, above.recipient_roles, above.purposes, above.provider, above.record_types)
    wanted = (recipient, role, purpose, provider, record_type)
    return above.effect == "allow" and all(word in words for word, words in zip(wanted, named, strict=True))


def wider(
    flow: Agreement, rule: Rule, parent: Agreement, above: Rule, *, place: Place, vocabulary: Vocabulary
) -> str | None:
    """In what a flow's rule opens more at a place than the rule above it; None where it stays within."""
    return next(_wider(flow, rule, parent, above, place, vocabulary), None)


def wider_emergency(below: BreakGlass | None, above: BreakGlass | None) -> str | None:
    """In what a flow's emergencies open more than those of the agreement above it; None where they stay within."""
    if below is None or not below.enabled:
        return None
    if above is None or not above.enabled:
        return "break_glass is enabled"
    found = (
        ("break_glass.max_level", below.max_level > above.max_level),
        ("break_glass.max_minutes", below.max_minutes > above.max_minutes),
        ("break_glass.review_within_h", below.review_within_h > above.review_within_h),
        ("break_glass.second_person", above.second_person and not below.second_person),
        ("break_glass.grounds", not set(below.grounds) <= set(above.grounds)),
        ("break_glass.allowed_roles", not set(below.allowed_roles) <= set(above.allowed_roles)),
        ("break_glass.excluded_classes", not set(above.excluded_classes) <= set(below.excluded_classes)),
    )
    return next((f"{part} goes further" for part, true in found if true), None)


def _wider(
    flow: Agreement, rule: Rule, parent: Agreement, above: Rule, place: Place, vocabulary: Vocabulary
) -> Iterator[str]:
    record_type = place[-1]
    if (rule.max_level or 0) > (above.max_level or 0):
        yield f"level {rule.max_level}, where {above.max_level} is agreed"
    yield from _fields(flow, rule, parent, above, record_type, vocabulary)
    if not set(age_bands(flow, rule, record_type, vocabulary)) <= set(
        age_bands(parent, above, record_type, vocabulary)
    ):
        yield "people of more ages"
    below_roles = subject_roles(flow, rule, record_type, vocabulary)
    if not set(below_roles) <= set(subject_roles(parent, above, record_type, vocabulary)):
        yield "people in more parts of a record"
    closed = closed_classes(parent, record_type, place[1], vocabulary)
    if not closed <= closed_classes(flow, record_type, place[1], vocabulary):
        yield "classes of records that are closed above"
    yield from _conditions(rule, above, vocabulary)
    yield from _obligations(rule, above, vocabulary)
    yield from _gateways(flow, parent, place)


def _fields(
    flow: Agreement, rule: Rule, parent: Agreement, above: Rule, record_type: str, vocabulary: Vocabulary
) -> Iterator[str]:
    for level in range(1, (rule.max_level or 0) + 1):
        below_fields = agreed_fields(flow, rule, record_type, level, vocabulary)
        more = below_fields - agreed_fields(parent, above, record_type, level, vocabulary)
        if more:
            yield f"{', '.join(sorted(more))} at level {level}"


def _conditions(rule: Rule, above: Rule, vocabulary: Vocabulary) -> Iterator[str]:
    for word, asked in _asked(above, vocabulary).items():
        own = _asked(rule, vocabulary).get(word)
        if word in ALL_OF:
            if own is None or not asked <= own:
                yield f"without {word} as it is asked above"
        elif own is None and word != "during":
            yield f"without {word}"
        elif not (set(ORDINARY_ACTS) if own is None else own) <= asked:
            yield f"where {word} accepts less above"
    acts = _asked(rule, vocabulary).get("during")
    if acts is not None and "during" not in _asked(above, vocabulary) and not acts <= set(ORDINARY_ACTS):
        yield "acts beyond finding and fetching"


def _asked(rule: Rule, vocabulary: Vocabulary) -> dict[str, set[str]]:
    """By condition, the words that it accepts, or for `requires_training` those that it needs."""
    found: dict[str, set[str]] = {}
    for clause in (read_condition(text, vocabulary) for text in rule.conditions):
        named = set(clause.named)
        before = found.get(clause.word)
        if before is None:
            found[clause.word] = named
        else:
            found[clause.word] = before | named if clause.word in ALL_OF else before & named
    return {word: words for word, words in found.items() if word not in ("subject_age", "subject_role")}


def _obligations(rule: Rule, above: Rule, vocabulary: Vocabulary) -> Iterator[str]:
    own = dict(sorted(strictness(text, vocabulary) for text in rule.obligations))
    for word, rank in (strictness(text, vocabulary) for text in above.obligations):
        if word not in own or own[word] < rank:
            yield f"without {word} as strict as above"


def _gateways(flow: Agreement, parent: Agreement, place: Place) -> Iterator[str]:
    recipient, _, purpose, provider, _ = place
    for side, party in (("provider", provider), ("recipient", recipient)):
        own = {code for basis in bases(flow, purpose, side, party) for code in basis.gateway_codes}
        more = own - {code for basis in bases(parent, purpose, side, party) for code in basis.gateway_codes}
        if more:
            yield f"by {', '.join(sorted(more))}, on which the {side} does not rely above"
