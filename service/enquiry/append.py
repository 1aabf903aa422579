"""Step 6: append to the audit log, and wait until it is durable. No entry, no answer.

The leaf of an answer with nothing to show says nothing of why: refused, nothing held and not sure enough have one
shape, because the asker gets the leaf in the receipt. The truth is in the sealed payload beside it, of padded length.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from audit.events import Actor, AgreementVersion, Commitment, Entry, EventType, Operation, Verdict
from audit.receipt import Receipt
from audit.release import Sealed, SealedPayload, release
from policies.decision import Ruling
from policies.question import Candidate
from service.enquiry.answer import wait_for_the_fixed_time
from service.enquiry.decide import Rulings
from service.enquiry.match import Match
from service.enquiry.minimise import Minimised
from service.enquiry.obligations import duties
from service.enquiry.shapes import Answer, Asked, Disclosed
from service.entries import actor_of, append_entry
from service.errors import ReasonCode, Unavailable
from service.identity.principal import Principal
from service.matching.sought import Sought
from service.runtime import Runtime

PAD_TO = 2048
PAD_EMPTY_TO = 8192
"""More than the reasons of any one person take, so that an empty answer's payload has one length whatever they are."""
PAD_DECLARED_TO = 16_384
"""The same, where it holds the reason of a declared emergency too."""


class Ruled(msgspec.Struct, frozen=True, array_like=True):
    """What was decided of one kind of record, without what follows from the agreement that is named."""

    kind: Candidate
    level: int
    agreement: str
    rules: tuple[str, ...]
    reasons: tuple[str, ...]


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """One card that was shown."""

    subject: str
    provider: str
    record_type: str
    level: int
    reference: str
    """What the asker quotes to the desk for a service that was not named."""


class Due(msgspec.Struct, frozen=True, array_like=True):
    """Something to be done for others because one card was shown: somebody is told, or reviews it."""

    duty: str
    """`notify_owner`, `notify_ig` or `post_review`."""
    provider: str
    record_type: str
    level: int
    subject: str


