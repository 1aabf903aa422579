"""What the agencies have agreed, as it stands now: what is in force, its words, and the engine that decides by it.

Before every decision the state is looked at again. A suspension takes effect on the next decision, and yesterday's
bundle decides nothing today: both are read at once. An agreement that is brought into force is read beside, while
decisions go on by what stands, and holds for all at one moment. Whatever cannot be verified shares nothing.
"""

import time
from dataclasses import dataclass
from datetime import date

from isa.effective import opens
from isa.register import Listed, Register, RegisterUnreadable
from isa.sentences import grounds, sentence
from isa.signing import SignatureRefused, VerifiedAgreement
from isa.vocabulary import Vocabulary, load_vocabulary
from policies.asking import is_asked_alone
from policies.bundle import Bundle
from policies.decision import Decision, Ruling
from policies.embedded import EmbeddedEngine
from policies.emergencies import Opened, opened_in_emergencies
from policies.engine import PolicyEngine, PolicyUnavailable
from policies.opa import OpaEngine
from policies.question import Candidate, Question
from service.agreement_files import AgreementFiles
from service.clock import Clock
from service.errors import Misconfigured, ReasonCode, Unavailable
from service.in_force import Present, StartEngine
from service.settings import Settings

CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PurposeWords:
    """A purpose, and how a page asks for it."""

    code: str
    label: str


