"""Request and reply bodies of the clerical queue. What a request means is checked by `service.clerical`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from service.clerical.looking import Listing, Look
from service.clerical.precision import Measured
from service.clerical.weighing import Weighed
from service.clerical.words import GROUNDS
from service.store.clerical_rows import DrawRow, PairState

_PAIR: JsonDict = {
    "number": 17,
    "version": 2,
    "state": "open",
    "because": "between_bands",
    "band": "likely",
    "agencies": ["police:04", "gss:E06000009"],
    "worth": 5.3,
    "second_person": True,
    "held": False,
    "since": 1795163400,
    "claim": "yours",
    "claimed_until": 1795165200,
}
_FIELD: JsonDict = {
    "field": "birth",
    "label": "Date of birth",
    "one": ["2011-04-02"],
    "other": ["2011-02-04"],
    "level": "swapped",
    "words": "agrees when changed about",
}
_STEP: JsonDict = {"kind": "field", "field": "birth", "level": "swapped", "bits": 9.1, "total": -8.2}


class VerdictBody(BaseModel):
    """What you decide about a pair that you have claimed."""

    model_config = ConfigDict(extra="forbid")

    verdict: Annotated[str, Field(max_length=40, examples=["same"], description="same, different or cannot_tell")]
    reason: Annotated[
        str, Field(max_length=40, examples=["details_agree"], description="A code of `reasons` of the pair.")
    ]
    note: Annotated[
        str, Field(max_length=2000, description="Sealed; only a third person who must decide sees it. At most 500.")
    ] = ""
    version: Annotated[int, Field(examples=[2], description="`version` of the pair as you saw it.")]


class SampleBody(BaseModel):
    """Draw pairs at random for a quality check."""

    model_config = ConfigDict(extra="forbid")

    band: Annotated[str, Field(max_length=40, examples=["confirmed"], description="confirmed, likely or possible")]
    count: Annotated[int, Field(examples=[50], description="From 1 to 500.")] = 50


class PairReply(BaseModel):
    """One pair, without anything of who the people are."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PAIR]})

    number: int
    version: int
    state: Annotated[str, Field(description="open, second or third (waits for that person), acting, decided, left")]
    because: Annotated[str, Field(description="between_bands, perhaps_shielded or joined")]
    band: str
    agencies: list[str]
    worth: Annotated[float, Field(description="What a decision is worth; see docs/clerical-queue.md.")]
    second_person: Annotated[bool, Field(description="One person alone may not decide it.")]
    held: Annotated[bool, Field(description="A record waits unseen until somebody decides.")]
    since: Annotated[int, Field(description="When the matcher asked: Unix seconds, UTC.")]
    claim: Annotated[str, Field(description="yours, another's, or empty")]
    claimed_until: int


class ListingReply(BaseModel):
    """The pairs that wait for you, those whose decision is worth most first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"waiting": 1, "pairs": [_PAIR]}]})

    waiting: Annotated[int, Field(description="How many wait for you altogether.")]
    pairs: list[PairReply]


class ComparedReply(BaseModel):
    """One field of both records, as the matcher has it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FIELD]})

    field: str
    label: str
    one: list[str]
    other: list[str]
    level: str
    words: str


class StepReply(BaseModel):
    """One step of the waterfall, in bits (log2 odds), and the sum so far."""

    model_config = ConfigDict(json_schema_extra={"examples": [_STEP]})

    kind: Annotated[str, Field(description="prior, field, rarity (of an agreeing name) or household")]
    field: str
    level: str
    bits: float
    total: float


class EarlierReply(BaseModel):
    """What one of the first two people decided."""

    position: int
    verdict: str
    reason: str
    at: int
    note: str


class LookReply(BaseModel):
    """A pair in full."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pair": _PAIR,
                    "fields": [_FIELD],
                    "waterfall": [_STEP],
                    "bits": 4.2,
                    "probability": 0.95,
                    "band_today": "likely",
                    "band_by_bits": "confirmed",
                    "earlier": [],
                    "reasons": {"same": ["details_agree"], "different": ["twins_or_siblings"]},
                }
            ]
        }
    )

    pair: PairReply
    fields: list[ComparedReply]
    waterfall: list[StepReply]
    bits: float
    probability: float
    band_today: str
    band_by_bits: Annotated[str, Field(description="Where it is surer than `band_today`, a rule holds the pair back.")]
    earlier: list[EarlierReply]
    reasons: dict[str, list[str]]


class StateReply(BaseModel):
    """Where a pair stands after what you did."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"number": 17, "version": 3, "state": "second", "outcome": "", "claimed_until": 0}]
        }
    )

    number: int
    version: int
    state: str
    outcome: Annotated[str, Field(description="same, different or cannot_tell, once decided")]
    claimed_until: int


