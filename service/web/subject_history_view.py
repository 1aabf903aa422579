"""What was told of one person in words: answer by answer, and to which agencies in all."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.leaf import Leaf
from service.oversight.subject_history import SubjectHistory, ToldOf
from service.projection.reading import Card
from service.web import content
from service.web.disclosure_log_view import EntryLine, card_words, line_of

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One answer that told something of the person."""

    entry: EntryLine
    about: str
    """Whether they were asked about, or told of as a relative."""
    told: tuple[str, ...]
    corrected: bool
    """It was told while a record stood under somebody else by mistake."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An agency that was told something: how often, and from when until when."""

    agency: str
    times: int
    first: str
    last: str
    most: str


def lines_of(history: SubjectHistory, labels: Labels) -> list[ToldLine]:
    """Oldest first, as the history is."""
    return [_line(told, labels) for told in history.told]


def recipients_of(history: SubjectHistory, labels: Labels) -> list[Recipient]:
    """Whom a correction or an answer to the person would name, by agency."""
    by_agency: dict[str, list[ToldOf]] = {}
    for told in history.told:
        by_agency.setdefault(told.leaf.agency, []).append(told)
    return [_recipient(labels.get(agency, agency), told) for agency, told in sorted(by_agency.items())]


def sought_of(history: SubjectHistory, labels: Labels) -> list[EntryLine]:
    """Enquiries of the reader's own people that found them and showed nothing."""
    return [line_of(leaf, labels) for leaf in history.sought]


def _line(told: ToldOf, labels: Labels) -> ToldLine:
    about = "They were asked about" if told.told_as == "subject" else "A relative was asked about"
    cards = dict.fromkeys(_card(card, labels) for card in told.cards)
    return ToldLine(line_of(told.leaf, labels), about, tuple(cards) or ("What was told was destroyed",), told.corrected)


def _card(card: Card, labels: Labels) -> str:
    """An unnamed service stays so for all but its own agency."""
    if not card.provider:
        return "Another service, which was not named"
    return f"{labels.get(card.provider, card.provider)}. {card_words(card, labels)}"


def _recipient(agency: str, told: list[ToldOf]) -> Recipient:
    first, last = _day(told[0].leaf), _day(told[-1].leaf)
    most = content.opening(content.LEVELS[max(one.level for one in told)])
    return Recipient(agency, len(told), first, last, most)


def _day(leaf: Leaf) -> str:
    return content.day(leaf.time / 1e6)
