"""Step 4: ask the agreements, once for everything. The Question holds categories, never anything about a person."""

from collections.abc import Mapping, Sequence
from datetime import date

from isa.vocabulary import Sensitivity
from policies.decision import Ruling
from policies.engine import PolicyUnavailable
from policies.question import Candidate, Question
from service.enquiry.gather import Member
from service.enquiry.shapes import Asked
from service.errors import ReasonCode, Unavailable
from service.identity.principal import Principal
from service.runtime import Runtime
from service.store.rows import SealedInvolvement

_EPOCH = date(1970, 1, 1).toordinal()
_Place = tuple[int, int]
"""Record and position of an involvement."""


class Rulings:
    """What was decided of each involvement, and the digest of the bundle that decided (empty: nothing to ask)."""

    def __init__(self, kinds: Mapping[_Place, Candidate], rulings: Mapping[Candidate, Ruling], bundle: str) -> None:
        self._kinds = kinds
        self.by_kind = rulings
        self.bundle = bundle

    def of(self, involvement: SealedInvolvement) -> Ruling:
        """The ruling on one of the involvements that were asked about."""
        return self.by_kind[self._kinds[involvement.record, involvement.position]]


def nothing_to_decide() -> Rulings:
    """Nobody was found, so nothing was asked."""
    return Rulings({}, {}, "")


async def decide(members: Sequence[Member], asked: Asked, principal: Principal, runtime: Runtime) -> Rulings:
    """One ruling for each kind of record. Nothing to ask about is nothing to decide.

    Raises:
        Unavailable: the engine gave no well-formed decision; nothing may be disclosed.
    """
    kinds = {(one.record, one.position): kind_of(one, member) for member in members for one in member.involvements}
    if not kinds:
        return nothing_to_decide()
    asked_about = tuple(sorted(set(kinds.values())))
    try:
        decision = await runtime.agreements.decide(_question(asked_about, asked, principal, runtime))
    except PolicyUnavailable:
        raise _cannot_be_asked() from None
    return Rulings(kinds, dict(zip(asked_about, decision.rulings, strict=True)), decision.bundle)


async def check_that_it_can_be_asked(runtime: Runtime) -> None:
    """Whoever is asked about, known or not: with no engine there is no answer.

    Raises:
        Unavailable: the engine gave no well-formed decision.
    """
    try:
        await runtime.agreements.check()
    except PolicyUnavailable:
        raise _cannot_be_asked() from None


def _cannot_be_asked() -> Unavailable:
    advice = "The agreements cannot be asked just now, so nothing can be shown. Try again in a minute."
    return Unavailable(ReasonCode.POLICY_UNAVAILABLE, advice)


def kind_of(involvement: SealedInvolvement, member: Member) -> Candidate:
    """The category of one involvement: all that the engine may know of it."""
    shield = (Sensitivity.SHIELDED.value,) if member.shielded else ()
    return Candidate(
        provider=involvement.provider,
        record_type=involvement.record_type,
        regime=involvement.regime,
        classes=tuple(sorted({*involvement.classes, *shield})),
        subject_role=involvement.subject_role,
        age_band="unknown" if member.age is None else "under18" if member.age < 18 else "adult",
        area=involvement.area,
    )


def _question(kinds: tuple[Candidate, ...], asked: Asked, principal: Principal, runtime: Runtime) -> Question:
    emergency = asked.emergency
    return Question(
        agency=principal.agency,
        role=principal.role,
        assurance=principal.assurance,
        training=principal.training,
        act="find",
        level=asked.level,
        purpose=asked.purpose,
        relationship=asked.relationship,
        case_reference=bool(asked.case_reference),
        day=runtime.clock.today().toordinal() - _EPOCH,
        candidates=kinds,
        user=principal.staff,
        break_glass=emergency.ground if emergency else "",
        second_person=bool(emergency and emergency.answered_by),
    )
