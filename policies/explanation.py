"""Why was it decided so? The engine's own ruling, and beside it what every rule, class and gateway had to do with it.

Nothing is decided here. The ruling is what the engine gave; each rule is what the same Rego says of it alone
(`policies.probing`); the words are the signed document's. A test holds that the parts come to the ruling.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from isa.agreement import Rule
from isa.clauses import read_condition
from isa.sentences import BREAK_GLASS, grounds, sentence
from isa.vocabulary import Level, Vocabulary
from isa.wording import class_in_words, condition_in_words, obligation_in_words
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
from policies.probing import Probe
from policies.question import Candidate, Question
from policies.reasons import SENTENCES, Reason
from policies.terms import Agreed

CONDITION_OF: Final[Mapping[Reason, tuple[str, ...]]] = {
    Reason.RELATIONSHIP_NOT_AGREED: ("requires_relationship",),
    Reason.CASE_REFERENCE_REQUIRED: ("requires_case_ref",),
    Reason.TRAINING_REQUIRED: ("requires_training",),
    Reason.ASSURANCE_TOO_LOW: ("min_assurance",),
    Reason.ACT_NOT_AGREED: ("during",),
    Reason.OUTSIDE_AREA: ("within_area",),
    Reason.SUBJECT_NOT_AGREED: ("subject_age", "subject_role"),
}
"""Which conditions of a rule a code speaks of. Codes that are not here speak of no condition."""
_EPOCH: Final = date(1970, 1, 1)


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
        plain = {one: _without_classes(one) for one in question.candidates}
        pairs = [(plain[one], name) for one in question.candidates for name in self._probe.names(question, one)]
        alone = await self._probe.alone(question, pairs)
        explained = (
            self._candidate(
                question, one, ruling, {name: alone[plain[one], name] for name in self._probe.names(question, one)}
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
        self, question: Question, candidate: Candidate, ruling: Ruling, alone: Mapping[str, Ruling]
    ) -> CandidateExplained:
        considered = tuple(self._rule(name, found, ruling, question) for name, found in alone.items())
        classed = tuple(self._class(code) for code in candidate.classes)
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
            bounds=_bounds(question, considered, classed) if ruling.effect == "allow" else (),
            classed=classed,
            obligations=tuple(self._obligation(text, alone, classed) for text in ruling.obligations),
            gateways=tuple(self._gateway(code, question.day) for code in ruling.gateways),
        )

    def _rule(self, name: str, alone: Ruling, ruling: Ruling, question: Question) -> RuleExplained:
        isa_id, rule_id = _flow(name)
        agreement = self._agreements[isa_id].agreement
        rule = next((one for one in agreement.rules if one.id == rule_id), None)
        denies = rule is not None and rule.effect == "deny"
        bites = denies and Reason.DENIED_BY_RULE in alone.reasons
        failed = () if denies else tuple(_said(code) for code in alone.reasons if alone.effect == "deny")
        return RuleExplained(
            agreement=isa_id,
            version=agreement.version,
            rule=rule_id,
            effect="deny" if denies else "allow",
            holds=bites or alone.effect == "allow",
            level=alone.level,
            leaves=rule.applies_when.level_gte - 1 if rule is not None and bites else int(Level.DETAIL),
            decides=ruling.agreement == isa_id and rule_id in ruling.rules,
            conditions=self._conditions(rule, {said.code for said in failed}),
            failed=failed,
            sentence=sentence(agreement, rule_id, self._words, None if denies else question.purpose),
        )

    def _conditions(self, rule: Rule | None, failed: set[str]) -> tuple[ConditionExplained, ...]:
        unmet = {word for code, words in CONDITION_OF.items() if code.value in failed for word in words}
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
        self, text: str, alone: Mapping[str, Ruling], classed: tuple[ClassExplained, ...]
    ) -> ObligationExplained:
        rules = ["/".join(_flow(name)) for name, found in alone.items() if text in found.obligations]
        classes = [f"class {one.sensitivity}" for one in classed if text in one.obligations]
        return ObligationExplained(text, obligation_in_words(text, self._words), (*rules, *classes))

    def _gateway(self, code: str, day: int) -> GatewayExplained:
        known = self._words.gateways[code]
        commenced = known.commenced_on.isoformat() if known.commenced_on else ""
        stands = known.stands_on(_EPOCH + timedelta(days=day))
        return GatewayExplained(code, known.title, known.source, commenced, stands, known.note)

    def _sentence(self, ruling: Ruling, question: Question) -> str:
        if ruling.effect != "allow":
            return " ".join(["Nothing may be told.", *(SENTENCES[Reason(code)] for code in ruling.reasons)])
        agreement = self._agreements[ruling.agreement].agreement
        said = [sentence(agreement, rule, self._words, question.purpose) for rule in ruling.rules]
        met = [grounds(agreement, rule, ruling.gateways, self._words) for rule in ruling.rules]
        return " ".join([*said, *met, *(SENTENCES[Reason(code)] for code in ruling.reasons)])


def _bounds(
    question: Question, considered: tuple[RuleExplained, ...], classed: tuple[ClassExplained, ...]
) -> tuple[Bound, ...]:
    """What the level is the least of: what was asked, the rule that gives most, every deny that bites, every class."""
    giving = [one for one in considered if one.holds and one.effect == "allow"]
    deciding = [one for one in giving if one.decides] or giving
    return (
        Bound("asked", question.level),
        *(Bound(f"{one.agreement}/{one.rule}", one.level) for one in deciding),
        *(Bound(f"{one.agreement}/{one.rule}", one.leaves) for one in considered if one.holds and one.effect == "deny"),
        *(Bound(f"class {one.sensitivity}", one.cap) for one in classed),
    )


def _flow(name: str) -> tuple[str, str]:
    """The agreement and the rule of a term's name, such as `LANCS-ISA-0042/R1#0f3c…`."""
    isa_id, _, rest = name.partition("/")
    return isa_id, rest.partition("#")[0]


def _said(code: str) -> Said:
    return Said(code, SENTENCES[Reason(code)])


def _without_classes(candidate: Candidate) -> Candidate:
    """A class caps whatever the rules give, so each rule is asked about a record of none."""
    return Candidate(
        candidate.provider,
        candidate.record_type,
        candidate.regime,
        (),
        candidate.subject_role,
        candidate.age_band,
        candidate.area,
    )


__all__ = ["BREAK_GLASS", "CONDITION_OF", "Explainer", "Explanation"]