class SampleReply(BaseModel):
    """A sample that was drawn. Its pairs are in the list: `GET /v1/match/pairs?drawn=true`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": 1,
                    "band": "confirmed",
                    "model": "9f2c…",
                    "seed": "0f9d3c5e6b7a48c1a2d4e6f801234567",
                    "wanted": 50,
                    "drawn": 50,
                    "among": 181204,
                    "entry": 412,
                }
            ]
        }
    )

    number: int
    band: str
    model: str
    seed: str
    wanted: int
    drawn: int
    among: int
    entry: Annotated[int, Field(description="The entry of the log that holds the seed.")]


class MeasuredReply(BaseModel):
    """How often one band of one model was right, as people found it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "9f2c…",
                    "in_use": True,
                    "band": "confirmed",
                    "sampled": True,
                    "right": 49,
                    "wrong": 1,
                    "cannot_tell": 0,
                    "undecided": 0,
                    "left": 0,
                    "precision": 0.98,
                    "low": 0.895,
                    "high": 0.997,
                }
            ]
        }
    )

    model: str
    in_use: bool
    band: str
    sampled: Annotated[bool, Field(description="Of random samples; otherwise worked through by worth, no fair sample.")]
    right: int
    wrong: int
    cannot_tell: int
    undecided: int
    left: int
    precision: Annotated[float | None, Field(description="Share that is right; none where nothing was decided.")]
    low: Annotated[float, Field(description="Wilson's interval at 95 %.")]
    high: float


def pair_reply(weighed: Weighed, staff: str, now: int) -> PairReply:
    """One pair of the list. No bits: where an address is hidden they would tell of it."""
    pair = weighed.pair
    claimed = pair.claimed_until > now
    return PairReply(
        number=pair.id,
        version=pair.version,
        state=pair.state,
        because=pair.because,
        band=pair.band,
        agencies=[each.provider for each in weighed.holdings],
        worth=round(weighed.worth.value, 1),
        second_person=weighed.second,
        held=any(side.held for side in weighed.sides),
        since=pair.since,
        claim=("yours" if pair.claimed_by == staff else "another's") if claimed else "",
        claimed_until=pair.claimed_until if claimed else 0,
    )


def listing_reply(listing: Listing, staff: str, now: int) -> ListingReply:
    """The list."""
    return ListingReply(waiting=listing.waiting, pairs=[pair_reply(each, staff, now) for each in listing.pairs])


def look_reply(look: Look, staff: str, now: int) -> LookReply:
    """A pair in full."""
    found = look.sheet.waterfall
    return LookReply(
        pair=pair_reply(look.weighed, staff, now),
        fields=[ComparedReply.model_validate(each._asdict()) for each in look.sheet.fields],
        waterfall=[
            StepReply(kind=s.kind, field=s.field, level=s.level, bits=s.bits, total=s.total) for s in found.steps
        ],
        bits=found.bits,
        probability=found.probability,
        band_today=look.sheet.band.value,
        band_by_bits=look.sheet.by_bits.value,
        earlier=[EarlierReply.model_validate(each._asdict()) for each in look.earlier],
        reasons={verdict.value: [ground.value for ground in grounds] for verdict, grounds in GROUNDS.items()},
    )


def state_reply(pair: PairState) -> StateReply:
    """Where a pair stands."""
    return StateReply(
        number=pair.id,
        version=pair.version,
        state=pair.state,
        outcome=pair.outcome,
        claimed_until=pair.claimed_until,
    )


def sample_reply(draw: DrawRow) -> SampleReply:
    """A sample."""
    return SampleReply(
        number=draw.id,
        band=draw.band,
        model=draw.model,
        seed=draw.seed.hex(),
        wanted=draw.wanted,
        drawn=draw.drawn,
        among=draw.among,
        entry=draw.entry,
    )


def measured_reply(one: Measured) -> MeasuredReply:
    """One band of one model."""
    low, high = one.interval
    return MeasuredReply(
        model=one.model,
        in_use=one.in_use,
        band=one.band,
        sampled=one.sampled,
        right=one.right,
        wrong=one.wrong,
        cannot_tell=one.cannot_tell,
        undecided=one.undecided,
        left=one.left,
        precision=one.precision,
        low=low,
        high=high,
    )
