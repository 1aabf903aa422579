"""What an explanation says: for each kind of record the ruling, and what of each rule led to it. Codes and sentences.

For an IG lead and for whoever writes an agreement; an asker who is refused never sees any of it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A code, and the same in a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ConditionExplained:
    """One condition of a rule as the document has it, and whether it was met."""

    condition: str
    asks_for: str
    met: bool


@dataclass(frozen=True, slots=True)
class RuleExplained:
    """One rule that speaks of the candidate, ruled on by the engine as if it stood alone."""

    agreement: str
    version: str
    rule: str
    effect: str
    """`allow` or `deny`."""
    holds: bool
    """Whether it applied: an allow rule that gives something, or a deny rule that bites."""
    level: int
    """The most that it alone would give, whatever level was asked; 0 where it does not hold, and for a deny."""
    leaves: int
    """The most that a deny which bites leaves of the others; 4 for every other rule."""
    decides: bool
    """Whether the ruling is made under this rule."""
    conditions: tuple[ConditionExplained, ...]
    failed: tuple[Said, ...]
    """What stood in its way, by the engine's own codes."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Bound:
    """One thing that kept the level down: the least of them all is the ruling's level."""

    source: str
    """`asked`, `LANCS-ISA-0042/R1`, or `class MENTAL_HEALTH`."""
    level: int


@dataclass(frozen=True, slots=True)
class ClassExplained:
    """The cap that the law or the partnership sets on one sensitivity class."""

    sensitivity: str
    stands_for: str
    cap: int
    """The most that may be told; 0 is never, and also what is done about a class that nobody knows."""
    bar: str
    """The statute behind a cap of 0."""
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObligationExplained:
    """What goes along with the permission, and which rules and classes ask for it."""

    obligation: str
    sentence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GatewayExplained:
    """A legal gateway that the ruling rests on, as the vocabulary dates it."""

    code: str
    title: str
    source: str
    """The address of the text."""
    commenced_on: str
    """`YYYY-MM-DD`; empty where no date is recorded."""
    stands: bool
    """Whether a disclosure on the day of the question may rely on it."""
    note: str


@dataclass(frozen=True, slots=True)
class CandidateExplained:
    """One kind of record: the engine's ruling on it, and everything that led there."""

    provider: str
    record_type: str
    regime: str
    classes: tuple[str, ...]
    subject_role: str
    age_band: str
    area: str
    effect: str
    level: int
    fields: tuple[str, ...]
    agreement: str
    version: str
    agreement_digest: str
    rules: tuple[str, ...]
    reasons: tuple[Said, ...]
    sentence: str
    """The whole in words."""
    considered: tuple[RuleExplained, ...]
    """Every rule for this asker, purpose, provider and kind of record; none where no agreement speaks of it."""
    bounds: tuple[Bound, ...]
    """Where something may be told: what the level is the least of."""
    classed: tuple[ClassExplained, ...]
    obligations: tuple[ObligationExplained, ...]
    gateways: tuple[GatewayExplained, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a question was decided as it was. It holds categories, as the question does, and nothing about a person."""

    bundle: str
    """The digest of the bundle that decided."""
    day: int
    """Days since 1970-01-01."""
    agency: str
    role: str
    assurance: str
    training: tuple[str, ...]
    act: str
    level: int
    purpose: str
    relationship: str
    case_reference: bool
    forum: str
    attends: bool
    break_glass: str
    second_person: bool
    candidates: tuple[CandidateExplained, ...]
