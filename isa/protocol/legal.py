"""On what does each side rely? Articles, conditions, gateways and confidence, in words with their sources."""

from collections.abc import Iterable, Mapping
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
ACT = "Data Protection Act 2018"
SCHEDULE = f"{ACT}, Schedule"
Lines = tuple[str, ...]


@dataclass(frozen=True)
class BasisRow:
    """What the parties of one side rely on for a purpose; parties that rely on the same stand together."""

    side: str
    parties: str
    gateways: Lines
    conditions: Lines
    confidence: Lines


@dataclass(frozen=True)
class PurposeBasis:
    """Both sides of one purpose."""

    purpose: str
    rows: tuple[BasisRow, ...]


@dataclass(frozen=True)
class LawRow:
    """A provision that the agreement relies on, with its source, its day and its bounds."""

    code: str
    title: str
    source: str
    commenced: str
    bounds: Lines


def purposes(agreement: Agreement, words: Vocabulary) -> tuple[PurposeBasis, ...]:
    """Every basis, by purpose: the giving side first, in the order of the document."""
    return tuple(
        PurposeBasis(say.opening(say.purpose(one.code, words)), _rows(agreement, one.code, words))
        for one in agreement.purposes
    )


def law(agreement: Agreement, words: Vocabulary) -> tuple[LawRow, ...]:
    """Every provision that a basis names, once: gateways first, then articles, grounds and conditions."""
    every = agreement.lawful_basis
    schedule1 = [code for one in every for code in one.sch1_conditions]
    schedule8 = [code for one in every for code in one.sch8_conditions]
    return (
        *_named(words.gateways, (code for one in every for code in one.gateway_codes), "", words),
        *_named(words.article6, (one.article6 for one in every), "UK GDPR, Article ", words),
        *_named(words.article9, (one.article9 for one in every), "UK GDPR, Article ", words),
        *_named(words.part3_grounds, (one.part3_ground for one in every), f"{ACT}, ", words),
        *_named(words.schedule1, schedule1, f"{SCHEDULE} 1, paragraph ", words),
        *_named(words.schedule8, schedule8, f"{SCHEDULE} 8, paragraph ", words),
    )


def _rows(agreement: Agreement, purpose: str, words: Vocabulary) -> tuple[BasisRow, ...]:
    """The bases of a purpose; those that differ in their policy document alone, as one row."""
    names = {party.org_id: party.name for party in agreement.parties}
    found = sorted((one for one in agreement.lawful_basis if one.purpose == purpose), key=lambda one: one.side)
    alike: dict[tuple[str, Lines, Lines, Lines], list[tuple[str, str]]] = {}
    for one in found:
        said = (SIDES[one.side], _gateways(one, words), _conditions(one, words), _confidence(one, words))
        who = names.get(one.party, one.party) if one.party else _others(one, found)
        alike.setdefault(said, []).append((who, one.apd_ref or ""))
    return tuple(
        BasisRow(side, say.joined(who for who, _ in members), gateways, conditions, (*confidence, *_policy(members)))
        for (side, gateways, conditions, confidence), members in alike.items()
    )


def _policy(members: list[tuple[str, str]]) -> Lines:
    """The appropriate policy documents: whose is whose, where they differ."""
    refs = {ref for _, ref in members}
    if len(refs) == 1:
        return tuple(f"Policy document: {ref}" for ref in refs if ref)
    return tuple(f"Policy document of {who}: {ref}" for who, ref in members if ref)


def _others(one: LawfulBasis, found: Iterable[LawfulBasis]) -> str:
    """An entry without a party is for whoever on that side has none of its own."""
    own = any(other.party is not None and other.side == one.side for other in found)
    return "every other party" if own else "every party"


def _gateways(basis: LawfulBasis, words: Vocabulary) -> Lines:
    titles = (words.gateways[code].title if code in words.gateways else code for code in basis.gateway_codes)
    return (say.opening(say.REGIMES[basis.regime]), *titles)


def _conditions(basis: LawfulBasis, words: Vocabulary) -> Lines:
    articles = {**words.article6, **words.article9}
    named = [
        *((f"Article {one}", articles.get(one)) for one in (basis.article6, basis.article9) if one),
        *((f"Schedule 1, paragraph {one}", words.schedule1.get(one)) for one in basis.sch1_conditions),
        *((say.section(one), words.part3_grounds.get(one)) for one in (basis.part3_ground,) if one),
        *((f"Schedule 8, paragraph {one}", words.schedule8.get(one)) for one in basis.sch8_conditions),
    ]
    return tuple(f"{name}: {known.title}" if known else name for name, known in named)


def _confidence(basis: LawfulBasis, words: Vocabulary) -> Lines:
    found = [_of_confidence(code, words) for code in basis.confidentiality_basis]
    if basis.consent_required:
        found.append("The people concerned must have agreed; the provider records it")
    if basis.note:
        found.append(basis.note)
    return tuple(found)


def _of_confidence(code: str, words: Vocabulary) -> str:
    known = words.confidentiality_bases.get(code)
    return f"{say.opening(known.title)}. As far as: {say.UP_TO[known.cap]}" if known else code


def _named(
    known: Mapping[str, Provision], codes: Iterable[str | None], before: str, words: Vocabulary
) -> Iterable[LawRow]:
    for code in dict.fromkeys(code for code in codes if code):
        one = known[code]
        title = f"{before}{say.section(code)}: {one.title}" if before else one.title
        commenced = say.day(one.commenced_on.isoformat()) if one.commenced_on else "Not commenced"
        yield LawRow(code, title, one.source, commenced, tuple(_bounds(one, words)))


def _bounds(one: Provision, words: Vocabulary) -> Iterable[str]:
    if isinstance(one, Gateway) and one.purposes:
        yield f"Serves only: {say.joined(say.purpose(code, words) for code in one.purposes)}."
    if isinstance(one, Gateway) and one.bars:
        yield f"Closed to {say.joined(BARS.get(bar, say.opened(bar)) for bar in one.bars)}."
    if one.note:
        yield one.note
