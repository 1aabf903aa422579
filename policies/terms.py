"""What do the agreements in force come to? Each rule as the flat terms that Rego reads, placed by who asks and why.

Nothing is decided here. `*` is spelled out, conditions become the sets of words that they accept, and fields are listed
level by level, so that the Rego looks words up and knows none of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, NotRequired, TypedDict

from isa.agreed import Agreed
from isa.agreement import Agreement, BreakGlass, LawfulBasis, Rule
from isa.clauses import strictness
from isa.effective import age_bands, agreed_fields, bases, closed_classes, opens, subject_roles
from isa.register import Suspended
from isa.vocabulary import ConfidentialityBasis, Level, Vocabulary
from policies.asking import Accepted, Asking, in_an_emergency, ordinarily, whatever, within_areas, words

BREAK_GLASS = "BREAKGLASS"
"""The rule id of what an emergency opens."""
EMERGENCY_DUTIES = ("no_export", "notify_ig", "notify_owner", "post_review")
CHILDREN = "under18"
GROWN_UP = ("adult",)
_FIRST = "!"
"""Comes before every id: of rules that give as much, the emergency's leads, so that the log says it was one."""


class Place(NamedTuple):
    """Where a term stands in the index."""

    recipient: str
    role: str
    purpose: str
    provider: str
    record_type: str
    ground: str = ""
    """Of an emergency; empty in ordinary times."""


class Term(TypedDict):
    """One rule, for one purpose and one record type, between one provider and one recipient."""

    flow: str
    """The agreement's id and the rule's; it orders rules that give as much."""
    asking: Asking
    level: int
    """The most that the rule gives, and its lawful basis with it; 0 for a deny."""
    leaves: int
    """The most that may be told where the rule holds: all for an allow rule, less for a deny."""
    subjects: dict[str, dict[str, Accepted]]
    """By regime, age band and subject role."""
    obligations: list[str]
    answers: NotRequired[list[dict[str, object]]]
    """What an allow rule gives when a level from 1 to 4 is asked, as a ruling says it; never above its own level."""
    areas: NotRequired[list[str]]
    redact: NotRequired[list[str]]
    classes: NotRequired[dict[str, int]]
    """The most that this agreement tells of a class, where it says less than the law; 0 for nothing."""
    excluded: NotRequired[list[str]]
    """Classes that an emergency never opens."""
    outgrown: NotRequired[list[str]]
    """Age bands of grown-ups that a rule for children no longer covers."""


Placed = tuple[Place, Term]


def terms(
    verified: Agreed, suspended: Iterable[Suspended], vocabulary: Vocabulary, most: int = Level.DETAIL
) -> Iterator[Placed]:
    """Every term of one agreement, with its place in the index.

    Args:
        verified: the agreement, in force.
        suspended: everything that is suspended now.
        vocabulary: the words.
        most: the highest level that the agreement may give today.
    """
    stopped = tuple(suspended)
    for rule in verified.agreement.rules:
        if rule.effect == "deny":
            term = _denied(verified, rule, vocabulary)
            for place in _places(verified.agreement, rule, rule.recipient_roles, vocabulary):
                yield place, term
        elif opens(verified.agreement, rule):
            made = _Allowed(verified, rule, stopped, vocabulary, most)
            for place in _places(verified.agreement, rule, rule.recipient_roles, vocabulary):
                yield place, made.ordinary(place)
            yield from _emergencies(made)