class Kept(msgspec.Struct, frozen=True):
    """What the sealed payload of an enquiry keeps, for the IG lead and the person concerned. Personal."""

    answer: msgspec.Raw
    sought: Sought
    case_reference: str
    level_asked: int
    match: str
    """`one`, `none` or `many`."""
    candidates: int
    bits: float
    subject: str
    """The pseudonym of the person asked about, where one was found, whether or not anything could be told."""
    disclosed: tuple[Shown, ...]
    rulings: tuple[Ruled, ...]
    """Every ruling, those that refused too."""
    due: tuple[Due, ...] = ()
    alert: str = ""
    """Why the IG lead of the asker's agency should know of it: an `AlertKind`, or nothing."""
    reason: str = ""
    """Of an emergency that was declared and does not stand; one that stands keeps its own."""
    own: tuple[str, ...] = ()
    """What of it is the asker's own business (`service.matching.staff.OwnBusiness`): yes or no, never what agreed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that the steps before have made of one enquiry."""

    asked: Asked
    match: Match
    subjects: Mapping[int, str]
    """The pseudonym of each golden nominal that was gathered."""
    rulings: Rulings
    told: Minimised
    answer: Answer
    began: float
    """When the question came, by `time.monotonic`."""
    alert: str = ""
    own: tuple[str, ...] = ()
    """What of it is the asker's own business."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.told.people


async def append(outcome: Outcome, principal: Principal, runtime: Runtime) -> Disclosed:
    """Seal the answer, append its entry, and let the receipt release it.

    An empty answer is appended at a fixed time after its question: its receipt tells when, as its reply does.

    Raises:
        Unavailable: the log did not take the entry; the answer stays sealed.
    """
    content = msgspec.json.encode(outcome.answer)
    payload = _payload(outcome, content, runtime)
    actor = actor_of(principal)
    commitment = payload.commitment()
    sealed = Sealed(content, outcome.answer.enquiry, commitment, actor)
    entry = _entry(outcome, actor, commitment, runtime)
    if outcome.empty:
        await wait_for_the_fixed_time(outcome.began, runtime)
    receipt = await append_entry(entry, payload, runtime)
    if not outcome.empty:
        await _withhold_if_changed(outcome, actor, receipt, runtime)
    return Disclosed(release(sealed, receipt), receipt.to_json().encode(), outcome.empty)


async def _withhold_if_changed(outcome: Outcome, actor: Actor, receipt: Receipt, runtime: Runtime) -> None:
    """An agreement that was suspended while this answer was on its way: it stays sealed, and the log says so.

    An empty answer is not held back: there is nothing in it to hold, and a refusal would say that there had been.
    """
    if outcome.rulings.bundle == "" or runtime.agreements.stands(outcome.rulings.bundle):
        return
    entry = Entry(
        type=EventType.ENQUIRY_REFUSED,
        request_id=f"{outcome.answer.enquiry}-withheld",
        actor=actor,
        operation=Operation.CONSULTATION,
        purpose=outcome.asked.purpose,
        relates_to=runtime.log.number_of(receipt),
        details={"code": ReasonCode.AGREEMENT_CHANGED.value},
    )
    await append_entry(entry, None, runtime)
    advice = "An agreement was changed while you were asking, so nothing is shown. Ask again."
    raise Unavailable(ReasonCode.AGREEMENT_CHANGED, advice)


def _payload(outcome: Outcome, content: bytes, runtime: Runtime) -> SealedPayload:
    best, told = outcome.match.best, outcome.told
    kept = Kept(
        answer=msgspec.Raw(content),
        sought=outcome.asked.sought,
        case_reference=outcome.asked.case_reference,
        level_asked=outcome.asked.level,
        match=outcome.match.outcome,
        candidates=outcome.match.candidates,
        bits=round(best.score.bits, 3) if best else 0.0,
        subject=outcome.subjects.get(best.golden, "") if best else "",
        disclosed=tuple(
            Shown(outcome.subjects.get(row.golden, ""), row.provider, row.record_type, row.level, row.reference)
            for row in told.rows
        ),
        rulings=tuple(
            Ruled(kind, r.level, r.agreement, r.rules, r.reasons) for kind, r in outcome.rulings.by_kind.items()
        ),
        due=_due(outcome),
        alert=outcome.alert,
        reason=_reason_not_kept_elsewhere(outcome.asked),
        own=outcome.own,
    )
    request = outcome.answer.enquiry.encode()
    return SealedPayload(*runtime.sealer.seal_payload(request, msgspec.json.encode(kept), _padding(outcome)))


def _padding(outcome: Outcome) -> int:
    """By what is known before anybody is looked up, and by whether something is shown: never by why nothing is."""
    if not outcome.empty:
        return PAD_TO
    return PAD_DECLARED_TO if outcome.asked.declared else PAD_EMPTY_TO


def _due(outcome: Outcome) -> tuple[Due, ...]:
    found = {
        Due(duty, row.provider, row.record_type, row.level, outcome.subjects.get(row.golden, ""))
        for row in outcome.told.rows
        for duty in duties(row.ruling)
    }
    return tuple(sorted(found, key=msgspec.structs.astuple))


def _reason_not_kept_elsewhere(asked: Asked) -> str:
    return asked.declared.reason if asked.declared and not asked.emergency else ""


def _entry(outcome: Outcome, actor: Actor, payload: Commitment, runtime: Runtime) -> Entry:
    """The leaf. An answer with nothing to show has the same fields whatever the reason."""
    shown = not outcome.empty
    entry = Entry(
        type=EventType.ENQUIRY_ANSWERED if shown else EventType.ENQUIRY_EMPTY,
        request_id=outcome.answer.enquiry,
        actor=actor,
        operation=Operation.DISCLOSURE if shown else Operation.CONSULTATION,
        purpose=outcome.asked.purpose,
        relationship=outcome.asked.relationship,
        recipients=(actor.agency,),
        payload=payload,
        break_glass=outcome.asked.declared is not None,
        details={"ground": outcome.asked.declared.ground} if outcome.asked.declared else {},
    )
    return _with_disclosure(entry, outcome, runtime) if shown else entry


def _with_disclosure(entry: Entry, outcome: Outcome, runtime: Runtime) -> Entry:
    """What an answer that shows something adds: about whom, under what, decided how, and from which agencies.

    A service that was not named to the asker is not named here either: the asker holds this text in the receipt. How
    many records were candidates, and how well they scored, may rest on records that are hidden: both are sealed.
    """
    told, best = outcome.told, outcome.match.best
    named = [row.ruling for row in told.named]
    assert best is not None  # noqa: S101 - nothing is shown without a match
    return replace(
        entry,
        subject=outcome.subjects.get(best.golden, ""),
        providers=tuple(sorted({row.provider for row in told.named})),
        lawful_basis=tuple(sorted({gateway for ruling in named for gateway in ruling.gateways})),
        agreements=tuple(sorted({_agreement(r) for r in named}, key=lambda a: (a.id, a.version))),
        decision=Verdict(
            effect="allow",
            rules=tuple(sorted({rule for ruling in named for rule in ruling.rules})),
            bundle=outcome.rulings.bundle,
            obligations=tuple(sorted({duty for ruling in named for duty in ruling.obligations})),
        ),
        fields=tuple(sorted({name for ruling in named for name in ruling.fields})),
        details={
            "band": outcome.answer.band,
            "model": runtime.model.digest,
            "level": max(row.level for row in told.rows),
            "cards": len(told.rows),
            "scope": outcome.asked.scope,
            **entry.details,
            **({"emergency": outcome.asked.emergency.id} if outcome.asked.emergency else {}),
        },
    )


def _agreement(ruling: Ruling) -> AgreementVersion:
    return AgreementVersion(ruling.agreement, ruling.version, ruling.agreement_digest)