class Agreements:
    """A policy engine that always decides by what is in force, and the words for what it decided."""

    def __init__(self, present: Present, words: Vocabulary, clock: Clock) -> None:
        self._present = present
        self._words = words
        self._clock = clock
        self._checked = float("-inf")
        self._opened: tuple[str, Opened] = ("", {})
        """Under which bundle, what an emergency opens to whom."""
        self._sentences: dict[tuple[str, tuple[str, ...], str, tuple[str, ...]], str] = {}

    @property
    def bundle_digest(self) -> str:
        """The digest of the bundle that decides now."""
        return self._present.now().bundle.digest

    @property
    def bundle(self) -> Bundle:
        """The bundle that decides now, for an OPA server to load."""
        return self._present.now().bundle

    def stands(self, digest: str) -> bool:
        """Whether an answer that a bundle has just decided may still leave.

        It may if that bundle decides now, or if nothing happened since but that an agreement was brought into force:
        what was decided was right when it was. Whatever was stopped since stops the answer too.
        """
        return self._present.stands(digest)

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, by the agreements in force at this moment.

        Raises:
            PolicyUnavailable: the state cannot be read, or the engine gave no well-formed decision.
        """
        return await self._present.ask(lambda current: current.decide(question))

    async def check(self) -> None:
        """Ask the engine itself, past its memory, at most once a second, about a kind of record that nobody has.

        Every enquiry does so before anybody is looked up. Otherwise, while an engine is down, a person who is known
        would give an error and one who is not an empty answer.

        Raises:
            PolicyUnavailable: the engine gave no well-formed decision.
        """
        await self._present.ready()
        if time.monotonic() >= self._checked + CHECK_SECONDS:
            nobody = _about_nobody(self._clock.today())
            await self._present.ask(lambda current: current.behind.decide(nobody))
            self._checked = time.monotonic()

    async def close(self) -> None:
        """Close the engines."""
        await self._present.close()

    @property
    def register(self) -> Register:
        """Every signed document that was given, in force or not, and why.

        Raises:
            Unavailable: the suspensions cannot be read.
        """
        try:
            return self._present.now().register
        except PolicyUnavailable:
            advice = "The agreements cannot be read just now. Tell whoever runs this service."
            raise Unavailable(ReasonCode.POLICY_UNAVAILABLE, advice) from None

    def register_rows(self) -> list[dict[str, object]]:
        """The register as plain values: id, version, title, digest, in force or not, and why."""
        return [_row(one) for one in self.register.listed]

    @property
    def words(self) -> Vocabulary:
        """The words that the agreements are written in."""
        return self._words

    @property
    def agencies(self) -> frozenset[str]:
        """The parties of every agreement that verified, in force today or not."""
        return frozenset(self._present.latest.names)

    @property
    def roles(self) -> frozenset[str]:
        """The roles that the vocabulary knows."""
        return frozenset(self._words.roles)

    def agency_name(self, agency: str) -> str:
        """What an agency is called; its id where no agreement names it."""
        return self._present.latest.names.get(agency, agency)

    def area_name(self, code: str) -> str:
        """What an area is called; its code where the vocabulary does not name it."""
        return self._words.jurisdictions.get(code, code)

    @property
    def kinds_of_record(self) -> dict[str, str]:
        """Every kind of record in words."""
        return {code: one.title for code, one in self._words.record_types.items()}

    def knows_purpose(self, code: str) -> bool:
        """Whether the vocabulary has this purpose."""
        return code in self._words.purposes

    def grounds(self) -> dict[str, str]:
        """The grounds on which an emergency may be declared, each in words."""
        return {code: one.title for code, one in self._words.break_glass_grounds.items()}

    def all_purposes(self) -> list[PurposeWords]:
        """Every purpose of the vocabulary."""
        return [PurposeWords(code, one.ask) for code, one in self._words.purposes.items()]

    def purpose_label(self, code: str) -> str:
        """How a page asks for a purpose; its code where the vocabulary has it no longer."""
        purpose = self._words.purposes.get(code)
        return purpose.ask if purpose else code

    def purposes_for(self, agency: str, role: str) -> list[PurposeWords]:
        """The purposes for which a rule in force lets this role of this agency learn anything by asking."""
        named = {
            purpose
            for one in self.register.in_force
            for rule in one.agreement.rules
            if opens(one.agreement, rule) and agency in rule.recipient and role in rule.recipient_roles
            for purpose in rule.purposes
            if is_asked_alone(one.agreement, rule, purpose, self._words)
        }
        return [one for one in self.all_purposes() if one.code in named]

    def emergency_purposes_for(self, agency: str, role: str) -> dict[str, list[PurposeWords]]:
        """By ground, the purposes for which an emergency that this role of this agency declares opens anything.

        Whether the role may declare it is for `service.emergency.terms` to say.
        """
        bundle = self.bundle
        if self._opened[0] != bundle.digest:
            self._opened = (bundle.digest, opened_in_emergencies(bundle))
        opened = self._opened[1].get((agency, role), {})
        every = self.all_purposes()
        return {ground: [one for one in every if one.code in purposes] for ground, purposes in opened.items()}

    def sentence(self, ruling: Ruling, purpose: str) -> str:
        """Why something may be told for a purpose, for a person to read: the rule, its conditions, gateway and end."""
        key = (ruling.agreement_digest, ruling.rules, purpose, ruling.gateways)
        if key not in self._sentences:
            self._sentences[key] = self._sentence(ruling, purpose)
        return self._sentences[key]

    def _sentence(self, ruling: Ruling, purpose: str) -> str:
        for one in self._verified():
            if one.digest == ruling.agreement_digest:
                said = [sentence(one.agreement, rule, self._words, purpose) for rule in ruling.rules]
                met = [grounds(one.agreement, rule, ruling.gateways, self._words) for rule in ruling.rules]
                return " ".join([*said, *met])
        return f"Agreement {ruling.agreement} {ruling.version}, rule {', '.join(ruling.rules)}."

    def _verified(self) -> list[VerifiedAgreement]:
        return [one.verified for one in self._present.latest.register.listed if one.verified is not None]


def _about_nobody(today: date) -> Question:
    nobody = Candidate(provider="org:NOBODY", record_type="none", regime="part2")
    return Question(
        agency="org:NOBODY",
        role="nobody",
        assurance="key",
        training=(),
        act="find",
        level=1,
        purpose="none",
        relationship="visit",
        case_reference=False,
        day=today.toordinal() - date(1970, 1, 1).toordinal(),
        candidates=(nobody,),
    )


def _row(one: Listed) -> dict[str, object]:
    agreement = one.verified.agreement if one.verified else None
    return {
        "id": agreement.isa_id if agreement else one.source,
        "version": agreement.version if agreement else "",
        "title": agreement.title if agreement else "",
        "digest": one.verified.digest if one.verified else "",
        "in_force": one.in_force,
        "state": one.code.value,
        "advice": one.advice,
    }


def open_agreements(settings: Settings, clock: Clock) -> Agreements:
    """Verify the trust list and every agreement, and start the engine.

    Raises:
        Misconfigured: the root key, the trust list or the suspensions cannot be used. A single agreement that fails
            a check shares nothing and is shown so in the register; it does not stop the others.
    """
    words = load_vocabulary()
    try:
        files = AgreementFiles(settings, words)
        present = Present(files, settings.suspensions_path, words, clock, _starter(settings))
        return Agreements(present, words, clock)
    except (OSError, ValueError):
        advice = f"The partnership's root key or trust list is missing or damaged in {settings.directory}. Restore it."
    except SignatureRefused as fault:
        advice = f"The trust list was refused: {fault.advice}."
    except RegisterUnreadable:
        advice = "The suspensions file does not hold together. Restore it: until then nothing may be shared."
    raise Misconfigured(ReasonCode.AGREEMENT_REFUSED, advice)


def _starter(settings: Settings) -> StartEngine:
    authority = str(settings.opa_authority) if settings.opa_authority else None
    certificate = None
    if settings.opa_certificate and settings.opa_certificate_key:
        certificate = (str(settings.opa_certificate), str(settings.opa_certificate_key))

    last: EmbeddedEngine | None = None

    def start(bundle: Bundle) -> PolicyEngine:
        nonlocal last
        if settings.policy_engine == "embedded":
            last = EmbeddedEngine(bundle, last)
            return last
        return OpaEngine(
            settings.opa_url,
            bundle.digest,
            token=settings.opa_token.get_secret_value() or None,
            certificate=certificate,
            authority=authority,
        )

    return start
