"""On what does each side rely? Articles, conditions, gateways and confidence, in words with their sources."""

from dataclasses import dataclass

from isa.agreement import Agreement, LawfulBasis
from isa.law import Gateway, Provision
from isa.protocol import words as say
from isa.vocabulary import Vocabulary

SIDES = {"provider": "Giving", "recipient": "Receiving"}
BARS = {
    "patient_information": "patient information",
    "social_care_information": "social care information",
    "health_or_social_care_authority": "what a health or social care authority holds",
}
@dataclass(frozen=True)
class Basis:
    """One side's entry for one purpose: who, and what it relies on, as rows of a list."""

    heading: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class PurposeBasis:
    """Both sides of one purpose."""

    purpose: str
    bases: tuple[Basis, ...]


@dataclass(frozen=True)
class GatewayRow:
    """A gateway that the agreement relies on, with its source."""

    code: str
    title: str
    source: str
    commenced: str
    serves: str
    closed_to: str
    note: str


def purposes(agreement: Agreement, words: Vocabulary) -> tuple[PurposeBasis, ...]:
    """Every basis, by purpose: the giving side first, in the order of the document."""
    names = {party.org_id: party.name for party in agreement.parties}
    return tuple(
        PurposeBasis(say.opening(say.purpose(one.code, words)), _of(agreement, one.code, names, words))
        for one in agreement.purposes
    )


def gateways(agreement: Agreement, words: Vocabulary) -> tuple[GatewayRow, ...]:
    """Every gateway that a basis names, once, in the order of the document."""
    codes = dict.fromkeys(code for basis in agreement.lawful_basis for code in basis.gateway_codes)
    return tuple(_gateway(code, words.gateways[code], words) for code in codes)


def _of(agreement: Agreement, purpose: str, names: dict[str, str], words: Vocabulary) -> tuple[Basis, ...]:
    found = [basis for basis in agreement.lawful_basis if basis.purpose == purpose]
    ordered = sorted(found, key=lambda basis: basis.side != "provider")
    return tuple(Basis(_heading(basis, names), _facts(basis, words)) for basis in ordered)


def _heading(basis: LawfulBasis, names: dict[str, str]) -> str:
    who = names.get(basis.party, basis.party) if basis.party else "all parties"
    return f"{SIDES[basis.side]}: {who}"


def _facts(basis: LawfulBasis, words: Vocabulary) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The rows that have something to say."""
    rows: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Law", (say.opening(say.REGIMES[basis.regime]),)),
        ("Gateway", tuple(_title(code, words) for code in basis.gateway_codes)),
        ("UK GDPR", _articles(basis, words)),
        ("Schedule 1", tuple(_schedule1(code, words) for code in basis.sch1_conditions)),
        ("Ground in Part 3", _grounds(basis, words)),
        ("Schedule 8", tuple(_schedule8(code, words) for code in basis.sch8_conditions)),
        ("Confidence", tuple(_confidence(code, words) for code in basis.confidentiality_basis)),
        ("Policy document", (basis.apd_ref,) if basis.apd_ref else ()),
        ("Consent", ("The people concerned must have agreed; the provider records it",) if basis.consent_required else ()),
        ("Note", (basis.note,) if basis.note else ()),
    )
    return tuple((name, said) for name, said in rows if said)


def _articles(basis: LawfulBasis, words: Vocabulary) -> tuple[str, ...]:
    known = {**words.article6, **words.article9}
    named = (basis.article6, basis.article9)
    return tuple(_provision(f"Article {one}", known.get(one)) for one in named if one)


def _title(code: str, words: Vocabulary) -> str:
    known = words.gateways.get(code)
    return known.title if known else code


def _grounds(basis: LawfulBasis, words: Vocabulary) -> tuple[str, ...]:
    ground = basis.part3_ground
    return (_provision(f"Section {ground.removeprefix('s')}", words.part3_grounds.get(ground)),) if ground else ()


def _schedule1(code: str, words: Vocabulary) -> str:
    return _provision(f"Paragraph {code}", words.schedule1.get(code))


def _schedule8(code: str, words: Vocabulary) -> str:
    return _provision(f"Paragraph {code}", words.schedule8.get(code))


def _provision(name: str, known: Provision | None) -> str:
    """`Article 6(1)(e): a task in the public interest`, with what the law remarks about it."""
    note = f" ({known.note.rstrip('.')})" if known and known.note else ""
    return f"{name}: {known.title}{note}" if known else name


def _confidence(code: str, words: Vocabulary) -> str:
    known = words.confidentiality_bases.get(code)
    return f"{say.opening(known.title)} (up to: {say.UP_TO[known.cap]})" if known else code


def _gateway(code: str, known: Gateway, words: Vocabulary) -> GatewayRow:
    commenced = say.day(known.commenced_on.isoformat()) if known.commenced_on else "Not commenced"
    return GatewayRow(
        code=code,
        title=known.title,
        source=known.source,
        commenced=commenced,
        serves=say.opening(say.joined(say.purpose(one, words) for one in known.purposes)),
        closed_to=say.joined(BARS.get(bar, say.opened(bar)) for bar in known.bars),
        note=known.note,
    )
