"""Why was it decided so? The engine's own ruling, and beside it what every rule, class and gateway had to do with it.

Nothing is decided here. The ruling is what the engine gave; each rule is what the same Rego says of it alone
(`policies.probing`); the words are the signed document's. A test holds that the parts come to the ruling.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import msgspec

from isa.agreed import Agreed
from isa.agreement import Rule
from isa.clauses import read_condition
from isa.in_words import class_in_words, condition_in_words, obligation_in_words
from isa.sentences import grounds, sentence
from isa.vocabulary import Level, Vocabulary
from policies.bundle import Bundle
from policies.decision import Decision, Ruling
from policies.explained import (
    Bound,
    CandidateExplained,
    ClassExplained,
    ConditionExplained,
    Explanation,
    GatewayExplained,
    ObligationExplained,
    RuleExplained,
    Said,
)
from policies.layout import TermId
from policies.probing import Probe
from policies.question import Candidate, Question
from policies.reasons import SENTENCES, Reason

CONDITION_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "relationship_not_agreed": ("requires_relationship",),
        "case_reference_required": ("requires_case_ref",),
        "training_required": ("requires_training",),
        "assurance_too_low": ("min_assurance",),
        "act_not_agreed": ("during",),
        "other_meeting": ("requires_forum_membership", "requires_attendance"),
        "attendance_required": ("requires_attendance",),
        "outside_area": ("within_area",),
        "subject_not_agreed": ("subject_age", "subject_role"),
        "adult_basis_required": ("subject_age",),
    }
)
"""Which conditions of a rule a code speaks of. Codes that are not here speak of no condition."""
OF_NO_RULE: Final = frozenset(
    {"no_rule", "never_disclosed", "unknown_class", "class_excluded", "break_glass_not_agreed"}
)
"""Codes that speak of the record or of the question as a whole, whichever rule is asked about."""
_EPOCH: Final = date(1970, 1, 1)


_Alone = tuple[Ruling, Ruling]
"""What one term alone rules on the candidate: as if it were of no class, and as it is."""


class Explainer:
    """Explains what one bundle decides. Another bundle is another explainer."""

    def __init__(self, bundle: Bundle, agreements: Iterable[Agreed], vocabulary: Vocabulary) -> None:
        """Nothing is compiled before something is explained.

        Args:
            bundle: what decides.
            agreements: those that the bundle was made of.
            vocabulary: their words.
        """
        self.digest = bundle.digest
        self._probe = Probe(bundle)
        self._words = vocabulary
        self._agreements = {one.agreement.isa_id: one for one in agreements}

    async def explain(self, question: Question, decision: Decision) -> Explanation:
        """Why the engine decided so.

        Args:
            question: what it was asked.
            decision: what it answered, by the bundle of this explainer.

        Raises:
            PolicyUnavailable: a rule could not be asked about.
        """
        terms = {one: self._probe.terms(question, one) for one in question.candidates}
        pairs = [(kind, term) for one, found in terms.items() for term in found for kind in (_plain(one), one)]
        alone = await self._probe.alone(question, pairs)
        explained = (
            self._candidate(
                question, one, ruling, {each: (alone[_plain(one), each], alone[one, each]) for each in terms[one]}
            )
            for one, ruling in zip(question.candidates, decision.rulings, strict=True)
        )
        return Explanation(
            bundle=decision.bundle,
            day=question.day,
            agency=question.agency,
            role=question.role,
            assurance=question.assurance,
            training=question.training,
            act=question.act,
            level=question.level,
            purpose=question.purpose,
            relationship=question.relationship,
            case_reference=question.case_reference,
            forum=question.forum,
            attends=question.attends,
            break_glass=question.break_glass,
            second_person=question.second_person,
            candidates=tuple(explained),
        )

    def _candidate(
        self, question: Question, candidate: Candidate, ruling: Ruling, alone: Mapping[TermId, _Alone]
    ) -> CandidateExplained:
        considered = tuple(self._rule(term, found, ruling, question) for term, found in alone.items())
        classed = tuple(self._class(code) for code in candidate.classes)
        holding = [term for term, rule in zip(alone, considered, strict=True) if rule.holds]
        return CandidateExplained(
            provider=candidate.provider,
            record_type=candidate.record_type,
            regime=candidate.regime,
            classes=candidate.classes,
            subject_role=candidate.subject_role,
            age_band=candidate.age_band,
            area=candidate.area,
            effect=ruling.effect,
            level=ruling.level,
            fields=ruling.fields,
            agreement=ruling.agreement,
            version=ruling.version,
            agreement_digest=ruling.agreement_digest,
            rules=ruling.rules,
            reasons=tuple(_said(code) for code in ruling.reasons),
            sentence=self._sentence(ruling, question),
            considered=considered,
            bounds=self._bounds(question, considered, classed, holding) if ruling.effect == "allow" else (),
            classed=classed,
            obligations=tuple(self._obligation(text, holding, classed) for text in ruling.obligations),
            gateways=tuple(self._gateway(code, question.day) for code in ruling.gateways),
        )

    def _rule(self, term: TermId, alone: _Alone, ruling: Ruling, question: Question) -> RuleExplained:
        isa_id, rule_id = self._probe.layout.flow(term)
        agreement = self._agreements[isa_id].agreement
        rule = next((one for one in agreement.rules if one.id == rule_id), None)
        denies = rule is not None and rule.effect == "deny"
        plain, _ = alone
        failed = () if denies else _failed(alone)
        bites = denies and Reason.DENIED_BY_RULE in plain.reasons
        holds = bites or (plain.effect == "allow" and not failed)
        return RuleExplained(
            agreement=isa_id,
            version=agreement.version,
            rule=rule_id,
            effect="deny" if denies else "allow",
            holds=holds,
            level=plain.level if holds else 0,
            leaves=rule.applies_when.level_gte - 1 if rule is not None and bites else int(Level.DETAIL),
            decides=ruling.agreement == isa_id and rule_id in ruling.rules,
            conditions=self._conditions(rule, {said.code for said in failed}),
            failed=failed,
            sentence=sentence(agreement, rule_id, self._words, None if denies else question.purpose),
        )

    def _conditions(self, rule: Rule | None, failed: set[str]) -> tuple[ConditionExplained, ...]:
        unmet = {word for code, words in CONDITION_OF.items() if code in failed for word in words}
        return tuple(
            ConditionExplained(
                text, condition_in_words(text, self._words), read_condition(text, self._words).word not in unmet
            )
            for text in (rule.conditions if rule is not None else ())
        )

    def _class(self, code: str) -> ClassExplained:
        known = next((cap for name, cap in self._words.sensitivities.items() if name.value == code), None)
        if known is None:
            return ClassExplained(code, class_in_words(code, self._words), 0, "", ())
        return ClassExplained(code, class_in_words(code, self._words), known.cap, known.bar, known.obligations)

    def _obligation(
        self, text: str, holding: Iterable[TermId], classed: tuple[ClassExplained, ...]
    ) -> ObligationExplained:
        layout = self._probe.layout
        rules = ["/".join(layout.flow(term)) for term in holding if text in layout.term(term)["obligations"]]
        classes = [f"class {one.sensitivity}" for one in classed if text in one.obligations]
        return ObligationExplained(text, obligation_in_words(text, self._words), (*rules, *classes))

    def _gateway(self, code: str, day: int) -> GatewayExplained:
        known = self._words.gateways[code]
        commenced = known.commenced_on.isoformat() if known.commenced_on else ""
        stands = known.stands_on(_EPOCH + timedelta(days=day))
        return GatewayExplained(code, known.title, known.source, commenced, stands, known.note)

    def _bounds(
        self,
        question: Question,
        considered: tuple[RuleExplained, ...],
        classed: tuple[ClassExplained, ...],
        holding: Iterable[TermId],
    ) -> tuple[Bound, ...]:
        """What the level is the least of: what was asked, the rule that decides, denials, and what classes leave."""
        layout = self._probe.layout
        agreed = [(term, one.sensitivity) for term in holding for one in classed]
        return (
            Bound("asked", question.level),
            *(Bound(f"{one.agreement}/{one.rule}", one.level) for one in considered if one.decides and one.holds),
            *(Bound(f"{one.agreement}/{one.rule}", one.leaves) for one in considered if one.leaves < Level.DETAIL),
            *(Bound(f"class {one.sensitivity}", one.cap) for one in classed),
            *(
                Bound(f"{'/'.join(layout.flow(term))}, class {name}", layout.term(term)["classes"][name])
                for term, name in agreed
                if name in layout.term(term).get("classes", {})
            ),
        )

    def _sentence(self, ruling: Ruling, question: Question) -> str:
        if ruling.effect != "allow":
            return " ".join(["Nothing may be told.", *(SENTENCES[Reason(code)] for code in ruling.reasons)])
        agreement = self._agreements[ruling.agreement].agreement
        said = [sentence(agreement, rule, self._words, question.purpose) for rule in ruling.rules]
        met = [grounds(agreement, rule, ruling.gateways, self._words) for rule in ruling.rules]
        return " ".join([*said, *met, *(SENTENCES[Reason(code)] for code in ruling.reasons)])


def _failed(alone: _Alone) -> tuple[Said, ...]:
    """What stood in a rule's way: whatever the record's classes, or because of one of them."""
    _, classed = alone
    codes = classed.reasons if classed.effect != "allow" else ()
    return tuple(_said(code) for code in codes if code not in OF_NO_RULE)


def _said(code: str) -> Said:
    return Said(code, SENTENCES[Reason(code)])


def _plain(candidate: Candidate) -> Candidate:
    """The same of no class: a class caps whatever the rules give, so that a rule's own level is seen without."""
    return msgspec.structs.replace(candidate, classes=())