def day_number(text: str) -> int:
    """Days since 1970-01-01 of a date `YYYY-MM-DD`."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def weaker_obligations(every: Iterable[str], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """For each obligation, those of its kind that it makes superfluous."""
    ranked = {text: strictness(text, vocabulary) for text in set(every)}
    found = {
        text: sorted(
            other for other, (word, rank) in ranked.items() if word == ranked[text][0] and rank < ranked[text][1]
        )
        for text in ranked
    }
    return {text: lesser for text, lesser in sorted(found.items()) if lesser}


def _places(agreement: Agreement, rule: Rule, roles: Iterable[str], vocabulary: Vocabulary) -> Iterator[Place]:
    parties = [party.org_id for party in agreement.parties]
    for recipient in _spelled(rule.recipient, parties):
        for role in _spelled(roles, vocabulary.roles):
            for purpose in _spelled(rule.purposes, [purpose.code for purpose in agreement.purposes]):
                for provider in _spelled(rule.provider, parties):
                    for record_type in rule.record_types:
                        yield Place(recipient, role, purpose, provider, record_type)


def _spelled(named: Iterable[str], everyone: Iterable[str]) -> tuple[str, ...]:
    one_by_one = tuple(named)
    return tuple(everyone) if "*" in one_by_one else one_by_one


def _denied(verified: Agreed, rule: Rule, vocabulary: Vocabulary) -> Term:
    """A deny bites however it is asked, and one about people under 18 on those of unknown age too."""
    ages = ("under18", "unknown") if rule.applies_when.subject_age_lt is not None else vocabulary.age_bands
    roles = words(rule.applies_when.subject_role_in or vocabulary.choices("subject_roles"))
    return Term(
        flow=f"{verified.agreement.isa_id}/{rule.id}",
        asking=whatever(day_number(verified.agreement.effective_to), vocabulary),
        level=0,
        leaves=rule.applies_when.level_gte - 1,
        subjects={regime: dict.fromkeys(ages, roles) for regime in vocabulary.choices("regimes")},
        obligations=[],
    )


def _emergencies(made: "_Allowed") -> Iterator[Placed]:
    """What the agreement's emergency opens of what this rule is about: a place for each ground and role of it."""
    agreed = made.agreement.break_glass
    if agreed is None or not agreed.enabled or made.rule.own_records:
        return
    for place in _places(made.agreement, made.rule, agreed.allowed_roles, made.vocabulary):
        if place.role not in made.rule.recipient_roles and _has_a_rule_of_its_own(made.agreement, place):
            continue
        term = made.in_an_emergency(place, agreed)
        for ground in agreed.grounds:
            yield place._replace(ground=ground), term


def _has_a_rule_of_its_own(agreement: Agreement, place: Place) -> bool:
    """Whether a rule names this role for the same records: its conditions then hold, and not those of other roles."""
    return any(
        rule.effect == "allow"
        and place.role in rule.recipient_roles
        and place.recipient in rule.recipient
        and place.purpose in rule.purposes
        and place.provider in rule.provider
        and place.record_type in rule.record_types
        for rule in agreement.rules
    )


