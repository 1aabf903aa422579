"""A pair of records as a page shows it: rows of words, the waterfall drawn, and what may be decided."""

from dataclasses import dataclass

from service.clerical.looking import Look
from service.clerical.sheet import LABELS, Compared
from service.clerical.verdicts import Earlier
from service.clerical.weighing import Weighed
from service.clerical.words import GROUNDS, Because, Ground, Verdict
from service.matching.waterfall import Step, Waterfall
from service.web import clerical_words as words
from service.web import content
from service.web.charts.figure import Figure
from service.web.charts.waterfall import Weight, waterfall_figure
from service.web.owner_ports import Names

UNKNOWN_DATE = " (may stand for unknown)"
LEFT_OUT = "hidden"
"""The level of a field of which neither record is shown."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair of the list, without anything of who the people are."""

    number: int
    agencies: str
    because: str
    stands: str
    since: int
    second: bool
    claim: str
    """`yours`, `another's` or empty."""
    until: int


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of both records."""

    label: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    verdict: str
    """`Agrees`, `Close`, `Differs`, `Not compared`, `Hidden`."""
    tag: str
    more: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What one of the first two people decided, as a third sees it."""

    who: str
    verdict: str
    reason: str
    at: int
    note: str


@dataclass(frozen=True, slots=True)
class PairView:
    """One pair in full."""

    row: PairRow
    version: int
    names: tuple[str, str]
    """Whose record is on which side."""
    fields: tuple[FieldRow, ...]
    neither: str
    """The fields that neither record has, as a list in words."""
    hidden: bool
    second: str
    odds: str
    held_back: str
    figure: Figure
    earlier: tuple[VerdictRow, ...]


def pair_row(weighed: Weighed, staff: str, now: float, names: Names) -> PairRow:
    """One line of the list."""
    pair = weighed.pair
    claimed = pair.claimed_until > now
    return PairRow(
        number=pair.id,
        agencies=content.listed(list(dict.fromkeys(_sides(weighed, names)))),
        because=words.BECAUSE[Because(pair.because)],
        stands=words.STANDS[pair.state],
        since=pair.since,
        second=weighed.second,
        claim=("yours" if pair.claimed_by == staff else "another's") if claimed else "",
        until=pair.claimed_until if claimed else 0,
    )


def pair_view(look: Look, staff: str, now: float, names: Names) -> PairView:
    """One pair for the page."""
    weighed, sheet = look.weighed, look.sheet
    shown = [one for one in sheet.fields if one.one or one.other or one.level == LEFT_OUT]
    neither = [one.label.lower() if one.label[1:2].islower() else one.label for one in sheet.fields if one not in shown]
    held = sheet.by_bits != sheet.band
    return PairView(
        row=pair_row(weighed, staff, now, names),
        version=weighed.pair.version,
        names=_sides(weighed, names),
        fields=tuple(map(field_row, shown)),
        neither=content.listed(neither),
        hidden=weighed.hidden,
        second=words.SECOND_PERSON[weighed.pair.state] if weighed.second or look.earlier else "",
        odds=odds(sheet.waterfall.probability),
        held_back=f"The weight alone would say “{sheet.by_bits}”. A rule holds the pair back." if held else "",
        figure=drawn(sheet.waterfall),
        earlier=tuple(map(verdict_row, look.earlier)),
    )


def field_row(one: Compared) -> FieldRow:
    """One field, with how it compares in a word and, where that says more, in a sentence."""
    verdict, tag = _verdict(one.level)
    more = "" if one.level in ("exact", "differs") else content.opening(one.words.removeprefix("hidden: "))
    dates = one.field == "birth"
    sides = [tuple(map(born, side)) if dates else side for side in (one.one, one.other)]
    return FieldRow(one.label, sides[0], sides[1], verdict, tag, more)


def _verdict(level: str) -> tuple[str, str]:
    found = {
        "exact": ("Agrees", "green"),
        "house": ("Agrees", "green"),
        "differs": ("Differs", "red"),
        "missing": ("Not compared", "grey"),
        LEFT_OUT: ("Hidden", "purple"),
    }
    word, colour = found.get(level, ("Close", "yellow"))
    return word, f"govuk-tag--{colour}"


def born(text: str) -> str:
    """`2 April 2011`; `2 April, year not known`; with what the source says of it."""
    date, placeholder = text.removesuffix(UNKNOWN_DATE), text.endswith(UNKNOWN_DATE)
    year, _, rest = date.partition("-")
    month, _, day = rest.partition("-")
    known = [str(int(day))] if day.isdigit() else []
    known += [content.MONTHS[int(month) - 1]] if month.isdigit() and 1 <= int(month) <= 12 else []
    known += [year] if year.isdigit() else []
    missing = [name for name, part in (("day", day), ("month", month), ("year", year)) if not part.isdigit()]
    told = f"{' '.join(known)}, {content.listed(missing)} not known" if missing else " ".join(known)
    return told + (", may stand for unknown" if placeholder else "")


def drawn(found: Waterfall) -> Figure:
    """The waterfall, drawn and as a table."""
    steps = [Weight(step_label(one), one.bits, one.total) for one in found.steps]
    most = max(found.steps, key=lambda one: abs(one.bits) if one.kind != "prior" else 0.0)
    described = (
        f"From the odds of two people picked at random, each step adds or takes away. The largest is "
        f"“{step_label(most)}”. Together: {odds(found.probability)}"
    )
    return waterfall_figure("weights", "How the weight comes about", described, steps)


def step_label(step: Step) -> str:
    """`Two people picked at random`, `First name: differs`, `Family name: rare`."""
    if step.kind == "prior":
        return "Two people picked at random"
    if step.kind == "household":
        return "They may be of one household"
    label = LABELS.get(step.field, step.field)
    if step.kind == "rarity":
        return f"{label}: {'rare' if step.bits > 0 else 'common'}"
    return f"{label}: {_verdict(step.level)[0].lower()}"


def odds(probability: float) -> str:
    """A share of such pairs that are one person: `About 95 in 100 such pairs are one person.`"""
    if probability >= 0.9995:
        return "More than 999 in 1,000 such pairs are one person."
    if probability < 0.0005:
        return "Fewer than 1 in 1,000 such pairs are one person."
    if 0.01 <= probability <= 0.99:
        return f"About {round(probability * 100)} in 100 such pairs are one person."
    return f"About {round(probability * 1000)} in 1,000 such pairs are one person."


def verdict_row(one: Earlier) -> VerdictRow:
    """What the first or the second person decided."""
    who = {1: "First person", 2: "Second person"}.get(one.position, f"Person {one.position}")
    return VerdictRow(who, words.VERDICTS[Verdict(one.verdict)], words.GROUNDS[Ground(one.reason)], one.at, one.note)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be decided, each with its reasons as (value of the form, words)."""
    return [
        (words.VERDICTS[verdict], [(f"{verdict}/{ground}", words.GROUNDS[ground]) for ground in grounds])
        for verdict, grounds in GROUNDS.items()
    ]


def _sides(weighed: Weighed, names: Names) -> tuple[str, str]:
    one, other = (names.agency_name(each.provider) for each in weighed.holdings)
    return one, other
