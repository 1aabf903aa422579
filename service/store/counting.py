"""Counting entries of the projection over a stretch of the log: how many of each kind, between whom, how soon."""

from typing import NamedTuple

from service.store import counting_statements as said
from service.store.database import Reader
from service.store.projection import words_by


class Counted(NamedTuple):
    """How many enquiries of one kind there were."""

    type: str
    agency: str
    purpose: str
    level: int
    outcome: int
    """`projection_rows.Outcome`."""
    entries: int


class Crossing(NamedTuple):
    """How many answers told people of one agency of records of another, and named it to them."""

    asker: str
    holder: str
    answers: int


class AnsweredAfter(NamedTuple):
    """One thing that a person had to answer: the kind of the answer, and after how many seconds it came."""

    type: str
    seconds: int


async def by_kind(reader: Reader, start: int, end: int) -> list[Counted]:
    """The enquiries among the entries from `start` up to but not `end`."""
    found = await reader.rows(said.BY_KIND, (start, end))
    words = await words_by(reader, {number for row in found for number in row[:3]})
    return [Counted(words[row[0]], words[row[1]], words[row[2]], *row[3:]) for row in found]


async def across(reader: Reader, start: int, end: int) -> list[Crossing]:
    """Whose records were told to whom, by answers among these entries; an agency's own records too."""
    found = await reader.rows(said.ACROSS, (start, end, end - start))
    words = await words_by(reader, {number for row in found for number in row[:2]})
    return [Crossing(words[asker], words[holder], answers) for asker, holder, answers in found]


async def answered_after(reader: Reader, start: int, end: int, most: int) -> list[AnsweredAfter]:
    """How long people took to answer emergencies and reviews, of the newest `most` answers among these entries."""
    found = await reader.rows(said.ANSWERED_AFTER, (start, end, most))
    words = await words_by(reader, {row[0] for row in found})
    return [AnsweredAfter(words[kind], micros // 1_000_000) for kind, micros in found]