class _Allowed:
    """What one allow rule comes to, at each of its places."""

    def __init__(
        self,
        verified: Agreed,
        rule: Rule,
        stopped: tuple[Suspended, ...],
        vocabulary: Vocabulary,
        most: int,
    ) -> None:
        self.verified = verified
        self.agreement = verified.agreement
        self.rule = rule
        self.stopped = stopped
        self.vocabulary = vocabulary
        self.most = most
        self._told: dict[tuple[str, int], list[str]] = {}

    def ordinary(self, place: Place) -> Term:
        """The rule as it stands."""
        until = day_number(self.agreement.effective_to)
        asking = ordinarily(self.agreement, self.rule, place.purpose, until, self.vocabulary)
        most = self.rule.max_level or Level.NONE
        return self._term(place, self.rule.id, asking, most, self.rule.obligations)

    def in_an_emergency(self, place: Place, agreed: BreakGlass) -> Term:
        """The same without its relationship and case reference, up to the emergency's level, with its duties."""
        until = day_number(self.agreement.effective_to)
        asking = ordinarily(self.agreement, self.rule, place.purpose, until, self.vocabulary)
        duties = {*self.rule.obligations, *EMERGENCY_DUTIES, f"expire_after({_hours(agreed.max_minutes)}h)"}
        term = self._term(
            place,
            BREAK_GLASS,
            in_an_emergency(asking, agreed.second_person, self.vocabulary),
            agreed.max_level,
            self._least(duties),
        )
        term["flow"] = f"{_FIRST}{self.agreement.isa_id}/{BREAK_GLASS}"
        term["excluded"] = sorted(agreed.excluded_classes)
        return term

    def _term(self, place: Place, rule_id: str, asking: Asking, most: int, duties: Iterable[str]) -> Term:
        providing = bases(self.agreement, place.purpose, "provider", place.provider)
        receiving = bases(self.agreement, place.purpose, "recipient", place.recipient)
        confidence = [self.vocabulary.confidentiality_bases[one] for b in providing for one in b.confidentiality_basis]
        level = min([most, self.most, *(one.cap for one in confidence)])
        gateways = sorted({code for basis in (*providing, *receiving) for code in basis.gateway_codes})
        term = Term(
            flow=f"{self.agreement.isa_id}/{rule_id}",
            asking=asking,
            level=level,
            leaves=Level.DETAIL.value,
            subjects=self._subjects(place, providing if receiving else ()),
            obligations=sorted(duties),
            answers=self._answers(place, rule_id, level, self._least(duties), gateways),
        )
        self._bind(asking, place, gateways, confidence)
        self._narrow(term, place)
        return term

    def _bind(
        self, asking: Asking, place: Place, gateways: Iterable[str], confidence: Iterable[ConfidentialityBasis]
    ) -> None:
        """What the law and the suspensions say of asking."""
        if bars := sorted({bar for code in gateways for bar in self.vocabulary.gateways[code].bars}):
            asking["bars"] = bars
            asking["carries"] = self._carries(place)
        if self.vocabulary.record_types[place.record_type].confidential:
            asking["lifts_confidence"] = any(one.lifts_confidence for one in confidence)
        if stops := self._stops(place):
            asking["stopped"] = stops

    def _stops(self, place: Place) -> list[str]:
        """The codes of every suspension that stops this rule for this place. A deny rule is never stopped."""
        stops: dict[str, tuple[str, ...]] = {
            "flow": (f"{self.agreement.isa_id}/{self.rule.id}",),
            "agency": (place.recipient, place.provider),
            "connector": (place.provider, f"{place.provider}/{place.record_type}"),
        }
        return sorted({f"{one.subject}_suspended" for one in self.stopped if one.name in stops.get(one.subject, ())})

    def _carries(self, place: Place) -> list[str]:
        """What a statute may shut a gateway to, of what this provider holds in this record type."""
        kind = self.vocabulary.record_types[place.record_type]
        controller = next(one.controller_type for one in self.agreement.parties if one.org_id == place.provider)
        body = self.vocabulary.controller_types[controller]
        carried = {
            "patient_information": kind.patient_information,
            "social_care_information": kind.social_care_information,
            "health_or_social_care_authority": body.health_or_social_care_authority,
        }
        return sorted(name for name, true in carried.items() if true)

    def _subjects(self, place: Place, providing: Iterable[LawfulBasis]) -> dict[str, dict[str, Accepted]]:
        """Whom it may be about, under each regime of the provider's bases. Without a basis, about nobody."""
        regimes = sorted({basis.regime.partition("->")[0] for basis in providing})
        ages = age_bands(self.agreement, self.rule, place.record_type, self.vocabulary)
        roles = words(subject_roles(self.agreement, self.rule, place.record_type, self.vocabulary))
        return {regime: dict.fromkeys(ages, roles) for regime in regimes}

    def _narrow(self, term: Term, place: Place) -> None:
        """What few rules say besides."""
        if areas := within_areas(self.rule, self.vocabulary):
            term["areas"] = areas
        if self.rule.field_redact:
            term["redact"] = sorted(self.rule.field_redact)
        if classes := self._classes(place):
            term["classes"] = classes
        ages = {age for by_age in term["subjects"].values() for age in by_age}
        if CHILDREN in ages and (outgrown := sorted(set(GROWN_UP) - ages)):
            term["outgrown"] = outgrown

    def _classes(self, place: Place) -> dict[str, int]:
        """The most that the agreement tells of each class, where it says anything: what it does not name stays shut."""
        agreed = self.agreement.sensitivity
        closed = closed_classes(self.agreement, place.record_type, place.role, self.vocabulary)
        named = dict.fromkeys(agreed.classes, agreed.default_level) if agreed else {}
        every = {name.value: named.get(name.value, 0) for name in self.vocabulary.sensitivities} if agreed else {}
        return {**every, **dict.fromkeys(sorted(closed), 0)}

    def _least(self, duties: Iterable[str]) -> list[str]:
        """The duties without those that another of them makes superfluous."""
        weaker = weaker_obligations(duties, self.vocabulary)
        return sorted(set(duties).difference(*weaker.values()))

    def _answers(
        self, place: Place, rule_id: str, most: int, duties: list[str], gateways: list[str]
    ) -> list[dict[str, object]]:
        """What it gives when a level from 1 to 4 is asked, in the words of a ruling."""
        return [
            {
                "effect": "allow",
                "level": level,
                "fields": self._fields(place.record_type, level),
                "obligations": duties,
                "agreement": self.agreement.isa_id,
                "version": self.agreement.version,
                "agreement_digest": self.verified.digest,
                "rules": [rule_id],
                "gateways": gateways,
                "reasons": [],
            }
            for level in (min(asked, most) for asked in range(1, 5))
        ]

    def _fields(self, record_type: str, level: int) -> list[str]:
        """The fields of a record type at a level: the same wherever the rule stands."""
        if (record_type, level) not in self._told:
            found = agreed_fields(self.agreement, self.rule, record_type, level, self.vocabulary)
            self._told[record_type, level] = sorted(found)
        return self._told[record_type, level]


def _hours(minutes: int) -> int:
    """Whole hours that hold so many minutes: an obligation knows nothing shorter."""
    return -(-minutes // 60)
