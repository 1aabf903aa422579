"""What is never shared, or only in part? Deny rules, what the law keeps shut, and sensitive classes."""

from dataclasses import dataclass

from isa.agreement import Agreement, Rule
from isa.protocol import words as say
from isa.protocol.clause_words import AGES, obligation
from isa.protocol.legal import BARS
from isa.protocol.reach import openings
from isa.vocabulary import Vocabulary


@dataclass(frozen=True)
class Class:
    """A sensitive class: the most that may be told, what goes with it, and the bar where it is never told."""

    title: str
    most: str
    duties: tuple[str, ...]
    bar: str


@dataclass(frozen=True)
class Bar:
    """What a statute keeps out of the service altogether, with its source."""

    title: str
    source: str
    since: str
    note: str


def bars(words: Vocabulary) -> tuple[Bar, ...]:
    """The statutory bars. Only lawyers change them; no agreement does."""
    return tuple(
        Bar(one.title, one.source, say.day(one.commenced_on.isoformat()) if one.commenced_on else "", one.note)
        for one in words.statutory_bars.values()
    )


def denials(agreement: Agreement, words: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Rule id and sentence of each deny rule. A deny rule wins over every rule that allows."""
    return tuple((rule.id, denial(agreement, rule, words)) for rule in agreement.rules if rule.effect == "deny")


def denial(agreement: Agreement, rule: Rule, words: Vocabulary) -> str:
    """What a deny rule keeps shut, from whom, and when it bites."""
    who = say.opening(say.joined((say.role(one, words) for one in rule.recipient_roles), "or"))
    whose = "" if "*" in rule.recipient else f" of {_parties(agreement, rule.recipient)}"
    subject = "No one" if "*" in rule.recipient_roles else f"No {who[:1].lower()}{who[1:]}"
    what = say.joined((say.record_type(kind, words) for kind in rule.record_types), "or")
    held = "" if "*" in rule.provider else f" held by {_parties(agreement, rule.provider)}"
    why = say.joined((say.purpose(one, words) for one in rule.purposes), "or")
    most = say.UP_TO[rule.applies_when.level_gte - 1]
    limit = f"anything of {what}{held}" if most == "nothing" else f"more of {what}{held} than {most}"
    return f"{subject}{whose} may learn {limit}, for {why}{_when(rule)}."


def _parties(agreement: Agreement, ids: tuple[str, ...]) -> str:
    names = {party.org_id: party.name for party in agreement.parties}
    return say.joined((names.get(one, one) for one in ids), "or")


def _when(rule: Rule) -> str:
    """When a deny rule bites. One about children bites where the age is not known too."""
    when = rule.applies_when
    age = f"is {AGES['under18']} or {AGES['unknown']}" if when.subject_age_lt is not None else ""
    named = say.joined(map(say.opened, when.subject_role_in), "or")
    role = f"is recorded as {named}" if named else ""
    both = ", and ".join(part for part in (age, role) if part)
    return f", where the person {both}" if both else ""


def shut(agreement: Agreement, words: Vocabulary) -> tuple[str, ...]:
    """What rules name and the law keeps shut all the same, in sentences."""
    names = {party.org_id: party.name for party in agreement.parties}
    found = dict.fromkeys(
        (one.rule, one.record_type, one.provider, one.shut_by) for one in openings(agreement, words) if one.shut_by
    )
    return tuple(
        f"Rule {rule} opens nothing of {say.record_type(kind, words)} held by {names[provider]}: "
        f"{_reason(codes, words)}."
        for rule, kind, provider, codes in found
    )


def _reason(codes: tuple[str, ...], words: Vocabulary) -> str:
    gateways = [code for code in codes if code in words.gateways]
    bars = dict.fromkeys(bar for code in gateways for bar in words.gateways[code].bars)
    titles = say.joined(words.gateways[code].title for code in gateways)
    said = [f"{titles} is closed to {say.joined((BARS.get(bar, bar) for bar in bars), 'or')}"] if gateways else []
    kept = ["no recorded reason lifts the duty of confidence"] if "confidence" in codes else []
    return say.joined([*said, *kept])


def sensitive(words: Vocabulary) -> tuple[Class, ...]:
    """Classes that cap what may be told, whatever a rule says; those that are never told last."""
    ordered = sorted(words.sensitivities.items(), key=lambda item: item[1].cap == 0)
    return tuple(
        Class(
            say.opening(known.title or say.opened(code.value).lower()),
            say.LEVELS[known.cap],
            tuple(obligation(duty, words) for duty in known.obligations),
            known.bar,
        )
        for code, known in ordered
    )
